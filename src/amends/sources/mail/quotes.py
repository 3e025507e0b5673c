"""Cut a mail down to what its writer wrote: without quoted mails and signatures."""

from __future__ import annotations

import re
from itertools import islice, takewhile

_DATED = re.compile(r"\b\d{4}\b|\d{1,2}[:.]\d{2}")
_WROTE = re.compile(
    r"\b(?:wrote|schrieb|a écrit|escribió|napisała?|napisał\(a\)|pisze|написала?|написал\(а\)"
    r"|написа|пишет|ha scritto)\Z",
    re.IGNORECASE,
)
_LONGEST_VERB = 20
_WRITTEN_BY = re.compile(r"wiadomość napisana przez\b", re.IGNORECASE)
_ADDRESS = re.compile(r"[^<>\s@]+@[^<>\s]+>")
_DIVIDER = re.compile(
    r"-{2,}[^-\n]{0,40}(?:message|mensaje|wiadomoś|сообщени|письмо|съобщени|писмо|nachricht"
    r"|messaggio|повідомлен)[^-\n]{0,40}-{2,}|_{20,}",
    re.IGNORECASE,
)
_FORWARDED = frozenset(
    (
        "begin forwarded message:", "inicio del mensaje reenviado:",
        "początek przekazywanej wiadomości:", "начало переадресованного сообщения:",
        "начало на препратеното съобщение:", "anfang der weitergeleiteten nachricht:",
        "début du message transféré :", "inizio messaggio inoltrato:",
    )
)  # fmt: skip
_HEADERS = {
    "from": "from|de|od|от|от кого|von|da",
    "sent": "sent|enviado(?: el)?|wysłano|отправлено|изпратено(?: на)?|gesendet|envoyé|inviato",
    "to": "to|para|do|кому|до|an|à|a",
    "other": "date|fecha|data|дата|datum|subject|asunto|temat|тема|относно|betreff|objet|oggetto",
}
"""What mail programs write above a quoted mail, as they do it in each language."""
_HEADER = re.compile(
    r"\*?(?:" + "|".join(f"(?P<{kind}>{words})" for kind, words in _HEADERS.items()) + r")\s?\*?:",
    re.IGNORECASE,
)
_MOST_HEADERS = 10
_SIGNATURE = frozenset({"--", "—", "–"})
_PROGRAM = r"(?:outlook|yahoo|gmail|yandex|яндекс|proton|bluemail)"
_SENT_FROM = re.compile(
    r"(?:sent (?:from|via|using|with)|enviado (?:desde|con)|wysłan[aeoy] (?:z|za)"
    r"|отправлено (?:из|с|от)|изпратено (?:от|с|чрез)|von(?=.{1,60} gesendet)|envoyé|inviato)"
    r"\b.{0,40}(?:iphone|ipad|android|samsung|galaxy|huawei|xiaomi|redmi|nokia|oneplus|blackberry"
    rf"|{_PROGRAM}|windows|mail\.[a-z]{{2}}\b|phone|mobile|móvil|telefon|телефон|смартфон|мобил)"
    r".{0,32}"
    r"|(?:get|obten(?:er|ga)|descarg(?:ar|a)|pobierz|uzyskaj|скачать|получ(?:ить|ите)|изтеглете"
    rf"|вземете|получаване на)\b.{{0,40}}{_PROGRAM}.{{0,32}}",
    re.IGNORECASE,
)
"""What phones and programs put below a mail by themselves."""
_LINK = re.compile(r"\s?[<(\[]https?://[^\s<>()\[\]]{1,300}[>)\]]\.?\Z")
_RULE = re.compile(r"[-–—_=*]{2,}")
_ATTRIBUTION_LINES = 3
_LONGEST_ATTRIBUTION = 400


def own_words(text: str) -> tuple[str, str]:
    """Return what the writer wrote and what was cut off (quoted mails, the signature).

    Answers between and below quoted lines stay, and so does a line that merely begins with `>`. A
    mail that is nothing but a quotation is returned whole: it is all there is. Where a phone alone
    wrote something there is nothing of the writer's.
    """
    kept: list[str] = []
    cut: list[str] = []
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    index = 0
    theirs = _no_quotation(lines)
    while index < len(lines):
        length = _attribution(lines, index)
        if lines[index].startswith(">") and index != theirs:
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
    phone = _off_the_phone(kept)
    own = "\n".join(kept).strip()
    return (own, "\n".join(phone + cut).strip()) if own or phone else (text.strip(), "")


def _no_quotation(lines: list[str]) -> int | None:
    """Return which line begins with `>` and quotes nothing: the only one, nobody is named above."""
    marked = [index for index, line in enumerate(lines) if line.startswith(">")]
    if len(marked) != 1:
        return None
    above = [number for number in range(marked[0]) if lines[number].strip()]
    named = any(_attribution(lines, number) for number in above[-_ATTRIBUTION_LINES:])
    return marked[0] if any(map(str.strip, lines[marked[0] + 1 :])) and not named else None


def _off_the_phone(kept: list[str]) -> list[str]:
    """Take the last line away where a phone wrote it: it begins with a capital."""
    while kept and not kept[-1].strip():
        kept.pop()
    last = _LINK.sub("", kept[-1].strip()) if kept else ""
    if not (last[:1].isupper() and _SENT_FROM.fullmatch(last)):
        return []
    taken = [kept.pop()]
    if kept and _RULE.fullmatch(kept[-1].strip()):
        kept.pop()
    return taken


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
    if _WRITTEN_BY.match(words):
        return _DATED.search(words) is not None
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
    if line in _SIGNATURE or line.lower() in _FORWARDED or _DIVIDER.fullmatch(line):
        return True
    if _RULE.fullmatch(line):
        below = "".join(lines[index + 1 : index + 2])
        return _kind(below) == "to" and "@" in below
    return _kind(line) == "from" and _heads_a_mail(lines, index)


def _kind(line: str) -> str | None:
    """Return which header of a quoted mail a line is."""
    found = _HEADER.match(line.strip())
    return found.lastgroup if found else None


def _heads_a_mail(lines: list[str], index: int) -> bool:
    """Whether a "From:" stands above a quoted mail; letters on paper begin like that, too.

    Mail programs say when it was sent, or the address.
    """
    block = takewhile(str.strip, lines[index + 1 : index + _MOST_HEADERS])
    kinds = set(map(_kind, block))
    addressed = "@" in lines[index] or "<" in lines[index]
    return "to" in kinds and ("sent" in kinds or (addressed and "other" in kinds))
