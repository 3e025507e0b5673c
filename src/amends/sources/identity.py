"""Give every mention an id that is the same tomorrow."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amends.models import Mention

_SEPARATOR = "\x1f"
"""Cannot stand in a cleaned text, so that two fields never run into each other."""


def identify(mentions: Iterable[Mention], seen: Counter[str] | None = None) -> list[Mention]:
    """Fill in the ids that the source does not give: the URL, else a digest of the content.

    A URL that different rows share is the page of the shop, not of the mention, and does not
    count. Rows of one input that are equal in everything get an ordinal, so that two customers
    who write “Ok” on the same day stay two. The place of a row in its file never counts: a file
    that was sorted or has grown gives the same ids. `seen` carries the counts from one batch of
    an input to the next.
    """
    rows = [(mention, _digest(mention)) for mention in mentions]
    counts = Counter() if seen is None else seen
    shared = _shared_urls(rows, counts)
    return [_identified(mention, digest, shared, counts) for mention, digest in rows]


def _shared_urls(rows: list[tuple[Mention, str]], seen: Counter[str]) -> set[str]:
    digests: defaultdict[str, set[str]] = defaultdict(set)
    for mention, digest in rows:
        if mention.url and not mention.external_id:
            digests[mention.url].add(digest)
    shared = {url for url, different in digests.items() if len(different) > 1 or seen[url]}
    seen.update(digests.keys())
    return shared


def _identified(mention: Mention, digest: str, shared: set[str], seen: Counter[str]) -> Mention:
    if mention.external_id:
        return mention
    if mention.url and mention.url not in shared:
        return replace(mention, external_id=mention.url)
    seen[digest] += 1
    ordinal = seen[digest]
    return replace(mention, external_id=digest if ordinal == 1 else f"{digest}-{ordinal}")


def account_of(address: str) -> str:
    """Return what stands for a reviewer's e-mail address: the same for it wherever it is given.

    Whoever knows the address can find out that it is this one; nobody can read it off.
    """
    return f"email:{digest('email', address)}"


def digest(*facts: str) -> str:
    """Digest facts; case, blanks and the ways to write one letter in Unicode do not count."""
    folded = (single_line(fact).casefold() for fact in facts)
    return sha256(_SEPARATOR.join(folded).encode("utf-8", "replace")).hexdigest()[:32]


def _digest(mention: Mention) -> str:
    """Digest what a customer wrote, and when; a time that is our own guess does not count."""
    sure = mention.published_at if not mention.date_uncertain else None
    author, rating = mention.author, mention.rating
    return digest(
        mention.source_type,
        mention.url or "",
        author.id or author.handle or author.name or "",
        sure.isoformat() if sure else "",
        mention.title or "",
        mention.text,
        f"{rating.value:g}/{rating.max:g}" if rating else "",
    )
