"""Cut a mail down to what its writer wrote: without quoted mails and signatures."""

from __future__ import annotations

import re
from itertools import islice

_DATED = re.compile(r"\b\d{4}\b|\d{1,2}[:.]\d{2}")
_WROTE = re.compile(
    r"\b(?:wrote|schrieb|a écrit|escribió|napisała?|napisał\(a\)|pisze|написала?|написал\(а\)"
    r"|написа|пишет)\Z",
    re.IGNORECASE,
)
_LONGEST_VERB = 20
_ADDRESS = re.compile(r"[^<>\s@]+@[^<>\s]+>")
_DIVIDER = re.compile(
    r"-{2,}\s*(?:original message|forwarded message|mensaje original|wiadomość oryginalna"
    r"|исходное сообщение|пересылаемое сообщение|оригинално съобщение|препратено съобщение)\s*-{2,}"
    r"|_{20,}",
    re.IGNORECASE,
)
_HEADER_BLOCK = re.compile(r"\*?(?:from|de|od|от|от кого|von)\s?\*?:.+[@<]", re.IGNORECASE)
_SIGNATURE = "--"
_ATTRIBUTION_LINES = 3
_LONGEST_ATTRIBUTION = 400


def own_words(text: str) -> tuple[str, str]:
    """Return what the writer wrote and what was cut off (quoted mails, the signature).

    Answers between and below quoted lines stay. A mail that is nothing but a quotation is
    returned whole: it is all there is.
    """
    kept: list[str] = []
    cut: list[str] = []
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    index = 0
    while index < len(lines):
        length = _attribution(lines, index)
        if lines[index].startswith(">"):
            cut.append(lines[index])
            index += 1
        elif length and _quoted_below(lines, index + length):
            cut += lines[index : index + length]
            index += length
        elif length or _ends_here(lines, index):
            cut += lines[index:]
            break
        else:
            kept.append(lines[index])
            index += 1
    own = "\n".join(kept).strip()
    return (own, "\n".join(cut).strip()) if own else (text.strip(), "")


def _attribution(lines: list[str], index: int) -> int:
    """Return how many lines "On … wrote:" takes here; mail programs wrap it.

    Lines above one that is complete in itself are not part of it: they are the writer's.
    """
    for length in range(1, _ATTRIBUTION_LINES + 1):
        wrapped = lines[index : index + length]
        if not all(map(str.strip, wrapped)) or (length > 1 and _is_attribution(wrapped[1:])):
            return 0
        if _is_attribution(wrapped):
            return length
    return 0


def _is_attribution(lines: list[str]) -> bool:
    """Whether the first line has a date or a time, and the last ends in "wrote:" or "<address>:".

    The colon is looked for first, and each of the others alone: strangers choose these lines.
    """
    if not lines or not lines[-1].rstrip().endswith(":"):
        return False
    words = "\n".join(lines).strip()[:-1].rstrip()
    if len(words) > _LONGEST_ATTRIBUTION:
        return False
    above = _before_writer(words).partition("\n")[0]
    return _DATED.search(above) is not None


def _before_writer(words: str) -> str:
    """Return what stands before the verb or the address at the end; nothing without one."""
    if verb := _WROTE.search(words[-_LONGEST_VERB:]):
        return words[: -len(verb[0])]
    before, _, address = words.rpartition("<")
    return before if _ADDRESS.fullmatch(address) else ""


def _quoted_below(lines: list[str], index: int) -> bool:
    following = next((line for line in islice(lines, index, None) if line.strip()), "")
    return following.startswith(">")


def _ends_here(lines: list[str], index: int) -> bool:
    line = lines[index].strip()
    if line == _SIGNATURE or _DIVIDER.fullmatch(line):
        return True
    return bool(_HEADER_BLOCK.match(line)) and _subject_follows(lines[index + 1 : index + 5])


def _subject_follows(lines: list[str]) -> bool:
    below = "\n".join(lines).casefold()
    return any(f"{word}:" in below for word in ("subject", "asunto", "temat", "тема", "относно"))
