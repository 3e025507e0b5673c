"""The templates of mail and report: where they lie, what they can use, how their errors read.

Ours ship in `outputs/templates`. A file of the same name in the user's folder goes before ours,
and can build on it: `{% extends "amends/digest.html.j2" %}` always means ours.

The sandbox stands not against the owner, whose configuration may run commands anyway, but because
templates are passed on like pictures: whoever takes one from a colleague expects that it draws,
and neither opens files nor changes what it is shown.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from amends.errors import ConfigError
from amends.outputs.ages import age, duration, unbroken
from amends.outputs.dates import day
from amends.text import normalise, single_line

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime, timedelta, tzinfo
    from types import TracebackType

    from jinja2 import BaseLoader, Environment
    from jinja2.runtime import Context

    from amends.languages import Words

OURS = "amends"
"""Before the name of a template it means the one that ships, whatever the user's folder holds."""
SCHEMES = frozenset({"http", "https", "mailto"})
"""Where a link may lead; `javascript:`, `data:` and the like stay text."""
PLAIN = (".md.j2", ".txt.j2")
"""Templates of text; in all others whatever is filled in is escaped."""

_DIRECTIONS = {"L": "ltr", "R": "rtl", "AL": "rtl"}


def render(
    name: str,
    values: Mapping[str, Any],
    *,
    words: Words,
    now: datetime,
    zone: tzinfo,
    folder: Path | None = None,
) -> str:
    """Fill in a template; `folder` holds those of the user, which go before ours.

    A template sees `values`, `words`, `now`, `zone`, and `say`, which words a message. Raises
    ConfigError, in one line with file and line, for a template of the user's that does not work.
    """
    given = {"words": words, "say": words.say, "now": now, "zone": zone, **values}
    if folder is not None and not folder.is_dir():
        raise ConfigError([f"mail.templates: there is no folder {folder}"])
    try:
        return _environment(folder).get_template(name).render(given)
    except Exception as error:
        problem = _problem(error, folder) if folder is not None else None
        if problem is None:
            raise
        hint = f"Without the file ours is used; {OURS}/{name} is its name in {{% extends %}}."
        raise ConfigError([problem], hint=hint) from error


def link(address: str | None) -> str:
    """Return an address that may be linked to, or nothing: then it is shown as text or not at all.

    Only http, https and mailto, and nothing that would read otherwise than it is: no blanks, no
    control characters, no bidi marks.
    """
    if not address or single_line(address) != address or " " in address:
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    reaches = parts.path if parts.scheme == "mailto" else parts.netloc
    return address if parts.scheme in SCHEMES and reaches else ""


def direction(text: str) -> str:
    """Return `rtl` or `ltr`, as the first letter of the text has it.

    Said outright, since Word, which draws the mails of Outlook, does not know `auto`.
    """
    for character in text:
        found = unicodedata.bidirectional(character)
        if found in _DIRECTIONS:
            return _DIRECTIONS[found]
    return "ltr"


@cache
def _environment(folder: Path | None) -> Environment:
    from jinja2 import StrictUndefined, pass_context
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    made = ImmutableSandboxedEnvironment(
        loader=_loader(folder),
        autoescape=lambda name: not (name or "").endswith(PLAIN),
        undefined=StrictUndefined,
        finalize=pass_context(_filled_in),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(link=link, line=single_line, direction=direction, **_filters())
    return made


def _loader(folder: Path | None) -> BaseLoader:
    from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

    ours = PackageLoader("amends.outputs")
    theirs = [FileSystemLoader(folder)] if folder is not None else []
    return ChoiceLoader([*theirs, ours, PrefixLoader({OURS: ours})])


def _filled_in(context: Context, value: Any) -> Any:
    """Return what is filled in without harm, on pages with numbers that stay on one line."""
    shown = _harmless(value)
    page = context.eval_ctx.autoescape
    return unbroken(shown, context["words"]) if page and type(shown) is str else shown


def _harmless(value: Any) -> Any:
    """Take escape sequences, control and bidi characters out of every text that is filled in.

    Blanks at its edges stay: a template may well print ", ".
    """
    if not isinstance(value, str) or hasattr(value, "__html__"):
        return value
    before = " " if value[:1].isspace() else ""
    after = " " if value[-1:].isspace() and value.strip() else ""
    return f"{before}{normalise(value)}{after}"


def _filters() -> dict[str, Any]:
    """Return the filters that need to know the language, the hour or the time zone."""
    from jinja2 import pass_context

    @pass_context
    def ago(context: Context, moment: datetime | None) -> str:
        return age(moment, context["now"], context["words"])

    @pass_context
    def span(context: Context, length: timedelta) -> str:
        return duration(length.total_seconds(), context["words"])

    @pass_context
    def named_day(context: Context, moment: datetime) -> str:
        return day(_local(context, moment), context["words"])

    @pass_context
    def clock(context: Context, moment: datetime) -> str:
        return f"{moment.astimezone(context['zone']):%H:%M}"

    return {"age": ago, "span": span, "day": named_day, "clock": clock}


def _local(context: Context, moment: datetime | date) -> date:
    """Return the day of a moment where the business is; a day is one already."""
    from datetime import datetime

    return moment.astimezone(context["zone"]).date() if isinstance(moment, datetime) else moment


def _problem(error: Exception, folder: Path) -> str | None:
    """Say in one line what is wrong with a template in the folder; None: the fault is not there."""
    from jinja2 import TemplateNotFound, TemplateSyntaxError

    if isinstance(error, UnicodeDecodeError):
        return f"{folder}: a template is not UTF-8"
    if isinstance(error, TemplateSyntaxError):
        file, line = error.filename, error.lineno
    else:
        file, line = _last_within(error.__traceback__, folder)
    if not _within(file, folder):
        return None
    missing = "no template " if isinstance(error, TemplateNotFound) else ""
    return f"{file}, line {line}: {missing}{single_line(str(error)) or type(error).__name__}"


def _last_within(trace: TracebackType | None, folder: Path) -> tuple[str | None, int]:
    """Return file and line of the innermost template of the folder that was running."""
    found: tuple[str | None, int] = (None, 0)
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        found = (name, trace.tb_lineno) if _within(name, folder) else found
        trace = trace.tb_next
    return found


def _within(name: str | None, folder: Path) -> bool:
    return name is not None and Path(name).is_relative_to(folder)
