"""Posts of a Discourse forum as mentions, and what the team answered among them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from amends.models import Author, Item, Mention, Reach, Skipped
from amends.sources.values import believable, body, count, line, moment, objects, web_address
from amends.text import html_to_text, single_line

if TYPE_CHECKING:
    from datetime import datetime

    from amends.models.vocabulary import Answered

_LIKE = 2
"""The number of “like” among the actions on a post."""
_REGULAR = 1
"""What people write; other types are notices of the forum itself, and whispers of its staff."""
_ADDED = "aside.quote, .lightbox-wrapper .meta"
"""Words of others, and names and sizes of pictures."""
_PREVIEW = "aside.onebox"
_EMOJI = "img.emoji[alt]"
_SKIN = re.compile(r":t[2-6]:\Z")


@dataclass(frozen=True)
class Team:
    """Who answers for the business in a forum."""

    names: frozenset[str] = frozenset()
    """User names, folded."""
    staff: bool = False
    """Whether administrators and moderators do: in a forum of one's own."""

    @property
    def known(self) -> bool:
        """Whether anybody is named at all."""
        return self.staff or bool(self.names)

    def wrote(self, post: dict[str, Any]) -> bool:
        """Whether a post is one of theirs."""
        is_staff = any(post.get(each) is True for each in ("staff", "admin", "moderator"))
        return (self.staff and is_staff) or (
            line(post.get("username")) or ""
        ).casefold() in self.names


@dataclass
class Reader:
    """Reads the posts of one forum from the newest down, and remembers what was answered."""

    address: str
    team: Team
    now: datetime
    ids: dict[tuple[str, int], str] = field(default_factory=dict)
    """Topic and number of a post there → its id."""
    answers: dict[str, list[tuple[datetime, int | None]]] = field(default_factory=dict)
    """Topic → when the team wrote there, and what number it answered."""

    def read(self, posts: list[dict[str, Any]]) -> Read:
        """Return what others wrote, what the team did, and what is gone or cannot be read."""
        everything: list[Mention] = []
        theirs: list[Mention] = []
        own: list[Mention] = []
        skipped: list[Skipped] = []
        there = [post for post in posts if is_shown(post)]
        self.remember(there)
        for number, post in enumerate(there, 1):
            found = self._mention(post)
            if found is None:
                skipped.append(Skipped(f"post {number}", "it has no id"))
                continue
            everything.append(found)
            if self.team.wrote(post):
                own.append(found)
            else:
                theirs.append(replace(found, answered=self._answered(post, found)))
        gone = (line(post.get("id")) for post in posts if is_deleted(post))
        return Read(
            tuple(theirs), tuple(own), tuple(everything), tuple(skipped), tuple(filter(None, gone))
        )

    def looked_for(self, posts: list[dict[str, Any]]) -> list[str]:
        """Return the ids of what the team answered to a post that we have not seen yet."""
        self.remember(posts)
        ours = [post for post in posts if self.team.wrote(post)]
        unseen = [post for post in ours if not self._knows_parent(post)]
        return [str(number) for post in unseen if (number := count(post.get("id")))]

    def _knows_parent(self, post: dict[str, Any]) -> bool:
        topic, number = _topic(post), count(post.get("reply_to_post_number"))
        return not topic or not number or (topic, number) in self.ids

    def remember(self, posts: list[dict[str, Any]]) -> None:
        """Note what stands where, and what the team wrote when: answers name numbers, not ids."""
        for post in posts:
            topic, number, post_id = (
                _topic(post),
                count(post.get("post_number")),
                line(post.get("id")),
            )
            if topic is None or number is None or post_id is None:
                continue
            self.ids[topic, number] = post_id
            written = moment(post.get("created_at"))
            if written and self.team.wrote(post):
                answered = count(post.get("reply_to_post_number"))
                self.answers.setdefault(topic, []).append((written, answered))

    def _answered(self, post: dict[str, Any], mention: Mention) -> Answered:
        """Whether the team wrote later in the topic, to this post or to nobody in particular."""
        if not self.team.known:
            return "unknown"
        number, written = count(post.get("post_number")), mention.published_at
        later = self.answers.get(_topic(post) or "", [])
        fits = (to in {None, number} and written and at >= written for at, to in later)
        return "yes" if any(fits) else "no"

    def _mention(self, post: dict[str, Any]) -> Mention | None:
        post_id, topic = line(post.get("id")), _topic(post)
        if post_id is None:
            return None
        when, uncertain = believable(created := moment(post.get("created_at")), self.now)
        edited = moment(post.get("updated_at"))
        versions = count(post.get("version")) or 1
        begins = count(post.get("post_number")) == 1
        title = line(post.get("topic_title"))
        text, linked = plain(body(post.get("cooked")))
        return Mention(
            external_id=post_id,
            kind="post" if begins else "comment",
            url=web_address(post.get("post_url"), self.address),
            title=title if begins else None,
            text=text,
            author=_author(post, self.address),
            published_at=when,
            date_uncertain=uncertain,
            updated_at=edited if versions > 1 and edited and created and edited > created else None,
            thread_id=f"topic-{topic}" if topic else None,
            parent_id=self._parent(post, topic),
            item=Item(topic, title),
            reach=_reach(post),
            extra={"link_title": linked} if linked else {},
        )

    def _parent(self, post: dict[str, Any], topic: str | None) -> str | None:
        """Return the id of the post that this one answers; only its number in the topic is told.

        Where nobody has seen that post, what is known from another run stays; a post of the team
        waits for it.
        """
        number = count(post.get("reply_to_post_number"))
        if not number or topic is None:
            return None
        unseen = f"{topic}/{number}" if self.team.wrote(post) else None
        return self.ids.get((topic, number), unseen)


@dataclass(frozen=True, slots=True)
class Read:
    """What some posts come to."""

    theirs: tuple[Mention, ...] = ()
    own: tuple[Mention, ...] = ()
    all: tuple[Mention, ...] = ()
    """Both, in the order in which they stood there."""
    skipped: tuple[Skipped, ...] = ()
    gone: tuple[str, ...] = ()


def plain(markup: str) -> tuple[str, str]:
    """Return the text of a post, and the titles of pages that the forum shows a preview of.

    What it quotes and what is in a preview is somebody else's; emoji are pictures with a name.
    """
    if "<aside" not in markup and "<img" not in markup:
        return html_to_text(markup), ""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(markup.encode("utf-8", "replace").decode("utf-8"))
    for added in tree.css(_ADDED):
        added.decompose()
    titles = []
    for preview in tree.css(_PREVIEW):
        titles += [single_line(each.text()) for each in preview.css("h3")]
        preview.replace_with(web_address(preview.attributes.get("data-onebox-src")) or "")
    for emoji in tree.css(_EMOJI):
        emoji.replace_with(_emoji(emoji.attributes["alt"] or ""))
    text = html_to_text(tree.body.html or "") if tree.body else ""
    return text, "\n".join(filter(None, titles))


def _emoji(name: str) -> str:
    """Return the emoji of a name such as `:rage:`, without its skin tone; else the name."""
    from rich.emoji import Emoji

    return Emoji.replace(_SKIN.sub(":", name))


def is_deleted(post: dict[str, Any]) -> bool:
    """Whether the forum says that a post was taken away, by its author or by others."""
    return post.get("user_deleted") is True or line(post.get("deleted_at")) is not None


def is_shown(post: dict[str, Any]) -> bool:
    """Whether a post is something that people wrote and that everybody may read now."""
    regular = post.get("post_type", _REGULAR) == _REGULAR
    return regular and post.get("hidden") is not True and not is_deleted(post)


def _topic(post: dict[str, Any]) -> str | None:
    return line(post.get("topic_id"))


def _author(post: dict[str, Any], address: str) -> Author:
    """Return who wrote it; names are given on each forum anew."""
    handle = line(post.get("username"))
    host = urlsplit(address).netloc
    return Author(
        id=f"{handle}@{host}" if handle else None,
        name=line(post.get("name")) or handle,
        handle=handle,
    )


def _reach(post: dict[str, Any]) -> Reach:
    """Return likes, answers and readers; where there are no likes their entry is missing."""
    actions = post.get("actions_summary")
    liked = next((each for each in objects(actions) if each.get("id") == _LIKE), {"count": 0})
    return Reach(
        likes=count(liked.get("count", 0)) if isinstance(actions, list) else None,
        replies=count(post.get("reply_count")),
        views=count(post.get("reads")),
    )
