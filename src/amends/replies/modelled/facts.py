"""Facts that a text names: numbers with what they count, sums, addresses, names."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from amends.languages import language as language_data
from amends.languages.lexicon import fold, split
from amends.replies.lint.letter import find
from amends.replies.platforms import LINK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*|(?<!\w)[@#]\w+")
_NUMBER = re.compile(
    r"(?P<sign>[€$£¥₴₽№+]?)[ \u00a0]?(?P<number>\d+(?:[.,:/'–-]\d+)*)"
    r"(?:[ \u00a0]?(?P<unit>[%‰€$£¥₴₽°]|[^\W\d_]+))?"
)
_QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»\n]{1,300})[\"“”„«»]")
_UNIT = 3
"""Letters by which two forms of one word are known: `day`, `days`."""
_STEM = 4
_AFTER_A_STOP = re.compile(r"(?:^|[.!?…:;\n\"“”„«»(–—-])[\s\"“”„«»(–—¡¿-]*$")
_CAPITAL_NOUNS = frozenset({"de"})


def stem(word: str) -> str:
    """Return the beginning by which the forms of a folded word are taken for one word."""
    return word[:_STEM]


@dataclass(frozen=True)
class Facts:
    """What a text names, and in which words."""

    text: str
    language: str

    @cached_property
    def folded(self) -> str:
        """All words, each between blanks."""
        return f" {' '.join(split(self.text).folded)} "

    @cached_property
    def stems(self) -> frozenset[str]:
        """The beginnings of all words."""
        return frozenset(map(stem, split(self.text).folded))

    @cached_property
    def numbers(self) -> Mapping[str, set[str]]:
        """Each number with what it counts: `25` → `nov`; `` where nothing follows."""
        found: dict[str, set[str]] = defaultdict(set)
        for match in _NUMBER.finditer(_MAIL.sub(" ", LINK.sub(" ", self.text))):
            found[match["sign"] + match["number"]].add(fold(match["unit"] or "")[:_UNIT])
        return found

    @cached_property
    def addresses(self) -> frozenset[str]:
        """Links, addresses of mail, handles and hashtags."""
        found = (*LINK.findall(self.text), *_MAIL.findall(self.text))
        return frozenset(each.casefold().rstrip(".,/") for each in found)

    @cached_property
    def unquoted(self) -> Facts:
        """The same without what stands in quotation marks: whoever quotes a demand grants none."""
        return Facts(_QUOTED.sub(" … ", self.text), self.language)

    @cached_property
    def quoted(self) -> frozenset[str]:
        """The words of each quotation; a part of one is another: it may say the opposite."""
        return frozenset(" ".join(split(each[1]).folded) for each in _QUOTED.finditer(self.text))

    @cached_property
    def quotations(self) -> tuple[tuple[int, int], ...]:
        """Where quotations stand."""
        return tuple(each.span() for each in _QUOTED.finditer(self.text))

    def beyond(self, allowed: Facts) -> Iterator[str]:
        """Yield what is named here and not in what is allowed."""
        yield from sorted(self.addresses - allowed.addresses)
        for number, units in self.numbers.items():
            known = allowed.numbers.get(number)
            for unit in units:
                if known is None or (unit and unit not in known):
                    yield f"{number} {unit}".strip()
        yield from (
            letter
            for letter in self.text
            if letter.isnumeric() and not letter.isdecimal() and letter not in allowed.text
        )
        yield from sorted(self.quoted - allowed.quoted)
        yield from self._names(allowed)

    def missing(self, wanted: Facts) -> Iterator[str]:
        """Yield the numbers and addresses that should be named and are not."""
        yield from sorted(wanted.addresses - self.addresses)
        for number, units in wanted.numbers.items():
            if not self.numbers.get(number, set()) & units:
                yield f"{number} {min(units)}".strip()

    def _names(self, allowed: Facts) -> Iterator[str]:
        """Yield words with a capital inside a sentence, and words in letters of another script."""
        script = language_data(self.language).script
        words = split(self.text)
        known = allowed.stems
        for word, start, end in zip(words.folded, words.starts, words.ends, strict=True):
            written = self.text[start:end]
            odd = _foreign(written, script) or self._is_name(written, start)
            if odd and stem(word) not in known:
                yield written

    def _is_name(self, word: str, start: int) -> bool:
        if self.language in _CAPITAL_NOUNS or not word[0].isupper():
            return False
        polite = {hit.name for hit in find(word, (self.language,))} & {"you", "we"}
        usual = word.casefold() in language_data(self.language).stop_words
        return not (usual or polite) and not _AFTER_A_STOP.search(
            self.text[max(0, start - 8) : start]
        )


def _foreign(word: str, script: str) -> bool:
    """Whether a letter belongs to another script: `rеfund` with a Cyrillic е."""
    own = {"Cyrl": "CYRILLIC", "Latn": "LATIN"}.get(script, "")
    return any(
        letter.isalpha() and not unicodedata.name(letter, "").startswith(own) for letter in word
    )
