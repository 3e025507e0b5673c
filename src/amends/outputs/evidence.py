"""The evidence pack: pages for people, JSON, every text by itself, and a list of their hashes.

All of it can be checked without amends: `sha256sum --check MANIFEST`. The same store at the same
time gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
from html import escape
from typing import TYPE_CHECKING, Any

from amends.outputs.fixes import report
from amends.outputs.json import envelope, mention
from amends.outputs.moments import when
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from amends.languages import Words
    from amends.models import Case, Rating
    from amends.models.evidence import Exhibit, Pack, Revision

PAGE, DATA, MANIFEST = "evidence.html", "evidence.json", "MANIFEST"
STATEMENTS = ("made", "proves", "not_proves", "hashes", "unverified", "advice")
_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%;margin:.5rem 0}
td,th{border:1px solid #bbb;padding:.3rem .5rem;text-align:left;vertical-align:top}
th{width:14rem;font-weight:600}
pre{white-space:pre-wrap;overflow-wrap:anywhere;border-left:4px solid #888;padding:.5rem 1rem}
code{overflow-wrap:anywhere} section{page-break-inside:avoid}
"""


def files(pack: Pack, words: Words) -> dict[str, bytes]:
    """Return the files of a pack by name; the manifest comes last and names all others."""
    found = {
        _text_name(exhibit.case, revision): content(revision)
        for exhibit in pack.exhibits
        for revision in exhibit.revisions
    }
    found[DATA] = _json(pack)
    found[PAGE] = "".join(_page(pack, words)).encode("utf-8", "replace")
    found[MANIFEST] = "".join(
        f"{digest(data)}  {name}\n" for name, data in sorted(found.items())
    ).encode()
    return found


def zipped(found: Mapping[str, bytes], pack: Pack) -> bytes:
    """Return the files as one archive, whose times are those of the pack."""
    from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

    made = io.BytesIO()
    year, *rest = pack.at.timetuple()[:6]
    with ZipFile(made, "w") as archive:
        for name, data in sorted(found.items()):
            entry = ZipInfo(name, (max(1980, year), *rest))  # type: ignore[arg-type]
            entry.compress_type, entry.create_system = ZIP_DEFLATED, 3
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, data)
    return made.getvalue()


def content(revision: Revision) -> bytes:
    """Return the words of a revision as they are hashed: title, empty line, text, in UTF-8."""
    said = f"{revision.title}\n\n{revision.text}" if revision.title else revision.text
    return said.encode("utf-8", "surrogatepass")


def digest(data: bytes) -> str:
    """Return the SHA-256 of some bytes in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def as_json(pack: Pack) -> dict[str, Any]:
    """Return `amends.evidence/1`."""
    return envelope("evidence", pack.at) | {
        "amends": pack.version,
        "business": pack.business,
        "made_by": pack.who,
        "items": [_exhibit(each) for each in pack.exhibits],
    }


def unverified(case: Case) -> bool:
    """Say whether there are doubts that the author was a customer: never more than doubts."""
    return case.assessment.intent == "suspected_fake" or bool(case.assessment.doubts)


def _json(pack: Pack) -> bytes:
    text = json.dumps(as_json(pack), ensure_ascii=True, allow_nan=False, indent=1)
    return f"{text}\n".encode()


def _exhibit(value: Exhibit) -> dict[str, Any]:
    case = value.case
    return {
        "id": case.id,
        "mention": mention(case.mention),
        "first_seen_at": when(case.first_seen_at),
        "gone_at": when(case.gone_at),
        "erased_at": when(case.erased_at),
        "also_at": list(case.links),
        "unverified": unverified(case),
        "doubts": list(case.assessment.doubts),
        "revisions": [_revision(case, each) for each in value.revisions],
        "reach_history": [{"at": when(each.at), **_reach(each.reach)} for each in value.readings],
        "replies": [{**each, "at": when(each["at"])} for each in value.replies],
        "reports": [report(each) for each in value.reports],
        "history": [{**each, "at": when(each["at"])} for each in value.events],
    }


def _revision(case: Case, value: Revision) -> dict[str, Any]:
    rating = value.rating
    return {
        "revision": value.number,
        "title": value.title,
        "text": value.text,
        "rating": {"value": rating.value, "max": rating.max} if rating else None,
        "seen_from": when(value.seen_from),
        "seen_until": when(value.seen_until),
        "file": _text_name(case, value),
        "sha256": digest(content(value)),
    }


def _reach(value: Any) -> dict[str, int | None]:
    return {name: getattr(value, name) for name in ("likes", "shares", "replies", "views")}


def _text_name(case: Case, revision: Revision) -> str:
    return f"texts/{case.id}-{revision.number}.txt"


def _page(pack: Pack, words: Words) -> Iterator[str]:
    title = escape(f"{words.say('evidence.title')}: {single_line(pack.business)}")
    yield f'<!doctype html>\n<html lang="{words.language}">\n<meta charset="utf-8">\n'
    yield '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
    yield " style-src 'unsafe-inline'\">\n"
    yield f"<title>{title}</title>\n<style>{_STYLE}</style>\n<h1>{title}</h1>\n"
    yield from _table(
        (words.say("evidence.made_at"), when(pack.at)),
        (words.say("evidence.made_by"), pack.who),
        (words.say("evidence.version"), f"amends {pack.version}"),
    )
    yield "<ul>\n"
    for name in STATEMENTS:
        yield f"<li>{escape(words.say(f'evidence.{name}'))}</li>\n"
    yield "</ul>\n"
    for each in pack.exhibits:
        yield from _section(each, words)


def _section(value: Exhibit, words: Words) -> Iterator[str]:
    case, said = value.case, value.case.mention
    yield f"<section>\n<h2>{escape(case.id)}</h2>\n"
    yield from _table(
        (words.say("evidence.source"), f"{said.source} ({said.source_type})"),
        (words.say("evidence.key"), said.external_id),
        (words.say("evidence.url"), said.url),
        (words.say("evidence.place"), said.place),
        (words.say("evidence.author"), _author(case)),
        (words.say("evidence.published"), when(said.published_at)),
        (words.say("evidence.first_seen"), when(case.first_seen_at)),
        (words.say("evidence.gone"), when(case.gone_at)),
        (words.say("evidence.erased"), when(case.erased_at)),
        (words.say("evidence.also_at"), ", ".join(case.links)),
        (words.say("evidence.standing"), words.say("evidence.is_unverified"))
        if unverified(case)
        else ("", None),
    )
    for revision in value.revisions:
        yield from _words_of(case, revision, words)
    if said.reply and said.reply.text:
        yield f"<h3>{escape(words.say('evidence.reply_at_source'))}</h3>\n"
        yield f"<p>{when(said.reply.published_at) or ''}</p>\n"
        yield f"<pre>{escape(said.reply.text)}</pre>\n"
    for reply in value.replies:
        yield f"<h3>{escape(words.say('evidence.reply'))}</h3>\n"
        yield f"<p>{when(reply['at'])} · {escape(reply['who'])}</p>\n"
        yield f"<pre>{escape(reply['text'])}</pre>\n"
    yield from _histories(value, words)
    yield "</section>\n"


def _words_of(case: Case, revision: Revision, words: Words) -> Iterator[str]:
    yield f"<h3>{escape(words.say('evidence.revision', n=revision.number))}</h3>\n"
    yield from _table(
        (words.say("evidence.seen_from"), when(revision.seen_from)),
        (words.say("evidence.seen_until"), when(revision.seen_until)),
        (words.say("evidence.rating"), _stars(revision.rating)),
        ("SHA-256", digest(content(revision))),
        (words.say("evidence.file"), _text_name(case, revision)),
    )
    yield f"<pre>{escape(content(revision).decode('utf-8', 'replace'))}</pre>\n"


def _histories(value: Exhibit, words: Words) -> Iterator[str]:
    if value.readings:
        yield f"<h3>{escape(words.say('evidence.reach'))}</h3>\n"
        yield from _table(
            *(
                (
                    when(each.at) or "",
                    ", ".join(f"{name} {n}" for name, n in _reach(each.reach).items() if n),
                )
                for each in value.readings
            )
        )
    if value.reports:
        yield f"<h3>{escape(words.say('evidence.reports'))}</h3>\n"
        yield from _table(
            *((when(each.at) or "", _reported(each, words)) for each in value.reports)
        )
    if value.events:
        yield f"<h3>{escape(words.say('evidence.history'))}</h3>\n"
        yield from _table(
            *((when(each["at"]) or "", f"{each['who']}: {_event(each)}") for each in value.events)
        )


def _event(event: Mapping[str, Any]) -> str:
    """Return one event in a line; the fields that it changed stand in the JSON."""
    details = {
        key: value
        for key, value in event.items()
        if key not in _SAID_ELSEWHERE and value not in (None, False, [])
    }
    shown = json.dumps(details, ensure_ascii=False, default=str) if details else ""
    return f"{event['what']} {shown}".strip()


_SAID_ELSEWHERE = {"at", "who", "what", "changed", "change", "undoes"}


def _reported(value: Any, words: Words) -> str:
    outcome = words.say(f"flag.outcome.{value.outcome or 'open'}")
    parts = (words.say(f"flag.reason.{value.reason}"), value.reference, outcome)
    return " · ".join(part for part in parts if part)


def _author(case: Case) -> str:
    author = case.mention.author
    return " · ".join(part for part in (author.name, author.handle, author.id) if part)


def _stars(rating: Rating | None) -> str | None:
    return f"{rating.value:g} / {rating.max:g}" if rating else None


def _table(*pairs: tuple[str, str | None]) -> Iterator[str]:
    yield "<table>\n"
    for name, value in pairs:
        if value:
            yield f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>\n"
    yield "</table>\n"
