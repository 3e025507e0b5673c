"""sources, config, doctor, schema, init, demo, and what is wrong with the command line."""

from __future__ import annotations

import json

import httpx
import pytest

from amends import __version__, http


def test_sources(shop):
    types = shop.run("sources", "types", "--json").json["items"]
    assert {"app_store", "feed", "file", "hackernews"} <= {item["type"] for item in types}
    assert all(item["summary"] for item in types)
    assert shop.run("sources", "list", "--json").json["items"][0]["last_outcome"] is None
    shop.run("check")
    item = shop.run("sources", "list", "--json").json["items"][0]
    assert (item["mentions"], item["last_outcome"]) == (3, "ok")
    assert "google" in shop.run("sources", "list").out


def test_the_types_of_sources_begin_with_what_works_at_once(shop):
    found = shop.run("--width", "80", "sources", "types").out.splitlines()
    titles = [line for line in found if line and not line.startswith(" ")]
    assert titles[:2] == ["Works at once", "With a key of yours"]
    assert max(map(len, found)) <= 80
    assert any(line.startswith("  app_store_connect ") for line in found)


def test_in_a_pipe_each_type_has_its_line(shop):
    found = shop.run("sources", "types").out.splitlines()
    types = shop.run("sources", "types", "--json").json["items"]
    assert [line.split(maxsplit=1) for line in found] == [
        [item["type"], item["summary"]] for item in types
    ]


def test_all_about_one_type(shop):
    out = " ".join(shop.run("--width", "80", "sources", "types", "tripadvisor").out.split())
    for words in ("Brings", "Lacks", "How to get the key 1. ", "type: tripadvisor", "Then: amends"):
        assert words in out
    [item] = shop.run("sources", "types", "tripadvisor", "--json").json["items"]
    assert (item["effort"], item["needs_key"]) == ("pulse", True)
    unknown = shop.run("sources", "types", "trip")
    assert (unknown.code, unknown.out) == (2, "")


def test_the_example_of_a_type_can_be_copied_from_the_screen(shop):
    out = shop.run("--width", "40", "sources", "types", "google_business").out
    assert "    client_id: 000000000000-example.apps.googleusercontent.com\n" in out


def test_a_test_of_a_source_stores_nothing(shop):
    result = shop.run("sources", "test", "google", "--json")
    assert (result.code, len(result.json["items"])) == (0, 3)
    assert shop.ids() == {}
    assert shop.run("sources", "test", "nope").code == 2


def test_what_a_page_holds_is_shown_to_people_in_two_lines_each(shop):
    shop.mentions[0] |= {"reply": {"text": "Sorry."}, "text": "Bad\x1b[31m " + "cake " * 40}
    shop.mentions[1] |= {"answered": "no"}
    shop.write()
    found = shop.run("--width", "60", "sources", "test", "google").out.splitlines()
    assert found[-7:-5] == [
        "1★   · 2026-11-20 · Olga Petrova · Old Town · answered",
        "     Bad cake cake cake cake cake cake cake cake cake cake …",
    ]
    assert found[-5].endswith("Kate · Old Town · not answered")
    assert found[-3].startswith("5★   · 2026-11-19 · Bo · Old Town · answered or not, it doe")
    assert found[-1] == "3 on this page; nothing was stored."
    assert max(map(len, found[-7:])) <= 60


def test_a_page_in_a_pipe_is_json_lines(shop):
    _, _, *lines = shop.run("sources", "test", "google").out.splitlines()
    assert [json.loads(line)["external_id"] for line in lines] == ["hurt", "late", "nice"]


def test_renaming(shop):
    shop.run("check")
    assert shop.run("sources", "rename", "google", "maps").code == 0
    assert shop.run("inbox", "--source", "maps", "--json").json["total"] == 3
    assert shop.run("sources", "rename", "google", "maps").code == 2


def test_config_is_checked_and_printed(shop):
    assert shop.run("config").json["business"]["name"] == "Blue Door Bakery"
    assert shop.run("config", "--path").out.strip().endswith("config.yaml")


def test_config_prints_no_password_of_an_address(shop):
    shop.configure(
        "  blog: {type: feed, url: 'https://ana:hush@blog.example/feed?token=t0ps3cret&page=2'}\n"
    )
    result = shop.run("config")
    assert (result.code, "blog.example" in result.out) == (0, True)
    assert "hush" not in result.out
    assert "t0ps3cret" not in result.out


def test_every_problem_of_the_configuration_at_once(shop):
    (shop.folder / "config.yaml").write_text(
        "version: 1\nbusines: {}\nsources:\n  a: {type: feed, ulr: x}\n  b: {type: fed}\n",
        encoding="utf-8",
    )
    result = shop.run("check")
    assert (result.code, result.out) == (3, "")
    lines = result.err.splitlines()
    assert lines[0].startswith("config.yaml:2: ")
    assert "did you mean" in lines[0]
    assert any("4: sources.a" in line and "'url'" in line for line in lines)
    assert any("5: sources.b" in line for line in lines)


def test_a_queue_can_be_read_with_a_broken_source(shop):
    shop.run("check")
    path = shop.folder / "config.yaml"
    path.write_text(path.read_text().replace("type: file", "type: gone_plugin"), encoding="utf-8")
    assert shop.run("inbox").code == 0
    assert shop.run("check").code == 3


def test_doctor(shop):
    shop.run("check")
    items = shop.run("doctor", "--json").json["items"]
    assert {"amends", "config", "store", "google"} <= {item["what"] for item in items}
    (shop.folder / "google.jsonl").unlink()
    shop.run("check")
    result = shop.run("doctor")
    assert result.code == 4
    assert "PROBLEM" in result.out


def test_doctor_without_configuration(shop):
    (shop.folder / "config.yaml").unlink()
    result = shop.run("doctor")
    assert result.code == 3
    assert "config.yaml" in result.out


def test_schemas(shop):
    names = shop.run("schema").out.split()
    assert {"config", "mention"} <= set(names)
    for name in names:
        assert "$schema" in shop.run("schema", name).json
    assert shop.run("schema", "nope").code == 2
    shop.run("schema", "config", "--output", "c.json")
    assert json.loads((shop.folder / "c.json").read_text("utf-8"))


def test_init_from_flags_writes_a_configuration_that_works(shop):
    (shop.folder / "config.yaml").unlink()
    result = shop.run(
        "init",
        "--name",
        "Café “Lipa”: 3",
        "--country",
        "BG",
        "--language",
        "bg",
        "--language",
        "en",
        "--signer",
        "Elena",
        "--role",
        "owner",
        "--gender",
        "female",
        "--place",
        "Old Town",
        config=False,
    )
    assert result.code == 0
    assert shop.run("config").json["business"]["name"] == "Café “Lipa”: 3"
    assert shop.run("init", "--name", "x", config=False).code == 2
    assert shop.run("check").code == 0


def test_init_says_what_is_left_to_do_for_a_key(shop):
    (shop.folder / "config.yaml").unlink()
    ways = ("--way", "trustpilot business=lipa.example", "--way", "google_business")
    result = shop.run("init", "--name", "x", *ways, "--way", "own", config=False)
    assert result.code == 0  # what has no key yet is not tried
    for step in (
        "amends sources types trustpilot",
        "env:TRUSTPILOT_KEY",
        "amends doctor trustpilot",
        "amends sources login google_business",
        "client_id:",
    ):
        assert f"  {step} " in result.err
    assert "amends sources login trustpilot" not in result.err
    assert max(map(len, result.err.splitlines())) <= 80
    assert shop.run("check").code == 0


@pytest.mark.parametrize("way", ["trustpilot busines=x", "google location=1", "own path=x"])
def test_init_refuses_what_a_place_does_not_ask(shop, way):
    result = shop.run("init", "--name", "x", "--output", "new.yaml", "--way", way, config=False)
    assert (result.code, (shop.folder / "new.yaml").exists()) == (2, False)
    assert way.split()[1].partition("=")[0] in result.err


def test_init_needs_a_name_in_a_pipe(shop):
    (shop.folder / "config.yaml").unlink()
    assert shop.run("init", config=False).code == 2
    assert shop.run("init", "--name", "x", "--way", "nowhere", config=False).code == 2
    assert not (shop.folder / "config.yaml").exists()
    assert shop.run("init", "--ways", config=False).out


def test_version_and_help(shop):
    assert shop.run("--version", config=False).out == f"amends {__version__}\n"
    assert shop.run("--help", config=False).code == 0
    assert shop.run("nope", config=False).code == 2


@pytest.mark.parametrize(
    ("command", "help_"),
    [("add", "that it is about"), ("import", "it is about"), ("inbox", "Only this branch")],
)
def test_a_place_is_what_it_is_about_or_what_narrows_a_list(shop, command, help_):
    assert help_ in " ".join(shop.run(command, "--help", config=False).out.split())


@pytest.mark.parametrize("now", ["nonsense", "2026-13-01"])
def test_a_clock_that_is_none(shop, now):
    shop.now = now
    assert shop.run("inbox").code == 2


def test_no_configuration_says_where_it_looked(shop):
    (shop.folder / "config.yaml").unlink()
    result = shop.run("inbox", "--json", config=False)
    assert (result.code, result.out) == (3, "")
    error = json.loads(result.err)
    assert error["code"] == "config_error"
    assert "amends init" in error["hint"]


def test_the_demo_runs_offline_and_says_what_to_type_next(shop, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    shop.width = 80
    result = shop.run("demo", config=False)
    assert result.code == 0
    assert "CANNOT WAIT" in result.out
    assert "amends init" in result.out
    assert "62 invented mentions" in result.out
    assert "social 9 new, 8 are not about you" in result.out


def test_doctor_ends_with_the_code_that_takes_precedence(shop):
    (shop.folder / "password").write_text("secret\n", encoding="utf-8")
    (shop.folder / "password").chmod(0o644)
    shop.configure(
        "mail: {host: m.example, user: ana, password: 'file:password', from: a@b.example,"
        " to: a@b.example}\n"
    )
    (shop.folder / "google.jsonl").unlink()
    shop.run("check")
    result = shop.run("doctor", "--json")
    assert {item["exit_code"] for item in result.json["items"]} == {0, 3, 4}
    assert result.code == 3


@pytest.mark.parametrize(
    ("codes", "worst"),
    [([], 0), ([0, 0], 0), ([4, 0, 5], 5), ([4, 3, 5], 3), ([10, 7, 4, 6], 6), ([1, 130, 2], 130)],
)
def test_of_several_exit_codes_the_first_in_the_order_of_precedence_counts(codes, worst):
    from amends.cli import foremost

    assert foremost(codes) == worst


def test_a_trial_says_what_was_left_out_and_why(shop, monkeypatch):
    feed = shop.folder / "config.yaml"
    words = "watch: {any: [Lipa Coffee], none: [Dua Lipa]}\n"
    feed.write_text(
        f"version: 1\n{words}sources:\n"
        "  news: {type: feed, url: 'https://news.example/rss', filter: true}\n",
        encoding="utf-8",
    )
    titles = ("#lipacoffee burnt my cup", "Dua Lipa at Lipa Coffee", "A linden tree")
    items = "".join(f"<item><title>{each}</title><guid>{each}</guid></item>" for each in titles)
    body = f"<rss version='2.0'><channel><title>n</title>{items}</channel></rss>"
    real = http.Http
    answer = httpx.MockTransport(lambda _: httpx.Response(200, content=body.encode()))
    monkeypatch.setattr(http, "Http", lambda config: real(config, transport=answer))
    told = shop.run("sources", "test", "news", "--json").json
    assert [item["title"] for item in told["items"]] == ["#lipacoffee burnt my cup"]
    assert told["kept"] == [
        {"where": "#lipacoffee burnt my cup", "why": "“Lipa Coffee” is in it as “lipacoffee”"}
    ]
    assert told["dropped"] == [
        {"where": "Dua Lipa at Lipa Coffee", "why": "“Dua Lipa” is in it"},
        {"where": "A linden tree", "why": "none of your names is in it"},
    ]
    out = shop.run("sources", "test", "news").out
    assert "1 kept:" in out
    assert "“Lipa Coffee” is in it as “lipacoffee”" in out
    assert "2 left out:" in out
    assert "none of your names is in it: A linden tree" in out


def test_the_list_of_sources_stands_below_its_titles(shop):
    shop.configure(
        "  reviews_of_the_shop_in_the_old_town: {type: file, path: x.csv, enabled: no}\n"
    )
    shop.width = 80
    head, google, other = shop.run("sources", "list").out.splitlines()
    assert head.split()[:3] == ["Source", "Type", "Mentions"]
    assert head.index("Type") == google.index("file") == other.index("file")
    assert max(map(len, (head, google, other))) <= 80


def test_two_sources_that_read_one_place_are_pointed_at(shop):
    for number, each in enumerate(shop.mentions):
        each["url"] = f"https://blog.example/post#comment-{number}"
    shop.write()
    shop.configure("  again: {type: file, path: google.jsonl}\n")
    shop.run("fetch", "--source", "google")
    assert "the same place" not in shop.run("doctor", "--offline").out
    shop.run("fetch")
    said = shop.run("doctor", "--offline").out
    assert "again and google read the same place: 3 addresses came from both" in said
