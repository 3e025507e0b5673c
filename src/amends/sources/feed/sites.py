"""What single sites do to their feeds, one function each: undo it.

Every function gets a mention and the entry that it was made of and returns the mention as it
should be; a mention of another site passes unchanged.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from amends.models import Author, Item
from amends.sources.feed.addresses import belongs
from amends.sources.values import behind_redirect, body, count, line, web_address

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from amends.models import Mention

    Entry = Mapping[str, Any]
    Adapter = Callable[[Mention, Entry], Mention]

_REDDIT_TAIL = re.compile(r"<!-- SC_ON -->.*", re.DOTALL)
_PHPBB_STATISTICS = re.compile(r"<p>[^<]*(?:<a [^>]*>[^<]*</a>[^<]*)?</p>\s*(?:<hr ?/?>\s*)?$")
_WORDPRESS_PARENT = re.compile(
    r'^\s*<p>[^<]{0,80}<a [^>]*?href="([^"]*#comment-\d+)"[^>]*>[^<]*</a>[^<]{0,20}</p>'
)
_WORDPRESS_TITLE = re.compile(r"Comment on (?P<item>.+) by (?P<author>.+)|By: (?P<by>.+)")
_WORDPRESS_COMMENT = re.compile(r"#comment-\d+$")
_REDDIT_ID = re.compile(r"t[13]_[0-9a-z]+$")
_REDDIT_COMMENT_TITLE = re.compile(r"/u/\S+ on (?P<item>.+)")
_REDDIT_THREAD = re.compile(r"/comments/([0-9a-z]+)")
_MASTODON_PATH = re.compile(r"/@(?P<name>[\w.-]+)(?P<domain>@[\w.-]+)?/\d+$")


def adapt(mention: Mention, entry: Entry) -> Mention:
    """Apply what is known about the site that a mention comes from."""
    for step in _SITES:
        mention = step(mention, entry)
    return mention


def trim(markup: str, link: str) -> str:
    """Cut what a site adds around the words of the author."""
    markup = _REDDIT_TAIL.sub("", markup)
    markup = _WORDPRESS_PARENT.sub("", markup)
    return _PHPBB_STATISTICS.sub("", markup) if _is_phpbb(link) else markup


def parent_link(markup: str) -> str | None:
    """Return the comment that a WordPress comment answers: it stands in front of the text."""
    found = _WORDPRESS_PARENT.match(markup)
    return web_address(found[1]) if found else None


def _google_alerts(mention: Mention, _entry: Entry) -> Mention:
    """Take the real address out of the redirect, so that readers land at the publisher.

    It is what tells articles apart: the same one may come again as another hit.
    """
    real = behind_redirect(mention.url)
    return replace(mention, url=real, external_id=real) if real else mention


def _google_news(mention: Mention, entry: Entry) -> Mention:
    """Split “Headline - Source”; the description only lists related links."""
    publisher = entry.get("source") or {}
    name = line(publisher.get("title"))
    if name is None or urlsplit(mention.url or "").hostname != "news.google.com":
        return mention
    title = (mention.title or "").removesuffix(f" - {name}")
    extra = {**mention.extra, "site": web_address(publisher.get("href"))}
    return replace(mention, title=title, text="", author=Author(name=name), extra=extra)


def _wordpress_comment(mention: Mention, entry: Entry) -> Mention:
    """“Comment on X by Y” is no title: X is what it is about, Y who wrote it."""
    address = mention.url or mention.external_id
    if not _WORDPRESS_COMMENT.search(address):
        return mention
    named = _WORDPRESS_TITLE.fullmatch(mention.title or "")
    about, by = (named["item"], named["author"] or named["by"]) if named else (None, None)
    answered = _WORDPRESS_COMMENT.search(
        mention.parent_id or body((entry.get("thr_in-reply-to") or {}).get("ref"))
    )
    return replace(
        mention,
        kind="comment",
        title=None,
        author=mention.author if mention.author.name else Author(name=by),
        item=replace(mention.item, name=about or mention.item.name),
        language=None,  # what the feed says is the language of the site, not of its guests
        thread_id=address.partition("#")[0],
        parent_id=mention.external_id.partition("#")[0] + answered[0] if answered else None,
    )


def _reddit(mention: Mention, entry: Entry) -> Mention:
    if not belongs(mention.url, "reddit.com"):
        return mention
    found = _REDDIT_ID.search(mention.external_id)
    name = found[0] if found else mention.external_id
    comment = _REDDIT_COMMENT_TITLE.fullmatch(mention.title or "")
    thread = _REDDIT_THREAD.search(mention.url or "")
    tags = entry.get("tags") or [{}]
    handle = (mention.author.name or "").removeprefix("/u/") or None
    return replace(
        mention,
        external_id=name,
        kind="comment" if name.startswith("t1_") else "post",
        title=None if comment else mention.title,
        author=Author(name=handle, handle=handle),
        item=Item(
            id=line(tags[0].get("label")),
            name=comment["item"] if comment else line(tags[0].get("label")),
        ),
        thread_id=f"t3_{thread[1]}" if thread else None,
    )


def _phpbb(mention: Mention, _entry: Entry) -> Mention:
    """Cut the session id: it makes another address, and another id, of the same post."""
    if not _is_phpbb(mention.url or mention.external_id):
        return mention
    return replace(
        mention,
        kind="post",
        url=_without_session(mention.url) if mention.url else None,
        external_id=_without_session(mention.external_id),
    )


def _youtube(mention: Mention, entry: Entry) -> Mention:
    if not entry.get("yt_videoid"):
        return mention
    views = (entry.get("media_statistics") or {}).get("views")
    likes = (entry.get("media_starrating") or {}).get("count")
    return replace(
        mention,
        kind="post",
        author=replace(mention.author, id=line(entry.get("yt_channelid"))),
        reach=replace(mention.reach, views=count(views), likes=count(likes)),
    )


def _mastodon(mention: Mention, _entry: Entry) -> Mention:
    """Mastodon's feeds name nobody: the address does."""
    parts = urlsplit(mention.url or "")
    found = _MASTODON_PATH.fullmatch(parts.path)
    if found is None or mention.title:
        return mention
    handle = f"@{found['name']}{found['domain'] or '@' + parts.netloc}"
    author = Author(id=handle, name=mention.author.name or found["name"], handle=handle)
    return replace(mention, kind="post", author=author)


_SITES: tuple[Adapter, ...] = (
    _google_alerts,
    _google_news,
    _wordpress_comment,
    _reddit,
    _phpbb,
    _youtube,
    _mastodon,
)


def _is_phpbb(link: str) -> bool:
    return "viewtopic.php" in link


def _without_session(link: str) -> str:
    parts = urlsplit(link)
    kept = [(key, value) for key, value in parse_qsl(parts.query) if key != "sid"]
    return urlunsplit(parts._replace(query=urlencode(kept)))
