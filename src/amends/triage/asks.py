"""What `amends init` asks for, and how an answer is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from amends.config.secrets import check_reference
from amends.sources.addresses import pasted
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from amends.sources import Source


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing to ask for; its words are messages."""

    key: str
    question: str = ""
    """Name of its message below `init.ask.`; its key unless another one is given."""
    default: str = ""
    """What Enter means; `{business}` and `{language}` stand for what is known by then."""
    optional: bool = False
    needed: bool = True
    """Whether nothing comes of the rest where it stays open."""
    unanswered: str = "empty"
    """What Enter means where there is no default: name of its message below `init.`."""
    choices: tuple[str, ...] = ()
    """The only answers there are; each has a message below `init.choice.`."""
    several: bool = False
    """Whether the answer is a list, separated by commas."""
    clean: Callable[[str], str] = single_line
    """Returns one entry as it is kept; raises ValueError, in plain words, for a wrong one."""

    @property
    def text(self) -> str:
        """Key of the message that asks."""
        return f"init.ask.{self.question or self.key}"

    def usual(self, **known: str) -> str:
        """Return the default, filled with what is known."""
        return self.default.format_map(known)

    def read(self, text: str, **known: str) -> str | list[str]:
        """Return the answer that was typed, or the default: an entry, or a list if `several`.

        Raises ValueError that says what is wrong with it.
        """
        text = text.strip() or self.usual(**known)
        if self.several:
            return [self.clean(entry) for entry in map(str.strip, text.split(",")) if entry]
        return self.clean(text) if text else ""


def option(
    kind: str,
    key: str,
    question: str = "",
    unanswered: str = "empty",
    *,
    needed: bool = True,
    beside: Mapping[str, object] = MappingProxyType({}),
) -> Ask:
    """Ask for an option of a type of source, which itself says what is wrong with an answer.

    It may stay open: not everybody has such a number at hand. `beside` it stand other options,
    without which the type would not take it.
    """

    def clean(text: str) -> str:
        from amends.sources import make

        options = {"type": kind, **beside, key: single_line(text)}
        built, problems = make({kind: completed(options)})
        if problems:
            raise ValueError(problems[0].message)
        kept = getattr(built[0].source, key)
        return kept[0] if isinstance(kept, tuple) else str(kept)

    return Ask(
        key, question or key, optional=True, needed=needed, unanswered=unanswered, clean=clean
    )


def completed(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return options to which nothing is missing that their type requires.

    What is missing stands there as the type's own example shows it: a reference to a key, or a
    value to be replaced by one's own.
    """
    kind = type_of(options["type"])
    shown = example(kind)
    return {**options, **{key: shown[key] for key in missing(kind) if key not in options}}


def missing(kind: type[Source]) -> list[str]:
    """Return the options without which a type reads nothing: required ones, and those of its key.

    A mailbox takes either a password or a login, so that its type requires neither.
    """
    required = [key for key, field in kind.model_fields.items() if field.is_required()]
    keys = [key for key, value in example(kind).items() if kind.NEEDS_KEY and refers(value)]
    return list(dict.fromkeys((*required, *keys)))


def refers(value: object) -> bool:
    """Whether an option says where a secret is kept."""
    try:
        check_reference(str(value))
    except ValueError:
        return False
    return True


def type_of(name: str) -> type[Source]:
    """Return one of our own types of source."""
    from amends.sources import types

    return types()[name]


def example(kind: type[Source]) -> dict[str, Any]:
    """Return the options that a type shows as its example."""
    import yaml

    shown: dict[str, Any] = yaml.safe_load(kind.EXAMPLE)
    return shown


def address(text: str) -> str:
    """Return a web address without the slash at its end, with a scheme if it has none.

    Raises ValueError for what cannot be one.
    """
    found = pasted(single_line(text))
    if found is None:
        raise ValueError(f"must be an address like https://example.org, not {text!r}")
    return found.geturl().rstrip("/")


def app_number(text: str) -> str:
    """Return the number of an app, typed as it is or within its address.

    Raises ValueError when there is none.
    """
    match = re.search(r"\bid([0-9]{1,15})\b", text) or re.fullmatch("([0-9]{1,15})", text)
    if match is None:
        raise ValueError(f"must be the number after 'id' in the app's address, not {text!r}")
    return match[1]


def agreed(text: str) -> str:
    """Return `yes`, or nothing for a `no`; raises ValueError for anything else."""
    if text not in {"yes", "no"}:
        raise ValueError(f"must be yes or no, not {text!r}")
    return text.removeprefix("no")
