"""What happens to a batch between its source and the store: cleaned, named, identified."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, get_args

from amends.models import Author, Batch, Item, Mention, OwnerReply, Rating, Reach, Skipped
from amends.models.vocabulary import Answered, Kind, ReplyState
from amends.sources.identity import identify
from amends.sources.values import AHEAD, EARLIEST, count, language
from amends.text import single_line
from amends.triage import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from amends.config import Config
    from amends.sources import Named

_BEST = 1_000_000
"""No platform rates on a longer scale."""


def prepare(
    batch: Batch, named: Named, config: Config, ordinals: Counter[str], now: datetime
) -> Batch:
    """Return the batch as it is stored; `ordinals` counts equal rows over one whole reading.

    What our own accounts wrote stands apart, whether the source knows them or the configuration
    does: it answers mentions and is none. Ids come first: they are made of what the source says,
    not of what our clock makes of it. A batch that does not keep to the contract raises TypeError,
    ValueError or AttributeError.
    """
    places = known_places(config)
    by_name = not named.source.KNOWS_OURS
    customers, own = told_apart(batch.mentions, config) if by_name else (batch.mentions, ())
    stamped = [stamp(mention, named, places) for mention in customers]
    return replace(
        batch,
        mentions=tuple(clean(mention, now) for mention in identify(stamped, ordinals)),
        own=answers((stamp(mention, named, places) for mention in (*batch.own, *own)), now),
        gone_ids=tuple(map(harmless.key, batch.gone_ids)),
        dropped=tuple(map(_clean_skipped, batch.dropped)),
        asked=tuple(harmless.short(each) or "" for each in batch.asked),
        skipped=tuple(map(_clean_skipped, batch.skipped)),
    )


def told_apart(
    mentions: Iterable[Mention], config: Config
) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
    """Return what customers wrote, and what our own accounts did."""
    customers: list[Mention] = []
    own: list[Mention] = []
    for mention in mentions:
        (own if _own(mention.author, config) else customers).append(mention)
    return tuple(customers), tuple(own)


def answers(own: Iterable[Mention], now: datetime) -> tuple[Mention, ...]:
    """Return what our own accounts wrote as it is stored.

    Where the source gives no id it is made of the words alone: the page may be the customer's,
    whose id must not depend on who else wrote there.
    """
    nameless = [mention if mention.external_id else replace(mention, url=None) for mention in own]
    return tuple(clean(mention, now) for mention in identify(nameless, Counter()))


def stamp(mention: Mention, named: Named, places: dict[str, str]) -> Mention:
    """Give a mention the name, type and place of its configured source.

    `places` holds, by their folded names and aliases, the configured places; others stay.
    """
    source = named.source
    place = mention.place or source.place
    return replace(
        mention,
        source=named.name,
        source_type=mention.source_type or source.type,
        place=placed(place, places),
        language=mention.language or source.language,
    )


def placed(place: str | None, places: dict[str, str]) -> str | None:
    """Return the configured place that is meant; one that nobody knows stays as it is."""
    return places.get(_folded(place), place) if place else None


def known_places(config: Config) -> dict[str, str]:
    """Return each place by its aliases and, before those, by its name."""
    aliases = {
        _folded(alias): name for name, place in config.places.items() for alias in place.aliases
    }
    return aliases | {_folded(name): name for name in config.places}


def _folded(words: str) -> str:
    return single_line(words).casefold()


def clean(mention: Mention, now: datetime) -> Mention:
    """Make foreign text harmless, dates and numbers believable."""
    published = mention.published_at
    believable = published is not None and EARLIEST <= published <= now + AHEAD
    return replace(
        mention,
        text=harmless.text(mention.text),
        title=harmless.short(mention.title),
        external_id=harmless.key(mention.external_id),
        source=harmless.name(mention.source),
        source_type=harmless.name(mention.source_type),
        kind=harmless.one_of(mention.kind, get_args(Kind)),
        url=harmless.address(mention.url),
        place=harmless.name(mention.place) if mention.place else None,
        author=_clean_author(mention.author),
        published_at=min(published, now) if published and believable else now,
        updated_at=_second_time(mention.updated_at, now),
        thread_id=harmless.key(mention.thread_id) if mention.thread_id else None,
        parent_id=harmless.key(mention.parent_id) if mention.parent_id else None,
        item=Item(harmless.short(mention.item.id), harmless.short(mention.item.name)),
        rating=_clean_rating(mention.rating),
        language=language(mention.language),
        reach=_clean_reach(mention.reach),
        answered=harmless.one_of(mention.answered, get_args(Answered)),
        reply=_clean_reply(mention.reply, now),
        author_previous_unanswered=count(mention.author_previous_unanswered) or 0,
        date_uncertain=mention.date_uncertain or not believable,
        extra=harmless.fields(mention.extra),
    )


def _clean_author(author: Author) -> Author:
    return Author(
        id=harmless.short(author.id),
        name=harmless.short(author.name),
        handle=harmless.short(author.handle),
        followers=count(author.followers),
    )


def _clean_reach(reach: Reach) -> Reach:
    return Reach(
        likes=count(reach.likes),
        shares=count(reach.shares),
        replies=count(reach.replies),
        views=count(reach.views),
    )


def _clean_rating(rating: Rating | None) -> Rating | None:
    """Return a rating, none if it cannot be: six of five stars, one of no stars, NaN."""
    if rating and not isinstance(rating.value, int | float):
        raise TypeError("a rating is a number")
    if rating is None or not 0 <= rating.value <= rating.max or not 0 < rating.max <= _BEST:
        return None
    return rating


def _clean_reply(reply: OwnerReply | None, now: datetime) -> OwnerReply | None:
    return reply and OwnerReply(
        text=harmless.text(reply.text) if reply.text else None,
        published_at=_second_time(reply.published_at, now),
        state=harmless.one_of(reply.state, get_args(ReplyState)),
        reason=harmless.short(reply.reason),
    )


def _second_time(moment: datetime | None, now: datetime) -> datetime | None:
    """Return a time that a mention can do without: an unbelievable one is unknown."""
    return min(moment, now) if moment and EARLIEST <= moment <= now + AHEAD else None


def _clean_skipped(skipped: Skipped) -> Skipped:
    return Skipped(harmless.short(skipped.where) or "", harmless.short(skipped.why) or "")


def _own(author: Author, config: Config) -> bool:
    """Tell what the business itself wrote: an answer, not a mention.

    An account says so by its id or handle. Where there is neither, a display name counts only if
    it can hardly be a customer's: it is that of the business, or more than one plain word.
    """
    business = config.business
    own = {account.casefold() for account in business.own_accounts}
    accounts = [account.casefold() for account in (author.id, author.handle) if account]
    if accounts or not author.name:
        return not own.isdisjoint(accounts)
    name = author.name.casefold()
    telling = name == business.name.casefold() or not name.isalnum()
    return name in own and telling
