"""The words of the interface in every language.

They stand in `<code>/messages.yaml`; those of one part in a file of its own (`PARTS`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from amends.languages.data import language as language_data
from amends.languages.data import names, read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.languages.data import LanguageData

    Message = str | Mapping[str, str]
    """One text, or its plural forms."""

SOURCE = "en"
"""The language in which every message exists; the others fall back to it."""
PARTS = ("alert", "digest", "login", "report", "window")
"""`digest.subject` stands in `digest.yaml`: read when it is needed, which is not every day."""


@dataclass(frozen=True, slots=True)
class Words:
    """The messages of one language."""

    language: str
    messages: Mapping[str, Message]

    def say(self, key: str, /, **args: Any) -> str:
        """Return the message with its fields filled in; English where a translation lacks.

        A message with plural forms takes the one of `n`. Values are put in as they are: braces in
        them mean nothing. Raises KeyError for an unknown key or a field without a value.
        """
        message, data = self._find(key)
        if not isinstance(message, str):
            message = _form(message, data, args)
        return message.format_map(args)

    def has(self, key: str) -> bool:
        """Whether there is such a message, in this language or in English."""
        return key in self.messages or key in words(SOURCE).messages

    def _find(self, key: str) -> tuple[Message, LanguageData]:
        if key in self.messages:
            return self.messages[key], language_data(self.language)
        english = words(SOURCE).messages
        if key not in english:
            raise KeyError(f"no message {key!r}")
        return english[key], language_data(SOURCE)


def _form(message: Mapping[str, str], data: LanguageData, args: Mapping[str, Any]) -> str:
    wanted = data.plural(args["n"])
    return message.get(wanted) or message.get("other") or list(message.values())[-1]


@dataclass(frozen=True, slots=True)
class _Files(Mapping[str, "Message"]):
    """The messages of a language, each file read when the first key of it is asked for."""

    language: str

    def __getitem__(self, key: str) -> Message:
        part = key.partition(".")[0]
        return _file(self.language, part if part in PARTS else "messages")[key]

    def __iter__(self) -> Iterator[str]:
        for name in ("messages", *PARTS):
            yield from _file(self.language, name)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@cache
def _file(language: str, name: str) -> Mapping[str, Message]:
    return read(language, name)


@cache
def words(language: str) -> Words:
    """Return the words of a language; those of English where it has no folder."""
    code = language if language in names() else SOURCE
    return Words(code, _Files(code))
