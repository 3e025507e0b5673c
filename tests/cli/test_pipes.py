"""import, export, score: the stages for scripts."""

from __future__ import annotations

import json

import pytest


def test_import_from_a_pipe_reports_bad_rows_and_keeps_the_good(shop):
    lines = '{"text": "Cold soup", "rating": 2}\nnot json\n\n{"rating": 9}\n{"text": "Fine"}\n'
    result = shop.run("import", "-", "--format", "jsonl", "--json", stdin=lines)
    assert result.code == 4
    assert (len(result.json["new"]), len(result.json["skipped"])) == (2, 2)
    assert "line 2" in result.json["skipped"][0]["where"]
    again = shop.run("import", "-", "--format", "jsonl", "--json", stdin=lines).json
    assert (again["new"], again["known"]) == ([], 2)


def test_import_of_a_csv_with_foreign_headers(shop):
    (shop.folder / "отзывы.csv").write_bytes(
        "Имя;Оценка;Отзыв;Дата\nОльга;1;Суп был холодный;18.11.2026\n".encode("windows-1251")
    )
    assert shop.run("import", "отзывы.csv", "--source", "flamp", "--place", "Harbour").code == 0
    [item] = shop.run("inbox", "--source", "flamp", "--json").json["items"]
    assert (item["text"], item["rating"]["value"], item["author"]["name"]) == (
        "Суп был холодный",
        1,
        "Ольга",
    )
    assert item["place"] == "Harbour"


def test_a_dry_run_stores_nothing(shop):
    result = shop.run("import", "google.jsonl", "--dry-run")
    assert "birthday cake" in result.out
    assert shop.run("inbox", "--all", "--json").json["items"] == []


def test_a_file_that_is_not_there(shop):
    result = shop.run("import", "nope.csv")
    assert result.code == 4
    assert "nope.csv" in result.err


def test_what_export_writes_import_reads(shop, tmp_path):
    shop.run("check")
    exported = shop.run("export").out
    assert len(exported.splitlines()) == 3
    shop.run("mark", *shop.ids().values(), "--status", "closed", "--because", "on the phone")
    assert shop.run("export", "--open").out == ""
    other = shop.folder / "config.yaml"
    other.write_text(other.read_text() + "store: {path: other.db}\n", encoding="utf-8")
    assert shop.run("import", "-", "--format", "jsonl", stdin=exported).code == 0
    assert set(shop.ids()) == {"hurt", "late", "nice"}


def test_score_through_a_pipe_needs_no_configuration(shop):
    (shop.folder / "config.yaml").unlink()
    lines = (
        '{"text": "Charged twice, 42 euros!", "rating": 1, "severity": {"level": 0}, "mine": 7}\n'
        "\n"
        "[]\n"
        '{"text": "Great bread"}\n'
    )
    result = shop.run("score", "-", stdin=lines, config=False)
    assert result.code == 4
    first, error, last = result.jsonl
    assert first["severity"]["level"] >= 2
    assert first["mine"] == 7
    assert "handling" not in first
    assert (error["schema"], error["line"]) == ("amends.error/1", 3)
    assert last["text"] == "Great bread"


def test_the_same_input_gives_the_same_bytes(shop):
    line = json.dumps({"text": "Zimna zupa, 42 €, nikt nie odebrał", "rating": 1}) + "\n"
    assert shop.run("score", "-", stdin=line).out == shop.run("score", "-", stdin=line).out


def test_score_again(shop):
    shop.run("check")
    assert shop.run("score", "--all").code == 0
    assert shop.run("score", "nope").code == 2


@pytest.mark.parametrize("stdin", ["", "[", '{"text": 5}', '{"rating": 9}', '{"nothing": 1}'])
def test_a_draft_of_nonsense_is_one_line(shop, stdin):
    result = shop.run("draft", "-", stdin=stdin)
    assert (result.code, result.out) == (4, "")
    assert result.err
    assert "Traceback" not in result.err


def test_the_check_separates_by_tabs_as_the_inbox_does(shop):
    listed = shop.run("check").out.splitlines()
    rows = [line for line in listed if "\t" in line]
    assert rows == shop.run("inbox").out.splitlines()
    assert {line.count("\t") for line in rows} == {7}


def test_the_history_of_an_author_is_cut_on_a_screen_alone(shop):
    for each in shop.mentions:
        each["author"] = {"name": "Kate", "id": "kate"}
    shop.mentions[0]["text"] += " Really" * 40 + " really bad."
    shop.write()
    shop.run("check")
    late = shop.ids()["late"]
    assert "really bad." in shop.run("show", late).out
    shop.width = 200
    (line,) = (line for line in shop.run("show", late).out.splitlines() if "allergic" in line)
    assert len(line) == 200
    assert line.endswith("…")


ROWS = '{"text": "Cold soup", "rating": 2}\nnot json\n{"rating": 9}\n' + "".join(
    f'{{"text": "Fine number {n}"}}\n' for n in range(600)
)


def test_a_dry_run_as_json(shop):
    (shop.folder / "rows.jsonl").write_text(ROWS, encoding="utf-8")
    result = shop.run("import", "rows.jsonl", "--source", "flamp", "--dry-run", "--json")
    assert result.code == 4
    assert result.json["schema"] == "amends.import_preview/1"
    assert result.json["generated_at"] == "2026-11-20T06:00:00Z"
    (file,) = result.json["files"]
    assert (file["name"], file["format"]) == ("rows.jsonl", "jsonl")
    assert file["columns"] == {"text": "text", "rating": "rating"}
    items = result.json["items"]
    assert len(items) == 601
    assert {item["source"] for item in items} == {"flamp"}
    assert len({item["external_id"] for item in items}) == 601
    assert [row["where"] for row in result.json["skipped"]] == [
        "rows.jsonl, line 2",
        "rows.jsonl, line 3",
    ]
    assert shop.run("inbox", "--all", "--json").json["items"] == []


def test_a_dry_run_shows_a_few_and_ends_as_the_import_would(shop):
    late = ROWS.removesuffix("\n").replace("not json\n", "").replace('{"rating": 9}\n', "") + "\n["
    for text, code in ((ROWS, 4), (late, 4), ('{"text": "Fine"}\n', 0)):
        result = shop.run("import", "-", "--format", "jsonl", "--dry-run", stdin=text)
        assert result.code == code
        assert result.out.count("Fine number") <= 3
        real = shop.run("import", "-", "--format", "jsonl", stdin=text)
        assert real.code == code


def test_a_dry_run_names_the_file_once(shop):
    out = shop.run("import", "google.jsonl", "--dry-run").out
    assert out.startswith("google.jsonl: jsonl, utf-8; ")


def test_an_export_holds_the_copies_too(shop):
    (copy,) = shop.mentions[:1]
    shop.configure("  maps: {type: file, path: m.jsonl}\n")
    twin = copy | {"external_id": "twin", "source_type": "maps"}
    (shop.folder / "m.jsonl").write_text(json.dumps(twin) + "\n", encoding="utf-8")
    shop.run("check")
    assert shop.run("inbox", "--json").json["total"] == 3
    exported = shop.run("export").jsonl
    assert {item["external_id"] for item in exported} == {"hurt", "twin", "late", "nice"}
    assert len(shop.run("export", "--open").jsonl) == 4
    pair = {item["id"] for item in exported if item["external_id"] in {"hurt", "twin"}}
    linked = {link for item in exported for link in item["links"]}
    assert linked
    assert linked <= pair


def test_times_without_a_zone_are_of_the_business(shop):
    (shop.folder / "a.csv").write_text("text,date\nCold soup,2026-11-19 19:40\n", encoding="utf-8")
    shop.run("import", "a.csv")
    [item] = shop.run("inbox", "--source", "import", "--json").json["items"]
    assert item["published_at"] == "2026-11-19T17:40:00Z"  # the business is in Sofia
