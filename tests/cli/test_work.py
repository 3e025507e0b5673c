"""`amends work` as a person types it: one key at a time, and nothing lost however it ends."""

from __future__ import annotations

import codecs
import os
import re
import select
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from amends.cli.keys import BACK, END, NEXT, PASTED, Keyboard
from amends.languages import words
from amends.models.work import COUNTED
from amends.outputs.working import _KEYS, keys

READY = "q quit"
"""Ends the line of keys."""
PATIENCE = 20
"""Seconds until a screen that does not come is a failure."""
PROGRAM = """
import fcntl, signal, termios
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs this may ignore it
fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # Ctrl-C comes from a terminal of one's own
from amends.cli import main
main()
"""
PAGE = "https://example.com/reviews/late"


class Typist:
    """Somebody at a terminal of 100 columns and 30 lines."""

    def __init__(self, folder: Path, *arguments: str, environment: dict[str, str]) -> None:
        pty = pytest.importorskip("pty", reason="no terminals here", exc_type=ImportError)
        import fcntl
        import struct
        import termios

        self.terminal, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
        self.run = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=folder,
            env={**os.environ, "TERM": "xterm", "NO_COLOR": "1", **environment},
            start_new_session=True,
        )
        os.close(theirs)
        self.unread = ""
        self.decoder = codecs.getincrementaldecoder("utf-8")()

    def see(self, awaited: str = READY) -> str:
        """Return what has come up to `awaited`; fails where it does not come."""
        while awaited not in self.unread:
            if not select.select([self.terminal], [], [], PATIENCE)[0]:
                raise AssertionError(f"{awaited!r} did not come: {self.unread}")
            piece = self._some()
            assert piece is not None, f"{awaited!r} did not come: {self.unread}"
            self.unread += piece
        seen, _, self.unread = self.unread.partition(awaited)
        return seen + awaited

    def type(self, keys: str, awaited: str = READY) -> str:
        os.write(self.terminal, keys.encode())
        return self.see(awaited)

    def end(self, keys: str = "") -> tuple[int, str]:
        """Type the last keys; return the exit code and all that was still said."""
        os.write(self.terminal, keys.encode())
        while (piece := self._some()) is not None:
            self.unread += piece
        os.close(self.terminal)
        return self.run.wait(PATIENCE), self.unread

    def _some(self) -> str | None:
        """Return what has come, without the marks around it; None when nothing will come."""
        if not select.select([self.terminal], [], [], PATIENCE)[0]:
            raise AssertionError(f"it waits for something else: {self.unread}")
        try:
            found = self.decoder.decode(os.read(self.terminal, 4096))
        except OSError:  # how Linux says that the other side is gone
            return None
        return re.sub(r"\x1b\[\?2004[hl]", "", found).replace("\r\n", "\n")


@pytest.fixture
def full(shop):
    shop.mentions[1]["url"] = PAGE
    shop.write()
    assert shop.run("check").code == 0
    return shop


@pytest.fixture
def sit(full):
    begun = []

    def begin(*arguments: str, lang: str = "en", **environment: str) -> Typist:
        before = ("--config", str(full.folder / "config.yaml"), "--now", full.now, "--lang", lang)
        begun.append(Typist(full.folder, *before, "work", *arguments, environment=environment))
        return begun[-1]

    yield begin
    for each in begun:
        if each.run.poll() is None:
            each.run.kill()
            each.run.wait()


@pytest.fixture
def editor(tmp_path):
    """An editor that leaves these words, and then does as it is told."""

    def make(words: str, afterwards: str = "") -> str:
        program = tmp_path / "editor.py"
        program.write_text(
            "import os, pathlib, signal, sys\n"
            f"pathlib.Path(sys.argv[1]).write_text({words!r}, encoding='utf-8')\n{afterwards}\n",
            encoding="utf-8",
        )
        return f"{sys.executable} {program}"

    return make


def item(shop, external: str) -> dict:
    found = shop.run("inbox", "--all", "--json").json["items"]
    return next(each for each in found if each["external_id"] == external)


def proposal(shop, external: str) -> str:
    handling = shop.run("show", shop.ids()[external], "--json").json["item"]["handling"]
    return handling["proposal"]["text"]


def test_in_a_pipe_it_says_in_a_line_what_it_needs(full):
    result = full.run("work")
    assert (result.code, result.out, len(result.err.splitlines())) == (2, "", 1)
    assert "terminal" in result.err


def test_a_whole_day(full, sit):
    at = sit()
    first = at.see()
    assert "1 of 3 · about" in first
    assert "allergic reaction" in first
    assert "hold reply" in first
    second = at.type("r")
    assert "Recorded" in second
    assert "2 of 3" in second
    at.type("z", "›")
    third = at.type("3d\n")
    assert "not before Mon 23 Nov" in third
    assert "3 of 3" in third
    at.type("x", "›")
    assert "Nothing was changed" in at.type("\n", "changed")
    at.type("x", "›")
    code, said = at.end("my own aunt\n")
    assert code == 0
    assert "replied 1 · left alone 1 · later 1" in said
    assert "nothing is left" in said
    states = {name: item(full, name)["handling"] for name in ("hurt", "late", "nice")}
    assert states["hurt"]["status"] == "following_up"
    assert states["late"]["snoozed_until"].startswith("2026-11-23")
    assert states["nice"]["because"] == "my own aunt"


def test_looking_deciding_otherwise_and_taking_back(full, sit):
    at = sit()
    hold = at.see()
    assert "hold reply · wording 2" in at.type("2")
    assert "apologise, explain, solve" in at.type("h")
    assert "copy the reply" in at.type("?")
    assert hold.count("hospital") <= at.type("t").count("hospital")
    at.type("a", "›")
    at.type("mira\n", "is with mira")
    at.see()
    assert "Taken back" in at.type("u")
    assert item(full, "hurt")["handling"]["assignee"] is None
    assert "2 of 3" in at.type("\x1b[C")
    assert "1 of 3" in at.type("\x1b[D")
    at.type("b", "This is the first one.")
    at.type("n", "›")
    at.type("rang them\n", "Noted.")
    code, said = at.end("q")
    assert code == 0
    assert "nothing decided" in said


def test_what_was_written_is_kept_though_it_is_interrupted(full, sit, editor):
    at = sit(EDITOR=editor("Olga, I am with you in an hour. Ana"))
    at.see()
    written = at.type("e")
    assert "ana wrote this at 08:00" in written
    code, said = at.end("\x03")
    assert code == 130
    assert "3 left" in said
    assert proposal(full, "hurt") == "Olga, I am with you in an hour. Ana"
    assert "Olga, I am with you" in full.run("draft", full.ids()["hurt"]).out


def test_a_terminal_that_is_closed_while_the_editor_is_open(full, sit, editor):
    hang_up = "os.kill(os.getppid(), signal.SIGHUP); signal.pause()"
    at = sit(EDITOR=editor("Olga, half a sentence", hang_up))
    at.see()
    code, _ = at.end("e")
    assert code == 130
    assert proposal(full, "hurt") == "Olga, half a sentence"


def test_a_terminal_that_goes_away(full, sit):
    at = sit()
    at.see()
    os.close(at.terminal)
    assert at.run.wait(PATIENCE) in {1, 130}
    assert item(full, "hurt")["handling"]["status"] == "new"


def test_an_editor_that_breaks_down_leaves_its_file(full, sit, editor):
    at = sit(EDITOR=editor("Olga, an hour of work", "sys.exit(3)"))
    at.see()
    said = at.type("e", "text.txt")
    assert "ended with 3" in said
    kept = Path(said.split(" kept in ")[1].replace("\n", ""))
    assert kept.read_text("utf-8") == "Olga, an hour of work"
    at.end("q")
    kept.unlink()
    kept.parent.rmdir()


def test_a_colleague_who_was_quicker_is_heard(full, sit):
    at = sit()
    at.see()
    hurt = full.ids()["hurt"]
    assert full.run("mark", hurt, "--assign", "mira").code == 0
    at.type("x", "›")
    said = at.type("nobody knows her\n")
    assert "somebody was quicker" in said
    assert "→ mira" in said
    assert item(full, "hurt")["handling"]["status"] == "new"
    at.end("q")


def test_what_a_colleague_has_done_is_passed(full, sit):
    at = sit()
    at.see()
    late = full.ids()["late"]
    assert full.run("mark", late, "--status", "ignored", "--because", "a bot").code == 0
    assert f"{late} needs nothing any more: ana · decided" in at.type("\n")
    at.end("q")


def test_copying_opens_the_page_in_the_browser_that_is_named(full, sit, tmp_path):
    log = tmp_path / "visited"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {log}\n', encoding="utf-8")
    browser.chmod(0o700)
    at = sit("--source", "google", BROWSER=str(browser), PATH=os.environ["PATH"])
    at.see()
    at.type("\n")
    assert "the page is opening" in at.type("c", "When it is sent: r")
    at.end("q")
    assert log.read_text("utf-8").strip() == PAGE


def test_a_reply_with_an_error_is_asked_about(full, sit, editor):
    at = sit(EDITOR=editor("You are lying. Delete your review and you get 50 EUR."))
    at.see()
    at.type("e")
    at.type("r", "y / n")
    at.type("n", "Nothing was changed.")
    assert item(full, "hurt")["handling"]["status"] == "drafted"
    at.type("r", "y / n")
    assert "Recorded" in at.type("y")
    at.end("q")


def test_another_alphabet_types_the_same_keys_and_a_paste_types_none(sit):
    at = sit(lang="ru")
    at.see("q выход")
    at.type("\x1b[200~rrxd you thieves\x1b[201~", "не принят за клавиши")
    assert "другая формулировка" in at.type("?", "q выход")
    code, said = at.end("й")
    assert code == 0
    assert "ничего не решено" in said


def test_a_dumb_terminal_takes_lines(sit):
    at = sit(TERM="dumb", DISPLAY="", WAYLAND_DISPLAY="", BROWSER="")
    at.see()
    assert "2 of 3" in at.type("\n")
    assert PAGE in at.type("c\n", "When it is sent: r"), "no browser without a screen"
    assert at.end("q\n")[0] == 0


def test_who_is_unknown_is_refused(full, sit):
    full.configure("team:\n  Ana: {}\n")
    code, said = sit("--as", "Bob").end()
    assert code == 2
    assert "Bob" in said


@pytest.mark.parametrize(
    ("language", "typed", "key"),
    [
        ("en", "c", "c"),
        ("en", "C", "c"),
        ("ru", "с", "c"),
        ("ru", "Й", "q"),
        ("bg", "ц", "c"),
        ("bg", "r", "r"),
        ("en", "ц", "ц"),
        ("en", "\x1b[C", NEXT),
        ("en", "\x1bOD", BACK),
        ("en", "\x1b[5~", ""),
        ("en", "\x1b", "\x1b"),
        ("en", "\x1b[200~", PASTED),
        ("en", "\x04", END),
        ("en", "", END),
    ],
)
def test_keys(language, typed, key):
    assert Keyboard(language).named(typed) == key


def test_no_two_actions_share_a_key():
    assert len(set(_KEYS.values())) == len(_KEYS)


def test_every_key_and_every_deed_has_its_words():
    said = words("en")
    for name in _KEYS:
        assert said.has(f"work.key.{name}"), name
        assert said.has(f"work.help.{name}"), name
    assert [deed for deed in COUNTED if not said.has(f"work.did.{deed}")] == []


@pytest.mark.parametrize("language", ["en", "ru", "es", "pl", "bg"])
def test_the_line_of_keys_stays_within_the_screen(language):
    draft = SimpleNamespace(needs_approval=True)
    assessment = SimpleNamespace(intent="vague_negative")
    view = SimpleNamespace(
        text="…",
        draft=draft,
        unapproved=True,
        promises=(1,),
        case=SimpleNamespace(answered=False, assessment=assessment),
    )
    lines = keys(view, words(language), 80).plain.split("\n")
    assert max(len(line) for line in lines) <= 80
    assert len(lines) <= 3
