"""Names that columns have in the exports people bring, per field, the surest first.

They are compared after `columns.plain`: `reviewReply.comment` is `review reply comment`. The
names are those of the Google Play reviews report, of Judge.me, WooCommerce, Trustpilot, App Store
Connect and Google Business Profile data, of amends' own JSON, and what people write by hand in
English, Russian, Spanish, Polish and Bulgarian.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def _names(*lines: str) -> tuple[str, ...]:
    return tuple(name.strip() for line in lines for name in line.split(","))


HEADERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "text": _names(
            "review text, text, body, review body, review content, comment content, content",
            "comment, comments, review, message, feedback, customer feedback, review comment",
            "текст отзыва, текст, отзыв, комментарий, сообщение, содержание",
            "texto de la reseña, texto, reseña, comentario, comentarios, opinión, mensaje",
            "treść opinii, treść, opinia, recenzja, komentarz, tekst, wiadomość",
            "текст на отзива, отзив, коментар, мнение, съобщение, ревю",
        ),
        "title": _names(
            "review title, title, headline, subject, summary, attributes title",
            "заголовок отзыва, заголовок, тема, título, titulo, asunto, tytuł, temat, заглавие",
        ),
        "pros": _names("pros, advantages, достоинства, плюсы, ventajas, zalety, предимства"),
        "cons": _names("cons, disadvantages, недостатки, минусы, desventajas, wady, недостатъци"),
        "rating": _names(
            "star rating, rating value, rating, stars, review rating, review stars, score, rate",
            "оценка, рейтинг, звёзды, звезды, балл, количество звёзд",
            "puntuación, puntuacion, valoración, calificación, estrellas, nota",
            "ocena, gwiazdki, liczba gwiazdek, звезди, брой звезди",
        ),
        "rating_max": _names("rating max, max rating, best rating"),
        "author": _names(
            "author name, reviewer name, reviewer display name, consumer display name",
            "reviewer nickname, author, reviewer, comment author, customer name, customer, client",
            "guest",
            "user name, username, nickname, display name, profile name",
            "автор, имя автора, имя, имя клиента, клиент, покупатель, пользователь, гость",
            "autor, nombre, nombre del cliente, cliente, usuario",
            "autor opinii, imię, imię i nazwisko, klient, użytkownik, име, потребител, name",
        ),
        "author_id": _names(
            "author id, reviewer id, consumer id, user id",
            "reviewer email, comment author email, author email, customer email, email, e mail",
        ),
        "author_handle": _names("author handle, handle, screen name"),
        "followers": _names("author followers, followers, follower count"),
        "published_at": _names(
            "published at, created at, review submit date and time, create time, review date",
            "attributes created date, created date, date created gmt, date created",
            "comment date gmt, date gmt, comment date",
            "review created, submitted at, date, datetime, date posted, posted at, published",
            "created, review submit millis since epoch, timestamp, time",
            "дата отзыва, дата публикации, дата создания, дата и время, дата, опубликовано",
            "fecha de publicación, fecha de la reseña, fecha, publicado",
            "data publikacji, data dodania, data wystawienia, data opinii, data",
            "дата на публикуване, дата на отзива, публикувано",
        ),
        "updated_at": _names(
            "updated at, update time, review last update date and time, last modified date",
            "last updated, updated, edited at",
        ),
        "external_id": _names("external id, review id, comment id, id, id отзыва, id opinii"),
        "url": _names(
            "url, review url, review link, permalink, link, ссылка, enlace, odnośnik, връзка, линк"
        ),
        "place": _names(
            "place, branch, location name, store name",
            "филиал, sucursal, lokal, oddział, placówka, обект",
        ),
        "item": _names(
            "item name, product title, product name, app name, item, product",
            "название товара, товар, продукт, producto, produkt, nazwa produktu",
        ),
        "item_id": _names(
            "item id, product id, product external id, product handle, product sku, sku",
            "package name, app id, comment post id",
        ),
        "source": _names("source"),
        "source_type": _names("source type"),
        "kind": _names("kind"),
        "language": _names(
            "language, reviewer language, review language, language code, lang, locale",
            "язык, idioma, język, език",
        ),
        "likes": _names(
            "reach likes, likes, number of likes, thumbs up count, helpful count, helpful votes",
            "лайки, me gusta, polubienia, харесвания",
        ),
        "shares": _names("reach shares, shares, reposts, репосты"),
        "replies": _names("reach replies, replies, reply count, number of replies"),
        "views": _names("reach views, views, view count, просмотры, visitas, wyświetlenia"),
        "reply": _names(
            "reply text, reply, developer reply text, company reply text, review reply comment",
            "owner reply, owner response, business reply, merchant reply, response",
            "ответ компании, ответ, respuesta, odpowiedź, отговор",
        ),
        "reply_at": _names(
            "reply published at, reply date, developer reply date and time",
            "company reply created at, review reply update time, response date",
            "дата ответа, fecha de respuesta, data odpowiedzi, дата на отговора",
        ),
        "reply_state": _names("reply state, review reply review reply state"),
        "reply_reason": _names("reply reason, review reply policy violation"),
        "answered": _names("answered"),
        "author_previous_unanswered": _names("author previous unanswered"),
        "thread_id": _names("thread id"),
        "parent_id": _names("parent id"),
    }
)

FIELDS: tuple[str, ...] = tuple(HEADERS)
"""The words that `columns:` may use."""
