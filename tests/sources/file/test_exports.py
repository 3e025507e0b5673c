"""Whose export a file is: what a platform documents is recognised, all else is only a guess."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from amends.sources import registry
from amends.sources.file.exports import EXPORTS
from amends.sources.file.options import Options
from amends.sources.file.reading import inspect, read_mentions

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
AT = "2026-10-02T10:00:00Z"
GOOGLE = {
    "name": "accounts/1/locations/2/reviews/abc",
    "reviewer": {"displayName": "Ana"},
    "starRating": "TWO",
    "comment": "The soup was cold.",
    "createTime": AT,
    "updateTime": AT,
    "reviewReply": {"comment": "We are sorry.", "updateTime": AT},
}
PAYLOADS = {
    "google_business": {"reviews": [GOOGLE]},
    "app_store_connect": {
        "data": [
            {
                "type": "customerReviews",
                "id": "00-aa",
                "attributes": {
                    "rating": 2,
                    "title": "Meh",
                    "body": "The soup was cold.",
                    "reviewerNickname": "ana",
                    "createdDate": "2026-10-02T03:00:00-07:00",
                    "territory": "USA",
                },
            }
        ]
    },
    "trustpilot": {
        "reviews": [
            {
                "id": "5f1",
                "stars": 2,
                "title": "Meh",
                "text": "The soup was cold.",
                "language": "en",
                "createdAt": AT,
                "consumer": {"id": "c1", "displayName": "Ana"},
                "companyReply": {"text": "We are sorry.", "createdAt": AT},
            }
        ]
    },
    "judgeme": {
        "reviews": [
            {
                "id": 7,
                "title": "Meh",
                "body": "The soup was cold.",
                "rating": 2,
                "product_handle": "soup",
                "reviewer": {"id": 9, "name": "Ana", "email": "ana@x.test"},
                "curated": "ok",
                "created_at": AT,
            }
        ]
    },
    "woocommerce": [
        {
            "id": 22,
            "date_created": "2026-10-02T13:00:00",
            "date_created_gmt": "2026-10-02T10:00:00",
            "product_id": 3,
            "reviewer": "Ana",
            "review": "<p>The soup was cold.</p>",
            "rating": 2,
            "verified": True,
        }
    ],
    "wordpress": [
        {
            "id": 5,
            "post": 4,
            "parent": 0,
            "author_name": "Ana",
            "date": "2026-10-02T13:00:00",
            "date_gmt": "2026-10-02T10:00:00",
            "content": {"rendered": "<p>The soup was cold.</p>"},
            "link": "https://b.example/#comment-5",
        }
    ],
}


def written(tmp_path, payload, name="export.json"):
    path = tmp_path / name
    path.write_text(json.dumps(payload), encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", PAYLOADS)
def test_what_a_platform_documents_is_recognised_and_read_whole(kind, tmp_path):
    path = written(tmp_path, PAYLOADS[kind])
    findings = inspect(path, Options(now=NOW))
    assert findings.export
    assert (findings.export.type, findings.guessed) == (kind, False)
    (batch,) = read_mentions(path, Options(now=NOW))
    (mention,) = batch.mentions
    assert mention.source_type == kind
    assert mention.text == "The soup was cold."
    assert mention.author.name.casefold() == "ana"
    assert mention.published_at == datetime(2026, 10, 2, 10, tzinfo=UTC)
    assert kind == "wordpress" or (mention.rating.value, mention.rating.max) == (2, 5)
    assert (mention.kind == "comment") == (kind == "wordpress")
    replied = {"google_business", "trustpilot"}
    assert (mention.reply.text if mention.reply else "") == (
        "We are sorry." if kind in replied else ""
    )
    assert mention.title == (
        "Meh" if kind in {"app_store_connect", "trustpilot", "judgeme"} else None
    )


def test_every_export_is_of_a_type_that_can_be_read():
    assert {export.type for export in EXPORTS} <= registry.names()
    assert {export.type for export in EXPORTS if export.documented} == set(PAYLOADS)


@pytest.mark.parametrize("line_end", ["", "\n", "\n\n"])
def test_one_object_on_one_line_is_a_document_and_not_a_record(line_end, tmp_path):
    path = tmp_path / "reviews.json"
    path.write_text(json.dumps({"reviews": [GOOGLE, GOOGLE]}) + line_end, encoding="utf-8")
    (batch,) = read_mentions(path, Options(now=NOW))
    assert len(batch.mentions) == 2


def test_the_report_of_google_play_is_known_but_not_documented(tmp_path):
    path = tmp_path / "reviews.csv"
    head = "Package Name,Star Rating,Review Text,Review Link\n"
    path.write_text(f"{head}com.x,1,It crashes,https://x.test?reviewId=g1\n", encoding="utf-16")
    findings = inspect(path, Options(now=NOW))
    assert findings.export
    assert (findings.export.type, findings.guessed) == ("google_play", True)
    assert "columns of Google Play report" in str(findings)


@pytest.mark.parametrize(
    ("payload", "guessed"),
    [
        ([{"Opinia": "Zimna zupa", "Ocena": 2}], True),
        ([{"text": "Cold", "rating": 2, "external_id": "a", "source_type": "file"}], False),
    ],
)
def test_unknown_columns_are_a_guess_and_our_own_are_not(payload, guessed, tmp_path):
    findings = inspect(written(tmp_path, payload), Options(now=NOW))
    assert findings.guessed == guessed


def test_an_option_of_the_source_goes_before_what_the_columns_say(tmp_path):
    path = written(tmp_path, PAYLOADS["trustpilot"])
    (batch,) = read_mentions(path, Options(now=NOW, source_type="yelp", kind="comment"))
    (mention,) = batch.mentions
    assert (mention.source_type, mention.kind) == ("yelp", "comment")


def read(tmp_path, payload):
    (batch,) = read_mentions(written(tmp_path, payload), Options(now=NOW))
    return batch.mentions


def test_the_words_of_the_customer_are_told_from_the_translation(tmp_path):
    both = "(Translated by Google) Great coffee\n\n(Original)\nSuper kawa"
    reply = {"comment": "(Translated by Google) Thanks\n\n(Original)\nDzięki", "updateTime": AT}
    found = read(tmp_path, {"reviews": [GOOGLE | {"comment": both, "reviewReply": reply}]})
    assert (found[0].text, found[0].extra) == ("Super kawa", {"translation": "Great coffee"})
    assert found[0].reply.text == "Dzięki"


def test_only_googles_exports_are_translated(tmp_path):
    words = "(Translated by Google) Great coffee\n\n(Original)\nSuper kawa"
    (found,) = read(tmp_path, [{"text": words, "rating": 5}])
    assert found.text == words


@pytest.mark.parametrize("kind", PAYLOADS)
def test_where_replies_would_be_shown_none_is_none(kind, tmp_path):
    bare = json.loads(json.dumps(PAYLOADS[kind]))
    for review in bare.get("reviews", []) if isinstance(bare, dict) else []:
        review.pop("reviewReply", review.pop("companyReply", None))
    (found,) = read(tmp_path, bare)
    shown = {"google_business", "trustpilot"}
    assert (found.reply, found.answered) == (None, "no" if kind in shown else "unknown")


def test_a_review_of_nobody_is_googles_too(tmp_path):
    (found,) = read(tmp_path, {"reviews": [GOOGLE | {"reviewer": {"isAnonymous": True}}]})
    assert found.source_type == "google_business"


def test_the_table_of_judge_me_is_known_but_asked_for(tmp_path):
    path = tmp_path / "reviews.csv"
    head = "title,body,rating,review_date,source,curated,reviewer_name,product_handle"
    path.write_text(f"{head}\n,Cold,2,2026-10-02,web,ok,Ana,soup\n", encoding="utf-8")
    findings = inspect(path, Options(now=NOW))
    assert (findings.export.type, findings.guessed) == ("judgeme", True)


def test_a_reply_that_google_refused_answers_nobody(tmp_path):
    state = {"reviewReplyState": "REJECTED", "policyViolation": "OFF_TOPIC"}
    reply = GOOGLE["reviewReply"] | state
    (found,) = read(tmp_path, {"reviews": [GOOGLE | {"reviewReply": reply}]})
    assert (found.answered, found.reply.state, found.reply.reason) == (
        "no",
        "rejected",
        "off topic",
    )


def test_a_link_to_a_reply_is_no_date(tmp_path):
    (review,) = PAYLOADS["app_store_connect"]["data"]
    answered = {"response": {"data": {"type": "customerReviewResponses", "id": "r00-aa"}}}
    (found,) = read(tmp_path, {"data": [review | {"relationships": answered}]})
    assert found.published_at == datetime(2026, 10, 2, 10, tzinfo=UTC)
    assert not found.date_uncertain


def test_names_of_products_are_text(tmp_path):
    (row,) = PAYLOADS["woocommerce"]
    (found,) = read(tmp_path, [row | {"product_name": "Tea &amp; more"}])
    assert found.item.name == "Tea & more"
