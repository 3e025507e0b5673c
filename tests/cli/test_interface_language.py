"""What asks and tells speaks the language of the interface, also where people type."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from amends.languages import words
from amends.languages.data import FIRST_CLASS

TRANSLATIONS = [code for code in FIRST_CLASS if code != "en"]
ENGLISH = words("en").messages
ANSWERS = ("Lipa", "", "", "", "0", "6,9,14,+", "27,32", "", "42", "bg, us", "a.csv", "n")
ANSWERS += ("@food", "UC" + "x" * 22, "")
SIGNATURE = ("", "Elena", "", "?", "")


def typed(folder, *arguments: str, lines: tuple[str, ...]) -> str:
    """Return what a terminal shows when somebody types these lines."""
    pty = pytest.importorskip("pty", reason="no terminals here", exc_type=ImportError)
    ours, theirs = pty.openpty()
    program = [sys.executable, "-c", "from amends.cli import main; main()", *arguments]
    with subprocess.Popen(program, stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder) as run:
        os.close(theirs)
        os.write(ours, "".join(f"{line}\n" for line in lines).encode())
        shown = b"".join(iter(lambda: _some(ours), b""))
        os.close(ours)
    text = shown.decode().replace("\r\n", "\n")
    assert run.returncode == 0, text
    return text


def _some(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # how Linux says that the other side is gone
        return b""


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_init_asks_in_the_language_of_the_interface(tmp_path, code):
    shown = typed(tmp_path, "--lang", code, "init", "--no-test", lines=ANSWERS + SIGNATURE)
    native = words(code).messages
    asked = [key for key in native if key.startswith(("init.question.", "init.way."))]
    asked += [
        "init.ask.name",
        "init.ask.app",
        "init.ask.gender",
        "init.numbers",
        "init.choice.male",
    ]
    for key in asked:
        english, own = ENGLISH[key].splitlines(), native[key].splitlines()
        assert [line for line in english if line in shown and line not in own] == [], key
    for key in ("init.question.who", "init.way.app_store.how", "init.way.by_hand.how"):
        assert [line for line in native[key].splitlines() if line not in shown] == [], key
    assert native["init.range"].format(n=14) in shown
    assert native["init.more"] in shown
    assert native["init.one_of"].partition("{")[0] in shown
    assert native["init.written"].format(file="config.yaml") in shown
    written = (tmp_path / "config.yaml").read_text("utf-8")
    assert f"language: {code}\n" in written
    assert f"  languages:\n  - {code}\n" in written
    assert "  - bg\n    - us\n" in written


NAMED = ("Lipa", "Narnia", "<", "Липа", "Полша", "", "", "", "марсиански", "russian, български", "")
"""A wrong country, one question back, another name; a language that nobody speaks."""


def test_init_asks_in_the_language_of_the_system_and_understands_names(tmp_path, monkeypatch):
    monkeypatch.setenv("LANG", "bg_BG.UTF-8")
    shown = typed(tmp_path, "init", "--no-test", lines=(*NAMED, "owner", "kobieta"))
    native = words("bg").messages
    for key in ("init.question.who", "init.again.country", "init.again.languages"):
        assert native[key] in shown
    written = (tmp_path / "config.yaml").read_text("utf-8")
    for line in ("name: Липа", "country: PL", "Europe/Warsaw", "- ru\n  - bg", "gender: female"):
        assert line in written
    assert "language: bg\n" in written


def speak(shop, code: str) -> None:
    path = shop.folder / "config.yaml"
    path.write_text(f"{path.read_text('utf-8')}language: {code}\n", encoding="utf-8")


def test_a_reply_is_asked_for_in_the_language_of_the_configuration(shop):
    shop.run("check")
    speak(shop, "bg")
    late = shop.ids()["late"]
    shown = typed(shop.folder, "reply", late, lines=("Sorry, Kate.", "", "Ana", "\x04"))
    assert words("bg").messages["add.type"] in shown
    assert "Type or paste" not in shown
    [reply] = shop.run("show", late, "--json").json["replies"]
    assert reply["text"] == "Sorry, Kate.\n\nAna"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell and a terminal")
def test_what_is_pasted_never_reaches_the_shell(shop):
    pty = pytest.importorskip("pty", reason="no terminals here", exc_type=ImportError)
    ours, theirs = pty.openpty()
    command = f'"{sys.executable}" -c "from amends.cli import main; main()" add; exit\n'
    with subprocess.Popen(
        ["/bin/sh", "-i"], stdin=theirs, stdout=theirs, stderr=theirs, cwd=shop.folder
    ) as shell:
        os.close(theirs)
        os.write(ours, command.encode())
        shown = b""
        while b"Ctrl-D" not in shown:
            shown += _some(ours)
        os.write(ours, b"A letter.\n\ntouch PWNED\n\x04touch PWNED TOO\n")
        while _some(ours):
            pass
        os.close(ours)
        shell.wait(timeout=20)
    assert not (shop.folder / "PWNED").exists()
    assert not (shop.folder / "TOO").exists()
    [item] = shop.run("inbox", "--source", "hand", "--json").json["items"]
    assert item["text"] == "A letter.\n\ntouch PWNED"


def test_the_list_of_ways(shop):
    out = shop.run("--lang", "pl", "init", "--ways", config=False).out
    assert "Opinie Google" in out
    assert "Google reviews" not in out


def test_doctor_speaks_to_people_and_to_scripts_each_their_language(shop):
    speak(shop, "bg")
    found = shop.run("doctor", "--offline")
    lines = found.out.splitlines()
    assert any(line.endswith("google: още не е четен") for line in lines)
    assert len({line.index(" ") for line in lines if line.startswith("наред")}) == 1
    assert "never read" not in found.out
    item = next(
        each
        for each in shop.run("doctor", "--offline", "--json").json["items"]
        if each["what"] == "google"
    )
    assert (item["finding"], item["hint"]) == ("never read", "amends sources test google")


def test_doctor_says_how_the_last_run_ended(shop):
    (shop.folder / "google.jsonl").unlink()
    shop.run("check")
    (item,) = (
        i
        for i in shop.run("doctor", "--offline", "--json").json["items"]
        if i["level"] == "problem"
    )
    assert item["finding"].startswith("failed: ")
    out = shop.run("--lang", "ru", "doctor").out
    assert f"google: {words('ru').messages['outcome.failed']}: " in out


def test_doctor_with_a_broken_configuration_still_obeys_lang(shop):
    (shop.folder / "config.yaml").write_text("version: 1\nlanguage: bg\nnope: 1\n", "utf-8")
    assert shop.run("doctor").out.startswith("fine ")
    assert shop.run("--lang", "bg", "doctor").out.startswith("наред ")


def test_a_source_that_is_switched_off(shop):
    path = shop.folder / "config.yaml"
    path.write_text(path.read_text("utf-8").replace("type: file,", "type: file, enabled: false,"))
    assert shop.run("--lang", "es", "sources", "list").out.rstrip().endswith("(desactivada)")


def test_promises_name_their_day(shop):
    shop.run("check")
    late = shop.ids()["late"]
    promise = shop.run("draft", late, "--json").json["promises"][0]["by"]
    assert promise not in shop.run("draft", late).out
    out = shop.run("--lang", "pl", "draft", late).out
    assert f" {int(promise[-2:])} listopada" in out
