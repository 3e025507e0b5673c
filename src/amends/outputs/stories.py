"""Stories on a screen, in a pipe and as JSON: one incident, and all who tell of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from amends.outputs.ages import age
from amends.outputs.dates import day
from amends.outputs.json import envelope
from amends.outputs.moments import when
from amends.outputs.reasons import about
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from rich.console import RenderableType

    from amends.languages import Words
    from amends.models.story import StoryPart, StoryView

    Line = RenderableType | str
    """A string is printed as it is, with its tabs."""

DAYS = 2
"""Of how many of the newest days a list says how many joined."""
SHOWN = 5
"""Members that the sheet of one mention names."""
TITLE = 60
"""Characters of an article that name it."""
_INDENT = " " * 6


def stories(
    found: Iterable[StoryView], words: Words, now: datetime, width: int | None
) -> Iterator[Line]:
    """Draw the stories there are: three lines each, in a pipe one."""
    for view in found:
        told = view.members[0]
        if width is None:
            said = (
                view.root,
                _figures(view, words),
                _growth(view, words),
                _press(view, words, now),
            )
            yield "\t".join((*said, told.excerpt))
        else:
            yield _cut(Text.assemble((view.root, "bold"), f"  {_figures(view, words)}"), width)
            yield _cut(Text(f"{_INDENT}{told.excerpt}"), width)
            last = (_growth(view, words), _press(view, words, now))
            yield Text(_INDENT + " · ".join(part for part in last if part), "dim")


def story(view: StoryView, words: Words, now: datetime, width: int | None) -> Iterator[Line]:
    """Draw one story with all its members, their copies and where each stands."""
    if width is not None:
        yield Text(_figures(view, words), "bold")
        last = (_growth(view, words, days=None), _press(view, words, now))
        yield Text(" · ".join(part for part in last if part), "dim")
        yield Text("")
    for part in view.members:
        yield from _member(part, view, words, now, width)


def told(view: StoryView | None, words: Words, now: datetime, short_id: str) -> Iterator[Text]:
    """Draw what the sheet of one mention says of its story; nothing where it is in none."""
    if view is None:
        return
    others = words.say("story.also", n=view.size - 1)
    yield Text.assemble((others, "bold"), f"  {_figures(view, words)}")
    here = next((each.same_as or each.number for each in view.members if each.id == short_id), None)
    members = [each for each in view.members if each.same_as is None and each.number != here]
    for part in members[:SHOWN]:
        link = words.say(f"story.link.{part.link}" if part.link else "story.root")
        yield Text(f"  {part.id}  {age(part.published_at, now, words):>6}  {_where(part)} · {link}")
    if view.size - 1 > SHOWN or view.first_article:
        press = _press(view, words, now)
        more = f"amends stories show {view.root}"
        yield Text("  " + " · ".join(part for part in (press, more) if part), "dim")


def press(found: Iterable[StoryView], words: Words) -> Iterator[Text]:
    """Name the first article about each story in a line."""
    for view in found:
        article = view.first_article
        if article:
            said = {"id": article.id, "source": single_line(article.source), "root": view.root}
            title = single_line(article.excerpt)[:TITLE]
            yield Text(words.say("check.press", title=title, **said), "yellow")


def stories_json(found: Sequence[StoryView], now: datetime) -> dict[str, Any]:
    """Return `amends.stories/1`."""
    return envelope("stories", now) | {"items": [summary(view) for view in found]}


def story_json(view: StoryView, now: datetime) -> dict[str, Any]:
    """Return `amends.story/1`."""
    ids = {each.number: each.id for each in view.members}
    return (
        envelope("story", now)
        | summary(view)
        | {"members": [_part(each, ids) for each in view.members]}
    )


def summary(view: StoryView) -> dict[str, Any]:
    """Return a story in figures; `amends show` has it too."""
    article = view.first_article
    return {
        "root": view.root,
        "mentions": view.size,
        "authors": view.authors,
        "reach": view.reach,
        "open": view.open,
        "first_article": article.id if article else None,
        "first_article_at": when(article.published_at) if article else None,
        "per_day": [{"day": date.isoformat(), "new": count} for date, count in view.growth],
        "ids": [each.id for each in view.members],
    }


def _part(part: StoryPart, ids: dict[int, str]) -> dict[str, Any]:
    return {
        "id": part.id,
        "link": part.link,
        "by_hand": part.by_hand,
        "same_as": ids.get(part.same_as) if part.same_as else None,
        "source": part.source,
        "kind": part.kind,
        "published_at": when(part.published_at),
        "author": part.author,
        "text": part.excerpt,
        "url": part.url,
        "open": part.open,
        "reach": part.reach,
    }


def _member(
    part: StoryPart, view: StoryView, words: Words, now: datetime, width: int | None
) -> Iterator[Line]:
    ids = {each.number: each.id for each in view.members}
    if part.same_as:
        link = words.say("story.copy", id=ids.get(part.same_as, ""))
    else:
        link = words.say(f"story.link.{part.link}" if part.link else "story.root")
    still = words.say("story.open") if part.open else words.say("story.done")
    aged = age(part.published_at, now, words)
    url = single_line(part.url or "")
    if width is None:
        yield "\t".join((part.id, aged, still, link, _where(part), part.excerpt, url))
        return
    head = Text.assemble((part.id, "bold"), f"  {aged:>6}  {_where(part)} · {link} · {still}")
    yield _cut(head, width)
    yield _cut(Text(f"{_INDENT}{part.excerpt}"), width)
    if url:
        yield Text(f"{_INDENT}{url}", "dim")


def _figures(view: StoryView, words: Words) -> str:
    said = [
        words.say("story.mentions", n=view.size),
        words.say("story.authors", n=view.authors),
    ]
    if view.reach is not None:
        said.append(words.say("story.reach", n=about(view.reach, words)))
    said.append(words.say("story.still_open", n=view.open))
    return " · ".join(said)


def _growth(view: StoryView, words: Words, *, days: int | None = DAYS) -> str:
    """Say how it grew: the newest days, or all."""
    shown = view.growth[-days:] if days else view.growth
    return ", ".join(f"{day(date, words)} +{count}" for date, count in shown)


def _press(view: StoryView, words: Words, now: datetime) -> str:
    article = view.first_article
    if article is None:
        return ""
    aged = age(article.published_at, now, words)
    return words.say("story.article", id=article.id, where=single_line(article.source), time=aged)


def _where(part: StoryPart) -> str:
    return single_line(" · ".join(each for each in (part.source, part.author) if each))


def _cut(text: Text, width: int) -> Text:
    text.truncate(width, overflow="ellipsis")
    return text
