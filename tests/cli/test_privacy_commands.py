"""Handing out, erasing and pruning, as an owner does it; and a clock that is wrong."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime

import jsonschema
import pytest

from amends.errors import UsageError
from amends.outputs import privacy as shown
from amends.store.privacy import BELONGING
from amends.triage import privacy
from amends.triage.schemas import schema

OLGA = "Olga Petrova"


@pytest.fixture
def filled(shop):
    rewrite(shop, "sources:", "scoring: {engine: light}\nsources:")
    shop.run("check")
    return shop


def rewrite(shop, old, new):
    path = shop.folder / "config.yaml"
    path.write_text(path.read_text("utf-8").replace(old, new), encoding="utf-8")


def fill_every_table(database, short_id):
    """Give a mention a row in each table that lacks one, whatever its columns are."""
    with closing(sqlite3.connect(database)) as file, file:
        (number,) = file.execute("SELECT number FROM mentions WHERE id = ?", (short_id,)).fetchone()
        for table, owner in BELONGING.items():
            there = file.execute(f"SELECT 1 FROM {table} WHERE {owner} = ?", (number,)).fetchone()
            columns = file.execute(f"PRAGMA table_info({table})").fetchall()
            values = {name: value_for(name, kind, number) for _, name, kind, *_ in columns}
            if not there:
                marks = ", ".join(f":{name}" for name in values)
                file.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", values)


def value_for(name, kind, number):
    return {"INTEGER": number, "REAL": 0.5, "BLOB": b"x"}.get(
        kind, "{}" if name in {"details", "inverse", "answers", "proposal"} else "x"
    )


def on_disk(shop):
    return b"".join(file.read_bytes() for file in shop.folder.glob("amends.db*"))


class TestExport:
    def test_it_keeps_to_its_schema_and_holds_what_is_kept(self, filled):
        hurt = filled.ids()["hurt"]
        filled.run("reply", hurt, "--text", "Dear Olga, I am sorry. I will ring you today.")
        document = filled.run("privacy", "export", "--author", OLGA.upper()).json
        jsonschema.Draft202012Validator(schema("privacy")).validate(document)
        (mention,) = document["mentions"]
        assert document["people"][0]["names"] == [OLGA]
        assert mention["id"] == hurt
        assert "allergic" in mention["mention"]["text"]
        assert mention["replies"][0]["text"].startswith("Dear Olga")
        assert "replied" in [each["what"] for each in mention["history"]]
        assert mention["mention"]["published_at"].endswith("Z")

    def test_it_finds_by_id_handle_account_and_address(self, filled):
        filled.mentions.append(
            {
                "external_id": "mail",
                "text": "I wrote you a letter.",
                "author": {"id": "u77", "name": "Z", "handle": "@zed"},
                "kind": "email",
                "contact_email": "Zed@Example.org",
            }
        )
        filled.write()
        filled.run("check")
        short_id = filled.ids()["mail"]
        for asked in ("u77", "zed", "@ZED", "z", short_id, "zed@example.org"):
            assert filled.run("privacy", "export", "--author", asked).json["mentions"], asked
        assert filled.run("privacy", "export", "--id", short_id).json["mentions"]

    def test_an_address_finds_whom_an_export_named_by_it(self, filled):
        rows = "review,rating,reviewer_email\nCold soup,2,Zoe@Example.org\n"
        assert filled.run("import", "-", stdin=rows).code == 0
        found = filled.run("privacy", "export", "--author", "zoe@example.org")
        assert len(found.json["mentions"]) == 1
        assert b"oe@" not in (filled.folder / "amends.db").read_bytes()

    def test_it_hands_out_a_row_of_every_table(self, filled):
        hurt = filled.ids()["hurt"]
        fill_every_table(filled.folder / "amends.db", hurt)
        result = filled.run("privacy", "export", "--id", hurt)
        assert result.code == 0, result.err
        document = result.json
        jsonschema.Draft202012Validator(schema("privacy")).validate(document)
        (mention,) = document["mentions"]
        for table in BELONGING.keys() - shown.LEFT_OUT:
            name = shown.SINGLE.get(table) or shown.OTHERS.get(table, table)
            assert mention[name], table

    def test_a_name_stands_in_others_words_only_as_a_word_of_its_own(self, filled):
        for short, text in (("stan", "Dobrze."), ("part", "Kiedy dostaniemy paczkę?")):
            filled.mentions.append({"external_id": short, "text": text, "author": {"name": short}})
        words = {"external_id": "word", "text": "Ask (STAN), he knows.", "author": {"name": "Zoe"}}
        filled.mentions.append(words)
        filled.write()
        filled.run("check")
        document = filled.run("privacy", "export", "--author", "Stan").json
        assert document["named_in"] == [filled.ids()["word"]]

    def test_to_a_file_that_only_its_owner_reads(self, filled):
        result = filled.run("privacy", "export", "--author", OLGA, "--output", "olga.json")
        file = filled.folder / "olga.json"
        assert result.out == ""
        assert json.loads(file.read_text("utf-8"))["schema"] == "amends.privacy/1"
        assert file.stat().st_mode & 0o777 == 0o600

    def test_never_into_a_file_that_others_may_have_open(self, filled):
        file = filled.folder / "olga.json"
        file.write_text("mine", "utf-8")
        result = filled.run("privacy", "export", "--author", OLGA, "--output", "olga.json")
        assert (result.code, file.read_text("utf-8")) == (2, "mine")

    def test_several_of_one_name_are_told_apart(self, filled):
        filled.mentions.append(
            {"external_id": "2nd", "text": "Hm.", "author": {"id": "olga2", "name": OLGA}}
        )
        filled.write()
        filled.run("check")
        result = filled.run("privacy", "export", "--author", OLGA)
        assert (result.code, result.out) == (2, "")
        assert "account:file:olga2" in result.err
        assert f"name:google:{OLGA.lower()}" in result.err
        one = filled.run("privacy", "export", "--author", OLGA, "--person", "account:file:olga2")
        assert [each["mention"]["external_id"] for each in one.json["mentions"]] == ["2nd"]
        both = ("account:file:olga2", f"name:google:{OLGA.lower()}")
        two = filled.run("privacy", "export", "--person", both[0], "--person", both[1])
        assert len(two.json["mentions"]) == 2

    def test_odd_names_find_nobody(self, filled):
        odd = ("%", "_lga Petrova", "Olga%", "*", "", "  ", "\x1b[2J", "' OR 1=1 --", "Nobody", "@")
        for name in odd:
            result = filled.run("privacy", "export", "--author", name)
            assert (result.code, result.out) == (2, ""), name
            assert "\x1b" not in result.err

    def test_unknown_ids_and_sources(self, filled):
        assert filled.run("privacy", "export", "--id", "zzzz").code == 2
        assert filled.run("privacy", "export").code == 2
        assert filled.run("privacy", "export", "--author", OLGA, "--source", "x").code == 2


class TestErase:
    def test_nothing_of_it_is_left_and_it_stays_away(self, filled):
        hurt = filled.ids()["hurt"]
        filled.run("reply", hurt, "--text", "Dear Olga Petrova, sorry about the allergic shock.")
        result = filled.run("privacy", "erase", "--author", OLGA, "--yes")
        assert result.code == 0
        assert "Erased: 1 mention" in result.out
        for trace in (b"Petrova", b"petrova", b"allergic"):
            assert trace not in on_disk(filled)
        filled.mentions[0]["text"] = "My son had an allergic reaction, edited."
        filled.write()
        assert filled.run("check", "--json").json["sources"][0]["new"] == 0
        assert "hurt" not in filled.ids()
        assert filled.run("show", hurt).code == 2

    def test_a_dry_run_changes_nothing(self, filled):
        before = filled.run("inbox", "--all", "--json").out
        result = filled.run("privacy", "erase", "--author", OLGA, "--dry-run")
        assert result.code == 0
        assert "1 mention" in result.out
        assert filled.run("inbox", "--all", "--json").out == before

    def test_without_anybody_to_ask_it_wants_a_yes(self, filled):
        result = filled.run("privacy", "erase", "--author", OLGA)
        assert result.code == 2
        assert "--yes" in result.err
        assert "hurt" in filled.ids()

    def test_copies_and_other_texts_with_the_name_are_told(self, filled):
        filled.mentions.append({"external_id": "x", "text": f"{OLGA} is right.", "rating": 1})
        filled.write()
        filled.run("check")
        (filled.folder / "amends.db.v1.bak").write_bytes(b"x")
        result = filled.run("privacy", "erase", "--author", OLGA, "--yes")
        assert "amends.db.v1.bak" in result.err
        assert filled.ids()["x"] in result.err

    def test_a_nameless_mention_is_one_person(self, filled):
        filled.mentions += [
            {"external_id": f"g{n}", "text": f"Fine {n}", "author": {"name": "A Google user"}}
            for n in range(2)
        ]
        filled.write()
        filled.run("check")
        assert filled.run("privacy", "erase", "--author", "A Google user", "--yes").code == 2
        short_id = filled.ids()["g0"]
        assert filled.run("privacy", "erase", "--id", short_id, "--yes").code == 0
        assert {"g1"} == {each for each in filled.ids() if each.startswith("g")}


class TestPrune:
    @pytest.fixture
    def aged(self, filled):
        ids = filled.ids()
        filled.run("mark", ids["nice"], "--status", "ignored", "--because", "thanked by phone")
        filled.now = "2029-02-01T08:00"
        filled.mentions.append(
            {"external_id": "now", "text": "Good bread.", "published_at": "2029-01-31T08:00:00Z"}
        )
        filled.write()
        filled.run("check")
        return filled

    def test_only_what_is_done_goes(self, aged):
        before = set(aged.ids())
        dry = aged.run("prune", "--older-than", "24m", "--dry-run")
        assert "google: 1" in dry.out
        assert "2 still open" in dry.out
        assert set(aged.ids()) == before
        result = aged.run("prune", "--older-than", "24m", "--yes")
        assert result.code == 0, result.err
        assert "Removed: 1 mention" in result.out
        assert set(aged.ids()) == before - {"nice"}
        assert aged.run("check", "--json").json["sources"][0]["new"] == 0
        assert b"best bread in town" not in on_disk(aged)

    def test_a_clock_that_leapt_prunes_nothing(self, filled):
        nice = filled.ids()["nice"]
        filled.run("mark", nice, "--status", "ignored", "--because", "thanked by phone")
        filled.now = "2036-01-01T08:00"
        result = filled.run("prune", "--older-than", "24m", "--yes")
        assert result.code == 5
        assert "clock" in result.err
        assert "nice" in filled.ids()


def test_ages():
    now = datetime(2026, 3, 31, tzinfo=UTC)
    assert privacy.since("1m", now) == datetime(2026, 2, 28, tzinfo=UTC)
    assert privacy.since(" 400D ", now) == datetime(2025, 2, 24, tzinfo=UTC)
    assert privacy.since("2y", now) == datetime(2024, 3, 31, tzinfo=UTC)


@pytest.mark.parametrize("age", ["", "24", "0d", "-3m", "99999999d", "999999y", "24m; x", "m"])
def test_odd_ages(age):
    with pytest.raises(UsageError, match="no age"):
        privacy.since(age, datetime(2026, 3, 31, tzinfo=UTC))


class TestKeeping:
    def texts(self, shop):
        found = shop.run("privacy", "export", "--author", OLGA)
        return [each["mention"]["text"] for each in found.json["mentions"]] if found.out else []

    def test_a_shorter_rule_reaches_what_is_there(self, filled):
        filled.now = "2026-12-25T08:00"
        filled.run("check")
        assert self.texts(filled)
        rewrite(filled, "type: file,", "type: file, keep: 30,")
        filled.run("check")
        assert not self.texts(filled)

    def test_none_reaches_what_is_there_at_once(self, filled):
        rewrite(filled, "type: file,", "type: file, keep: none,")
        filled.run("check")
        assert not self.texts(filled)
        assert b"Petrova" not in on_disk(filled)

    def test_a_source_that_vanished_follows_the_rule_for_all(self, filled):
        rewrite(filled, "google:", "maps:")
        rewrite(filled, "sources:", "store: {keep: 30}\nsources:")
        filled.now = "2026-12-25T08:00"
        filled.run("check")
        found = filled.run("privacy", "export", "--author", OLGA).json["mentions"]
        kept = {each["mention"]["source"]: each["mention"]["text"] for each in found}
        assert kept["maps"]
        assert not kept["google"]

    def test_a_clock_that_leapt_erases_nothing_and_says_so(self, filled):
        rewrite(filled, "type: file,", "type: file, keep: 30,")
        filled.now = "2036-01-01T08:00"
        for _ in range(2):
            result = filled.run("check", "--quiet")
            assert "clock is far ahead" in result.out
            assert self.texts(filled)
        filled.now = "2026-11-21T08:00"
        filled.run("check")
        assert self.texts(filled)

    def test_a_clock_that_is_behind_is_told_in_one_line(self, filled):
        filled.now = "2001-01-01T08:00"
        result = filled.run("fetch", "--quiet")
        assert result.err.count("\n") == 1
        assert "behind" in result.err


@pytest.mark.skipif(not shutil.which("faketime"), reason="libfaketime is not installed")
def test_a_machine_whose_clock_is_wrong_loses_nothing(filled):
    rewrite(filled, "type: file,", "type: file, keep: 30,")

    def amends(when, *arguments):
        command = [shutil.which("faketime"), "-f", f"@{when}", sys.executable, "-m", "amends"]
        done = subprocess.run(
            [*command, *arguments],
            cwd=filled.folder,
            env=os.environ | {"TZ": "UTC", "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return done.stdout + done.stderr

    assert "far ahead" in amends("2038-01-01 08:00:00", "fetch", "--quiet")
    assert "behind" in amends("2001-01-01 08:00:00", "fetch", "--quiet")
    document = json.loads(amends("2026-11-21 08:00:00", "privacy", "export", "--author", OLGA))
    assert "allergic" in document["mentions"][0]["mention"]["text"]
