"""The JSON Schemas: sound, strict, and with the words of the vocabulary."""

from __future__ import annotations

import json
from importlib import resources
from typing import get_args

import jsonschema
import pytest

from amends.errors import UnknownId
from amends.models import (
    alert,
    delivery,
    digest,
    fix,
    handling,
    health,
    lint,
    listing,
    order,
    person,
    platform_report,
    promises,
    reply,
    report,
    ruled,
    story,
    vocabulary,
    window,
)
from amends.triage.schemas import COMPUTED, names, schema

SHIPPED = sorted(set(names()) - set(COMPUTED))
WORDS = {
    "also": vocabulary.Topic,
    "answered": vocabulary.Answered,
    "due": promises.Due,
    "became": order.OrderOutcome,
    "before": vocabulary.Status,
    "change": digest.BetterKind,
    "corrected": vocabulary.Label,
    "doubt": vocabulary.Doubt,
    "doubts": vocabulary.Doubt,
    "factor": vocabulary.Factor,
    "flag": vocabulary.Flag,
    "flags": vocabulary.Flag,
    "group": listing.Group,
    "intent": vocabulary.Intent,
    "kind": vocabulary.Kind,
    "label": vocabulary.SentimentLabel,
    "last_outcome": vocabulary.Outcome,
    "name": vocabulary.SeverityName,
    "outcome": vocabulary.Outcome,
    "part": vocabulary.PartName,
    "playbook": vocabulary.Playbook,
    "purpose": reply.Purpose,
    "signals": vocabulary.Signal,
    "stage": handling.Stage,
    "state": vocabulary.ReplyState,
    "status": vocabulary.Status,
    "sure": person.Sureness,
    "topics": vocabulary.Topic,
    "trend": person.Trend,
    "why": ruled.Held,
}
"""Key → the closed list that it takes its words from."""
OWN = {
    ("alerts_test", "state"): delivery.DeliveryState,
    ("digest_mail", "state"): delivery.DeliveryState,
    ("health", "status"): health.HealthStatus,
    ("lint", "kind"): lint.ReadingKind,
    ("fixes", "topic"): vocabulary.Topic,
    ("score_eval", "label"): vocabulary.Label,
    ("score_learn", "label"): vocabulary.Label,
    ("story", "link"): story.Tied,
    ("fixes", "verdict"): fix.FixVerdict,
    ("flags", "outcome"): platform_report.ReportOutcome,
    ("flags", "reason"): platform_report.ReportReason,
    ("report", "kind"): report.StepKind,
    ("report", "direction"): report.Direction,
    ("report", "topic"): vocabulary.Topic,
    ("report", "verdict"): fix.FixVerdict,
    ("window", "note"): window.AnswerNote,
    ("evidence", "outcome"): platform_report.ReportOutcome,
    ("evidence", "reason"): platform_report.ReportReason,
}
"""Where one schema means something else by a key."""
ALSO = {"kind": alert.AlertKind}
"""Keys that mean one thing of a mention and another of something else beside it."""
OTHERS = {"by", "checked", "effort", "engine", "level", "side", "unit", "verdict"}
"""Keys whose few words are no vocabulary of the models."""


def walk(value):
    yield value
    for inner in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        yield from walk(inner)


def enumerations(document):
    """Yield each key and the words it may hold, through references, lists and nulls."""
    for part in walk(document):
        for key, value in part.get("properties", {}).items() if isinstance(part, dict) else ():
            for choice in (value, value.get("items", {}), *value.get("anyOf", ())):
                name = choice.get("$ref", "").rpartition("/")[2]
                found = document["$defs"][name] if name else choice
                if "enum" in found:
                    yield key, found["enum"]


def test_every_answer_has_its_schema():
    wanted = (
        "alert alerts alerts_test assessed check digest digest_mail doctor draft error evidence fetch fixes flags followups health history import import_preview inbox lint"
        " people person privacy report rules rules_test score_eval score_learn show source_test source_types sources"
        " stories story window"
    )
    assert wanted.split() == SHIPPED
    assert names() == sorted([*SHIPPED, "config", "mention"])


@pytest.mark.parametrize("name", SHIPPED)
def test_it_is_sound_and_says_who_it_is(name):
    document = schema(name)
    jsonschema.Draft202012Validator.check_schema(document)
    assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert document["$id"] == f"urn:amends:{name}:1"
    assert document["title"] == name
    assert document["description"]


@pytest.mark.parametrize("name", SHIPPED)
def test_words_are_those_of_the_vocabulary(name):
    for key, words in enumerations(schema(name)):
        if key not in OTHERS:
            closed = OWN.get((name, key)) or WORDS[key]
            assert words in [list(get_args(each)) for each in (closed, ALSO.get(key))], key


def test_every_closed_list_stands_in_a_schema():
    seen = {key for name in SHIPPED for key, _ in enumerations(schema(name))}
    assert set(WORDS) <= seen


@pytest.mark.parametrize("name", SHIPPED)
def test_objects_are_closed_but_where_they_may_grow(name):
    open_ones = {"mention", "event", "followup"}  # the first is closed where it is used
    document = schema(name)
    parts = {**document.get("$defs", {}), name: document}
    for at, part in parts.items():
        for shape in part.get("oneOf", [part]):
            if "properties" in shape and at not in open_ones:
                closed = shape.get("additionalProperties", shape.get("unevaluatedProperties"))
                assert closed is False, at


@pytest.mark.parametrize("name", SHIPPED)
def test_every_key_has_a_meaning(name):
    document = schema(name)
    for part in walk(document):
        for key, value in part.get("properties", {}).items() if isinstance(part, dict) else ():
            target = document.get("$defs", {}).get(value.get("$ref", "").rpartition("/")[2], {})
            assert value.get("description") or target.get("description"), key


def test_definitions_of_one_name_are_equal_everywhere():
    known: dict[str, dict] = {}
    for name in SHIPPED:
        for key, definition in schema(name).get("$defs", {}).items():
            assert known.setdefault(key, definition) == definition, f"{name}: {key}"


def test_an_error_is_either_of_a_command_or_of_a_line():
    validator = jsonschema.Draft202012Validator(schema("error"))
    error = UnknownId("no such id", hint=None)
    said = {"schema": "amends.error/1", "code": error.code, "message": error.message, "hint": None}
    line = {"schema": "amends.error/1", "line": 3, "error": "not JSON"}
    assert validator.is_valid(said)
    assert validator.is_valid(line)
    assert not validator.is_valid(said | line)
    assert not validator.is_valid(line | {"line": 0})


@pytest.mark.parametrize(
    "change", [{"priority": 3}, {"intent": "rage"}, {"surprise": 1}, {"text": None}]
)
def test_a_wrong_mention_is_refused(change):
    validator = jsonschema.Draft202012Validator(schema("assessed"))
    assert validator.is_valid(_mention())
    assert not validator.is_valid(_mention() | change)


def test_files_are_json_and_nothing_else():
    folder = resources.files("amends.outputs") / "schemas"
    for file in folder.iterdir():
        assert json.loads(file.read_text(encoding="utf-8"))["title"] == file.name.removesuffix(
            ".json"
        )


def _mention():
    nothing = dict.fromkeys(
        (
            "url",
            "place",
            "published_at",
            "updated_at",
            "thread_id",
            "parent_id",
            "rating",
            "title",
            "reply",
        )
    )
    return nothing | {
        "id": "bcdf",
        "source": "blog",
        "source_type": "feed",
        "external_id": "1",
        "kind": "comment",
        "author": {"id": None, "name": "A", "handle": None, "followers": None},
        "item": {"id": None, "name": None},
        "text": "",
        "reach": dict.fromkeys(("likes", "shares", "replies", "views")),
        "answered": "unknown",
        "author_previous_unanswered": 0,
        "extra": {"anything": 1},
        "language": {"code": "und", "confidence": 0},
        "sentiment": {"label": "neutral", "score": 0, "confidence": 0},
        "intent": "question",
        "topics": ["other"],
        "severity": {"level": 0, "name": "none"},
        "signals": [],
        "flags": [],
        "doubts": [],
        "confidence": {"intent": 0.0, "severity": 0.93, "topics": {"other": 0.0}},
        "engine": "light",
        "corrected": [],
        "priority": {"score": 0.0, "reasons": []},
        "playbook": "answer",
        "handling": dict.fromkeys(
            (
                "assignee",
                "because",
                "reply_due_at",
                "close_due_at",
                "replied_at",
                "follow_up_at",
                "queued_at",
                "waiting_since",
                "reopened_at",
                "snoozed_until",
                "proposal",
            )
        )
        | {"status": "new", "stage": "to_do", "overdue": False, "tags": [], "rules": []},
        "links": [],
        "also": [],
        "also_told": 0,
        "gone_at": None,
    }
