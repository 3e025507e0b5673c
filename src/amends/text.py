"""Plain text out of what the world sends: HTML, escapes, odd characters; and how texts compare."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

MAX_HTML = 200_000
"""Characters of markup that are read; what stands behind them is dropped."""
MAX_COMPARED = 4_000
"""Characters of a text that `similar` looks at."""

_BLOCK = (
    "address|article|aside|blockquote|body|br|caption|dd|details|div|dl|dt|fieldset|figcaption"
    "|figure|footer|form|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|summary|table|tbody|td"
    "|tfoot|th|thead|tr|ul"
)
_INLINE = (
    "a|abbr|b|big|center|cite|code|del|em|font|html|i|img|ins|kbd|label|mark|q|s|small|span"
    "|strike|strong|sub|sup|title|tt|u"
)
_SILENT = "script|style|template|noscript|head|svg|iframe|object"
_IS_BLOCK = re.compile(_BLOCK).fullmatch
_TAG = re.compile(
    r"<!--|<!\[CDATA\[|<!doctype\b"
    rf"|</?(?:{_BLOCK}|{_INLINE}|{_SILENT})(?:\s[^<>]{{0,2000}})?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")

_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # colours, cursor movements
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"  # titles, links
    r"|\x1b[ -/]*[0-~]"
)
_NEWLINES = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f"  # control characters
    r"\u00ad\u061c\u180e\u200b\u200e\u200f\u2060-\u2064\ufeff"  # invisible
    r"\u202a-\u202e\u2066-\u206f"  # bidi overrides: they show another text than is stored
    r"\ud800-\udfff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
_BLANKS = re.compile(r"[^\S\n]+")
_LINE_EDGES = re.compile(r" ?\n ?")
_GAPS = re.compile(r"\n{3,}")
_TRANSLATION = re.compile(
    r"\((?:Translated by|Traducido por|Traduit par|Übersetzt von|Przetłumaczone przez"
    r"|Преведено от|Переведено) Google\)"
)
_ORIGINAL = re.compile(r"\((?:Original|Оригинал|Oryginał)\)")
"""What Google's platforms write above the two halves of a translated review."""


def html_to_text(markup: str) -> str:
    """Return the visible text: blocks become lines, scripts and comments go, links stay as text.

    Text without a known tag or an entity passes unchanged. Markup that was escaped twice, as
    feeds like to do, is read twice and never more often.
    """
    text = markup[:MAX_HTML]
    for _ in range(2):
        if _TAG.search(text):
            text = _visible(text)
        elif _ENTITY.search(text):
            text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    return text


def _visible(markup: str) -> str:
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(markup.encode("utf-8", "replace").decode("utf-8"))
    tree.strip_tags(_SILENT.split("|"))
    lines = "".join(_pieces(tree.body)).split("\n") if tree.body else []
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


def _pieces(body: LexborNode) -> Iterator[str]:
    """Yield texts and line breaks in the order of the document, without recursion."""
    node: LexborNode | None = body
    while node is not None:
        if node.tag == "-text":
            yield re.sub(r"\s+", " ", node.text_content or "")
        elif _IS_BLOCK(node.tag or ""):
            yield "\n"
        following = node.child
        while following is None and node is not None and node.mem_id != body.mem_id:
            if _IS_BLOCK(node.tag or ""):
                yield "\n"
            following = node.next
            if following is None:
                node = node.parent
        node = following


def normalise(text: str) -> str:
    r"""Return the text as it is stored and compared: NFC, nothing invisible, blanks folded.

    Terminal escape sequences, control characters, bidi overrides and lone surrogates go; line
    ends become `\n`, at most one empty line stays. Idempotent; never raises.
    """
    text = _ESCAPES.sub("", text)
    text = _NEWLINES.sub("\n", text)
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
    text = _LINE_EDGES.sub("\n", _BLANKS.sub(" ", text))
    return _GAPS.sub("\n\n", text).strip()


def own_words(text: str) -> tuple[str, str | None]:
    """Return what the customer wrote, and Google's translation of it if one stands beside it.

    Google puts both into one text, either first: `(Translated by Google) … (Original) …`, or the
    original, then `(Translated by Google) …`. Where only the translation is there, the words of
    the customer are empty.
    """
    translation = _TRANSLATION.search(text)
    if translation is None:
        return text, None
    original = _ORIGINAL.search(text, translation.end())
    if original:
        return text[original.end() :], text[translation.end() : original.start()]
    return _ORIGINAL.sub("", text[: translation.start()]), text[translation.end() :]


def single_line(text: str) -> str:
    """Return the normalised text on one line."""
    return " ".join(normalise(text).split())


def fingerprint(text: str) -> str:
    """Return 16 hex digits that are equal for texts with the same letters and digits in order.

    Case, punctuation, spacing and emoji do not count.
    """
    folded = normalise(text).casefold()
    kept = "".join(character for character in folded if character.isalnum())
    return sha256(kept.encode()).hexdigest()[:16]


def letters(text: str) -> int:
    """Count the letters: texts with few of them are never taken for copies of each other."""
    return sum(map(str.isalpha, text))


def similar(first: str, second: str) -> float:
    """Return how alike two texts are, 0…1: shared runs of three characters, in linear time.

    One changed word of twenty leaves about .9; case, punctuation and spacing do not count.
    """
    ours, theirs = _trigrams(first), _trigrams(second)
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else 1.0


def _trigrams(text: str) -> Counter[str]:
    folded = "".join(
        character if character.isalnum() else " " for character in text[:MAX_COMPARED].casefold()
    )
    padded = f"  {' '.join(folded.split())} "
    return Counter(padded[start : start + 3] for start in range(len(padded) - 2))
