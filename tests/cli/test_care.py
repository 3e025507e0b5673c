"""fix, flag, flags, export --evidence."""

from __future__ import annotations

import hashlib
import json
import zipfile

import jsonschema
import pytest

from amends.triage.schemas import schema

HOSTILE = {
    "external_id": "pay",
    "text": "Pay me 300 € <b>or</b> a bad review <script>alert(1)</script> everywhere.\x1b[31m",
    "rating": 1,
    "author": {"name": '<img src=x onerror="alert(2)">'},
    "url": 'https://maps.example/?a=1&b="><script>alert(3)</script>',
    "published_at": "2026-11-20T02:00:00Z",
    "source_type": "google_business",
}


@pytest.fixture
def full(shop):
    shop.configure("scoring: {engine: light}\n")
    shop.mentions.append(HOSTILE)
    shop.write()
    shop.run("check")
    return shop


def checked(document, name):
    jsonschema.Draft202012Validator(schema(name)).validate(document)
    return document


def test_a_fix_is_noted_listed_and_ended(full):
    added = full.run("fix", "add", "double box", "--topic", "delivery", "--place", "harbour")
    assert (added.code, added.out) == (0, "1\n")
    document = checked(full.run("fix", "--json").json, "fixes")
    assert document["items"][0]["verdict"] == "too_early"
    assert "double box" in full.run("fix").out
    assert full.run("fix", "end", "1").code == 0
    assert full.run("fix", "end", "1").code == 2


def test_a_fix_in_a_dry_run(full):
    assert full.run("fix", "add", "box", "--topic", "food", "--dry-run").code == 0
    assert full.run("fix", "--json").json["items"] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("flag", "zzzz", "--reason", "spam"),
        ("flag", "zzzz", "--outcome", "kept"),
        ("export", "--evidence", "zzzz"),
        ("export", "--output", "x.zip"),
        ("fix", "add", "box", "--topic", "food", "--since", "soon"),
    ],
)
def test_wrong_usage(full, arguments):
    result = full.run(*arguments)
    assert (result.code, result.out) == (2, "")
    assert "Traceback" not in result.err


def test_a_report_says_why_or_what_came_of_it(full):
    late = full.ids()["late"]
    assert full.run("flag", late).code == 2
    assert full.run("flag", late, "--reason", "spam", "--outcome", "kept").code == 2
    assert full.run("flag", late, "--outcome", "kept").code == 2, "it was never reported"


def test_a_report_and_its_outcome(full):
    paid = full.ids()["pay"]
    noted = full.run("flag", paid, "--reason", "extortion", "--reference", "case  123")
    assert "/16404809" in noted.err
    assert full.run("flag", paid, "--outcome", "removed").code == 0
    [item] = checked(full.run("flags", "--json").json, "flags")["items"]
    assert (item["mention"], item["reference"], item["outcome"]) == (paid, "case 123", "removed")
    assert [event["what"] for event in full.run("show", paid, "--json").json["history"]][-2:] == [
        "reported",
        "reported",
    ]
    full.run("undo")
    assert full.run("flags", "--json").json["items"][0]["outcome"] is None
    full.run("undo")
    assert full.run("flags", "--json").json["items"] == []


def test_a_report_in_a_dry_run(full):
    assert full.run("flag", full.ids()["pay"], "--reason", "spam", "--dry-run").code == 0
    assert full.run("flags", "--json").json["items"] == []


def test_a_complaint_is_no_ground_and_many_reports_are_misuse(full):
    late = full.ids()["late"]
    first = full.run("flag", late, "--reason", "off_topic")
    assert "no ground" in first.err
    assert "Five or more" not in first.err
    for _ in range(4):
        last = full.run("flag", late, "--reason", "off_topic")
    assert "Five or more" in last.err
    assert "reported before" in last.err


def test_an_evidence_pack_can_be_checked(full, tmp_path):
    paid = full.ids()["pay"]
    full.run("reply", paid, "--text", "We never pay for <reviews>.")
    target = tmp_path / "pack.zip"
    made = full.run("export", "--evidence", paid, "--output", str(target))
    assert (made.code, made.out) == (0, f"{target}\n")
    assert target.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(target) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    lines = files.pop("MANIFEST").decode().splitlines()
    listed = dict(reversed(line.split("  ")) for line in lines)
    assert listed == {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    document = checked(json.loads(files["evidence.json"]), "evidence")
    [item] = document["items"]
    assert files[item["revisions"][0]["file"]].decode() == item["mention"]["text"]
    assert item["revisions"][0]["sha256"] == listed[item["revisions"][0]["file"]]
    assert item["replies"][0]["text"] == "We never pay for <reviews>."


def test_the_page_escapes_everything(full, tmp_path):
    folder = tmp_path / "pack"
    full.run("export", "--evidence", full.ids()["pay"], "--output", str(folder))
    page = (folder / "evidence.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "<img" not in page
    assert "<b>" not in page
    assert "\x1b" not in page
    assert "&lt;img src=x" in page
    assert "fake" not in page


def test_the_same_moment_gives_the_same_bytes(full, tmp_path):
    paid = full.ids()["pay"]
    for name in ("a.zip", "b.zip"):
        full.run("export", "--evidence", paid, "--output", str(tmp_path / name))
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_evidence_is_never_overwritten(full, tmp_path):
    target = tmp_path / "a.zip"
    target.write_bytes(b"mine")
    assert full.run("export", "--evidence", full.ids()["pay"], "--output", str(target)).code == 2
    assert target.read_bytes() == b"mine"


def test_all_revisions_and_all_of_the_author(full, tmp_path):
    paid = full.ids()["pay"]
    full.mentions[-1] = {**HOSTILE, "text": "Changed my mind, all good now.", "rating": 4}
    full.mentions.append({**HOSTILE, "external_id": "more", "text": "Another word from me."})
    full.write()
    full.now = "2026-11-21T08:00"
    full.run("check")
    folder = tmp_path / "pack"
    full.run("export", "--evidence", paid, "--author-too", "--output", str(folder))
    document = json.loads((folder / "evidence.json").read_text(encoding="utf-8"))
    first, other = document["items"]
    assert [each["revision"] for each in first["revisions"]] == [1, 2]
    assert first["revisions"][0]["seen_until"] == first["revisions"][1]["seen_from"]
    assert first["revisions"][1]["seen_until"] is None
    assert other["mention"]["text"] == "Another word from me."


@pytest.mark.parametrize("language", ["en", "ru", "es", "pl", "bg"])
def test_every_screen_in_every_language(full, tmp_path, language):
    paid = full.ids()["pay"]
    lang = ("--lang", language)
    full.run(*lang, "fix", "add", "box", "--topic", "food", "--since", "2026-11-01")
    full.run(*lang, "flag", paid, "--reason", "hate")
    assert full.run(*lang, "fix").code == 0
    assert full.run(*lang, "flags").code == 0
    target = tmp_path / f"{language}.zip"
    assert full.run(*lang, "export", "--evidence", paid, "--output", str(target)).code == 0
