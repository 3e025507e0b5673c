"""A row without an id of its own has the same one in every later reading of its file."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends.http import Deadline
from amends.sources.file import Options
from amends.sources.file.reading import read_mentions
from amends.sources.file.walk import walk

SHOP = "https://shop.example/"
READ = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def read(tmp_path, now):
    """Write a file and return each mention's text → id."""

    def run(name: str, content: str, **options) -> dict[str, str]:
        path = tmp_path / name
        path.write_text(content, "utf-8")
        batches = walk(str(path), Options(now=now, **options), None, Deadline(60), 10_000)
        return {found.text: found.external_id for batch in batches for found in batch.mentions}

    return run


@pytest.fixture
def table(read):
    def run(*rows: str, header: str = "author,date,rating,text,url", **options) -> dict[str, str]:
        return read("a.csv", "\n".join([header, *rows]) + "\n", **options)

    return run


def growing(table, *rows: str, more: list[str]) -> bool:
    before, after = table(*rows), table(*rows, *more)
    assert len(after) == len(rows) + len(more)
    return before.items() <= after.items()


def test_a_second_row_with_the_address_of_the_shop_changes_nothing(table):
    row = f"Ann,2026-11-19,1,Cold,{SHOP}"
    assert growing(table, row, more=[f"Bob,2026-11-19,5,Warm,{SHOP}"])
    assert SHOP not in table(row).values()


def test_a_date_that_settles_the_order_of_all_changes_nothing(table):
    assert growing(table, "Ann,03/04/2026,1,Cold,", more=["Bob,25/03/2026,5,Warm,"])
    assert growing(table, "Ann,03/04/2026,1,Cold,", more=["Bob,03/25/2026,5,Warm,"])


def test_a_scale_that_shows_itself_later_changes_nothing(table):
    more = ["Bob,2026-11-19,9,Warm,", "Cid,2026-11-19,8,Fine,"]
    assert growing(table, "Ann,2026-11-19,4,Cold,", more=more)


@pytest.mark.parametrize(
    "options",
    [{"timezone": "Asia/Tokyo"}, {"dayfirst": "false"}, {"rating_max": 10}, {"source_type": "x"}],
)
def test_how_a_row_is_understood_changes_nothing(table, options):
    row = "Ann,03/04/2026 10:00,4,Cold,"
    assert table(row, **options) == table(row)


def test_case_blanks_and_spelling_of_letters_change_nothing(table):
    first = table("Zoé,2026-11-19,4,Café  froid,")
    second = table("ZOE\u0301 ,2026-11-19,4, cafe\u0301 FROID,")
    assert [*first.values()] == [*second.values()]


@pytest.mark.parametrize(
    "other",
    [
        "Bob,2026-11-19,4,Cold,",
        "Ann,2026-11-18,4,Cold,",
        "Ann,2026-11-19,3,Cold,",
        "Ann,2026-11-19,4,Cool,",
    ],
)
def test_every_cell_that_a_customer_fills_in_counts(table, other):
    row = "Ann,2026-11-19,4,Cold,"
    assert set(table(row).values()).isdisjoint(table(other).values())


@pytest.mark.parametrize(("column", "changed"), [("likes", "7"), ("reply", "Sorry"), ("url", "x")])
def test_what_others_do_with_it_changes_nothing(table, column, changed):
    header = f"author,date,rating,text,{column}"
    row = "Ann,2026-11-19,4,Cold,"
    assert table(row, header=header) == table(row + changed, header=header)


@pytest.mark.parametrize(
    ("yesterday", "today"), [("2 days ago", "3 days ago"), ("вчера", "3 дня назад"), ("", "10:30")]
)
def test_a_date_that_names_no_day_does_not_count(table, yesterday, today):
    assert table(f"Ann,{yesterday},4,Cold,") == table(f"Ann,{today},4,Cold,")


def test_an_id_of_its_own_stays(table):
    header = "review id,author,date,rating,text"
    assert table("r7,Ann,2026-11-19,4,Cold", header=header) == {"Cold": "r7"}


def test_rows_of_foreign_json_are_treated_alike(read, table):
    row = {"reviewText": "Cold", "stars": "4", "userName": "Ann", "createdAt": "2026-11-19"}
    found = read("a.json", json.dumps([{**row, "link": SHOP}]))
    assert found == table("Ann,2026-11-19,4,Cold,")
    grown = [{**row, "link": SHOP}, {**row, "reviewText": "Warm", "link": SHOP}]
    assert found.items() <= read("a.json", json.dumps(grown)).items()


def test_in_the_shape_of_amends_the_address_is_the_id(read):
    page = "https://x.example/1"
    assert read("a.jsonl", json.dumps({"text": "Cold", "url": page})) == {"Cold": page}
    twice = json.dumps({"text": "Cold", "url": page}) + "\n"
    assert read("a.jsonl", 2 * twice) == {"Cold": page}


def test_there_too_an_address_that_rows_share_is_none_however_far_apart(read):
    rows = [{"text": f"Number {number}"} for number in range(1_100)]
    rows[3]["url"] = rows[1_050]["url"] = SHOP
    found = read("a.jsonl", "\n".join(map(json.dumps, rows)))
    assert len(set(found.values())) == len(rows)
    assert SHOP not in found.values()


lines = st.lists(
    st.sampled_from(["Ok,5,2026-11-19", "Ok,5,2026-11-18", "OK,5,2026-11-19", "Bad,9,03/04/2026"]),
    max_size=9,
)


@READ
@given(rows=lines, cap=st.integers(1, 4))
def test_runs_that_take_a_few_rows_each_give_what_one_reading_gives(tmp_path, now, rows, cap):
    path = tmp_path / "a.csv"
    path.write_text("text,rating,date\n" + "".join(f"{row}\n" for row in rows), "utf-8")
    whole = [
        m.external_id for batch in read_mentions(path, Options(now=now)) for m in batch.mentions
    ]
    found, bookmark = [], None
    for _ in range(12):
        for batch in walk(str(path), Options(now=now), bookmark, Deadline(60), cap):
            found += [mention.external_id for mention in batch.mentions]
            bookmark = batch.bookmark
    assert found == whole
    assert len(set(whole)) == len(whole)


@READ
@given(rows=lines, more=lines)
def test_a_file_that_grows_keeps_all_ids(tmp_path, now, rows, more):
    def ids(of: list[str]) -> set[str]:
        path = tmp_path / "a.csv"
        path.write_text("text,rating,date\n" + "".join(f"{row}\n" for row in of), "utf-8")
        batches = walk(str(path), Options(now=now, rating_max=10), None, Deadline(60), 10_000)
        return {mention.external_id for batch in batches for mention in batch.mentions}

    assert ids(rows) <= ids([*rows, *more])
    assert ids(rows) <= ids([*more, *rows])
    assert len(ids([*rows, *more])) == len(rows) + len(more)


def test_mails_without_an_id_are_counted_too(read, tmp_path, now):
    mail = "From x\nFrom: a@b.org\nDate: Mon, 02 Mar 2026 09:00:00 +0300\n\nCold\n\n"
    (tmp_path / "a.mbox").write_text(2 * mail, "utf-8")
    for cap in (1, 9):
        found, bookmark = [], None
        for _ in range(3):
            run = walk(str(tmp_path / "a.mbox"), Options(now=now), bookmark, Deadline(60), cap)
            for batch in run:
                found += [mention.external_id for mention in batch.mentions]
                bookmark = batch.bookmark
        assert len(found) == len(set(found)) == 2
        assert found[1] == f"{found[0]}-2"
