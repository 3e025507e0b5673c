"""The recipes that others start (cron, systemd, a monitor) are run as those would, on a small shop."""

from __future__ import annotations

import email
import http.client
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from email import policy
from pathlib import Path
from typing import Any

import pytest

from amends.delivery.webhook import sign

ROOT = Path(__file__).parents[2]
RECIPES = ROOT / "examples" / "recipes"
KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
JOB = re.compile(r"#?((?:[\d*][\d*/,-]* +){5})(\S.*)")
SUMMARY = re.compile(r"1 urgent \(phone\), .*: Blue Door Bakery")

pytestmark = pytest.mark.skipif(os.name == "nt", reason="cron, systemd and sudo are of Unix")


@dataclass
class Home:
    """A home as the recipes assume it: amends in `.local/bin`, the business in `lipa`."""

    folder: Path
    post: Any

    def set_clock(self, now: str) -> None:
        """Say what `amends` takes for now."""
        (self.folder / "now").write_text(now)

    def adapted(self, text: str) -> str:
        """Return a recipe with its paths adapted to this home."""
        return text.replace("/home/elena", str(self.folder)).replace("%h", str(self.folder))

    def run(self, line: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a line of shell with the few variables that cron gives, and these."""
        given = {
            "HOME": str(self.folder),
            "LOGNAME": "elena",
            "SHELL": "/bin/sh",
            "PATH": "/usr/bin:/bin",
            "SSL_CERT_FILE": os.environ["SSL_CERT_FILE"],  # the server's authority is of this test
            **variables,
        }
        bare = ["env", "-i", *(f"{name}={value}" for name, value in given.items())]
        return subprocess.run(
            [*bare, "/bin/sh", "-c", line],
            capture_output=True,
            encoding="utf-8",
            cwd=self.folder,
            timeout=60,
            check=False,
        )

    def subjects(self) -> list[str]:
        """Return the subjects of the mails that arrived."""
        mails = (
            email.message_from_bytes(each.content, policy=policy.default)
            for each in self.post.mails
        )
        return [mail["Subject"] for mail in mails]


@pytest.fixture
def home(shop, tmp_path, post_office):
    made = Home(tmp_path / "elena", post_office())
    program = made.folder / ".local" / "bin" / "amends"
    program.parent.mkdir(parents=True)
    program.write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -m amends --now "$(cat "{made.folder}/now")" "$@"\n'
    )
    program.chmod(0o755)
    made.set_clock(shop.now)
    shutil.copytree(shop.folder, made.folder / "lipa")
    with (made.folder / "lipa" / "config.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "scoring: {engine: light}\n"
            f"mail: {{host: localhost, port: {made.post.port}, user: bot@shop.test, to: ana@shop.test,"
            ' password: "env:AMENDS_MAIL_PASSWORD"}\n'
        )
    return made


# ── cron ─────────────────────────────────────────────────────────────────────────────────────


def crontab(home: Home) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Return the variables and the jobs of `daily.cron`, also of those that are commented out."""
    lines = home.adapted((RECIPES / "daily.cron").read_text("utf-8")).splitlines()
    variables = dict(line.split("=", 1) for line in lines if re.match(r"[A-Z_]+=", line))
    found = (JOB.fullmatch(line) for line in lines)
    # crontab(5): a percent sign ends the command, unless a backslash stands before it
    return variables, [(job[1].strip(), job[2].replace("\\%", "%")) for job in found if job]


def test_cron_mails_the_summary_once_and_says_nothing(home):
    variables, jobs = crontab(home)
    assert [times for times, _ in jobs] == ["5 * * * *", "15 6 1 * *", "0 23 * * 0", "5 9-20 * * *"]
    for _ in range(2):
        run = home.run(jobs[0][1], **variables, AMENDS_MAIL_PASSWORD="mail-secret")
        assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    (subject,) = home.subjects()
    assert SUMMARY.fullmatch(subject)


def test_cron_says_what_goes_wrong_and_tries_again(home):
    variables, ((_, daily), *_) = crontab(home)
    wrong = home.run(daily, **variables, AMENDS_MAIL_PASSWORD="wrong")
    assert wrong.returncode == 6
    for line in wrong.stderr.splitlines():
        assert "refuses the login of bot@shop.test" in line or "app password" in line
    assert "app password" in wrong.stderr
    home.run(daily, **variables, AMENDS_MAIL_PASSWORD="mail-secret")
    (subject,) = home.subjects()
    assert SUMMARY.fullmatch(subject)


def test_cron_writes_the_report_the_export_and_the_call(home):
    variables, (_, (_, monthly), (_, weekly), (_, urgent)) = crontab(home)
    (call,) = home.run(urgent, **variables).stdout.splitlines()[-1:]
    assert call == "Something urgent: amends check"
    report, export = home.run(monthly, **variables), home.run(weekly, **variables)
    assert (report.returncode, export.returncode) == (0, 0)
    (page,) = (home.folder / "lipa").glob("report-*.html")
    assert (report.stdout, report.stderr) == ("", "")  # cron would mail it
    assert "Blue Door Bakery" in page.read_text("utf-8")
    (lines,) = (home.folder / "lipa").glob("lipa-*.jsonl")
    assert len(lines.read_text("utf-8").splitlines()) == 3


# ── systemd ──────────────────────────────────────────────────────────────────────────────────


def unit(home: Home, name: str) -> dict[str, list[str]]:
    """Write a unit with its paths adapted; return its settings."""
    text = home.adapted((RECIPES / name).read_text("utf-8"))
    (home.folder / name).write_text(text, encoding="utf-8")
    settings: dict[str, list[str]] = {}
    for key, value in re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE):
        settings.setdefault(key, []).append(value)
    return settings


@pytest.mark.parametrize("name", ["amends.service", "amends.timer"])
def test_systemd_understands_the_units(home, name):
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("needs systemd-analyze")
    unit(home, "amends.service"), unit(home, "amends.timer")
    run = subprocess.run(
        [program, "verify", home.folder / name],
        capture_output=True,
        encoding="utf-8",
        timeout=30,
        check=False,
    )
    if run.returncode and "Failed to" in run.stderr and name not in run.stderr:
        pytest.skip(f"systemd-analyze does not work here: {run.stderr.strip()}")
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_the_service_mails_the_summary(home):
    settings = unit(home, "amends.service")
    variables = dict(each.split("=", 1) for each in settings["Environment"])
    (secrets,) = settings["EnvironmentFile"]
    Path(secrets.removeprefix("-")).write_text("AMENDS_MAIL_PASSWORD=mail-secret\n")
    lines = Path(secrets.removeprefix("-")).read_text().splitlines()
    variables |= dict(each.split("=", 1) for each in lines)
    run = home.run(settings["ExecStart"][0], **variables)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    (subject,) = home.subjects()
    assert SUMMARY.fullmatch(subject)
    (home.folder / "lipa" / "google.jsonl").write_text("no JSON\n")
    assert (
        str(home.run(settings["ExecStart"][0], **variables).returncode)
        in settings["SuccessExitStatus"]
    )


# ── monitors ─────────────────────────────────────────────────────────────────────────────────


def test_the_monitor_gets_its_line_and_its_codes(home):
    text = home.adapted((RECIPES / "monitor.cfg").read_text("utf-8"))
    fields = dict(re.findall(r"^ +(\w+) +(\S.*)$", text, re.MULTILINE))
    name, *arguments = fields["check_command"].split("!")
    assert name == fields["command_name"]
    line = fields["command_line"]
    for number, each in enumerate(arguments, start=1):
        line = line.replace(f"$ARG{number}$", shlex.quote(each))
    as_owner = "sudo -n -u elena "
    assert line.startswith(as_owner)
    line = line.removeprefix(as_owner)
    (allowed,) = re.findall(r"NOPASSWD: (.*) \*", text)
    assert line.startswith(allowed)

    assert home.run(line).returncode == 3  # there is no database yet
    check = line.partition(" health ")[0] + " check --quiet"
    assert home.run(check, AMENDS_MAIL_PASSWORD="mail-secret").returncode == 0
    after = home.run(line)
    assert (after.returncode, after.stderr) == (1, "")
    assert after.stdout.startswith("AMENDS WARNING - 1 overdue, 1 alert, ")
    assert " | age=0s;10800;93600;0 " in after.stdout
    home.set_clock("2026-11-22T08:00")
    assert home.run(line).returncode == 2


# ── webhooks ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def receiver():
    """The receiver, started on a free port."""
    process = subprocess.Popen(
        [sys.executable, RECIPES / "webhook.py", "0"],
        env={"PATH": os.environ["PATH"], "AMENDS_HOOK_KEY": KEY},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    process.port = int(process.stderr.readline().rpartition(" ")[2])
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=10)


def post(port: int, body: bytes, **headers: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.request("POST", "/", body, named)
        return connection.getresponse().status
    finally:
        connection.close()


def test_the_receiver_believes_what_amends_signed_and_nobody_else(shop, receiver, monkeypatch):
    monkeypatch.setenv("AMENDS_HOOK_KEY", KEY)
    with (shop.folder / "config.yaml").open("a", encoding="utf-8") as file:
        address = f"http://127.0.0.1:{receiver.port}/"
        file.write(
            f"alerts: {{channels: {{hook: {{webhook: '{address}', secret: 'env:AMENDS_HOOK_KEY'}}}}}}\n"
        )
    assert shop.run("alerts", "test", "hook").code == 0
    assert receiver.stdout.readline() == '["alert.test", "Blue Door Bakery", "a test"]\n'
    monkeypatch.setenv("AMENDS_HOOK_KEY", "another key")
    refused = shop.run("alerts", "test", "hook")
    assert refused.code == 6
    assert "401" in refused.out
    assert shop.run("alerts", "test", "hook", "--dry-run").code == 0


def test_the_receiver_refuses_what_is_changed_old_or_too_large(receiver):
    import base64

    body = b'{"type": "alert.harm", "business": "B", "item": {"headline": "h"}}'
    stamp, key = int(time.time()), base64.b64decode(KEY.removeprefix("whsec_"))

    def tried(said: bytes, *, at: int = stamp, **more: str) -> int:
        headers = {"webhook_id": "m1", "webhook_timestamp": str(at)}
        headers["webhook_signature"] = sign("m1", at, body, key)
        return post(receiver.port, said, **(headers | more))

    assert tried(body.replace(b"h", b"i")) == 401
    assert tried(body, at=stamp - 400) == 401
    assert tried(body, webhook_id="m2") == 401
    assert tried(body, webhook_signature="v1,é v2,x") == 401
    assert tried(body, webhook_timestamp="1e9") == 401
    assert post(receiver.port, body) == 401
    assert tried(body, content_length="9999999") == 413
    other = sign("m1", stamp, body, b"the key before it")
    assert tried(body, webhook_signature=f"{other} {sign('m1', stamp, body, key)}") == 204
    assert tried(body) == 204  # tried again: taken, and not told twice
    receiver.terminate()
    assert receiver.stdout.read() == '["alert.harm", "B", "h"]\n'


def test_the_receiver_does_not_start_without_its_key():
    run = subprocess.run(
        [sys.executable, RECIPES / "webhook.py", "0"],
        env={"PATH": os.environ["PATH"], "AMENDS_HOOK_KEY": ""},
        capture_output=True,
        encoding="utf-8",
        timeout=20,
        check=False,
    )
    assert run.returncode == 1
    assert "AMENDS_HOOK_KEY" in run.stderr
