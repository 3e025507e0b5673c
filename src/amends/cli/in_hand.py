"""What a key does to the reply in hand: copy it, edit it, ask for time, say what happened."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from amends.cli.session import note

if TYPE_CHECKING:
    from amends.cli.talk import Talk, Then
    from amends.triage.working import Round


def copy(at: Round, talk: Talk) -> Then:
    """Put the reply on the clipboard, and open the page where it belongs."""
    from amends.triage.desk import copied, opened, terminal_copy

    view = at.shown
    if view.text is None:
        return talk.stay("work.no_reply")
    message = "work.copied"
    if not copied(view.text):
        sys.stdout.write(terminal_copy(view.text))
        message = "work.copied_terminal"
    url = view.case.mention.url
    if url and opened(url):
        message = "work.copied_opened"
    elif url:
        note(url)
    return talk.stay(message)


def edit(at: Round, talk: Talk) -> Then:
    """Let a person change it in their editor; what is saved there is kept, whatever happens."""
    from amends.outputs import drafted
    from amends.triage.desk import edited

    view = at.shown
    if view.matter is None:
        return talk.stay("work.no_reply")
    head = drafted.comments(view.case, view.matter.replies, talk.words)

    def rescue(left: str) -> None:
        if text := drafted.without_comments(left):
            at.write(text)

    with talk.keyboard.lent():
        left = edited(f"{head}\n{view.text or ''}\n", rescue)
    text = drafted.without_comments(left)
    if not text or text == view.text:
        return talk.stay("work.cancelled")
    at.write(text)
    talk.say("work.written")
    return "reply"


def hold(at: Round) -> Then:
    """Ask for more time; where there was an answer, be late with the promise, or be done."""
    now = at.shown.ask.purpose
    if at.shown.case.answered:
        at.purpose("done" if now == "late" else "late")
    else:
        at.purpose(None if now == "hold" else "hold")
    return "reply"


def happened(at: Round, talk: Talk) -> Then:
    """Ask what happened, what may be offered, and who answers until when."""
    from amends.cli.questions import asked

    matter = at.shown.matter
    if matter is None:
        return talk.stay("work.no_reply")
    try:
        with talk.keyboard.lent():
            answers = asked(at.business, matter, talk.words)
    except EOFError:
        return talk.stay("work.cancelled")
    at.tell(answers)
    return "reply"
