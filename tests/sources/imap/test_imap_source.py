"""The mailbox as a source: its options, what it asks a server, what it says when refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from pydantic import ValidationError

from amends.errors import AuthFailed, BadRequest, ConfigError, SourceError
from amends.http import Deadline
from amends.sources import make
from amends.sources.imap import Imap, reading
from amends.sources.imap.logins import refused_hint
from fakes.imap_server import NOW, PASSWORD, TOKEN, USER, Folder, mail

GOOD = {"host": "imap.example.org", "user": USER, "password": "env:X"}
OAUTH = {"password": None, "auth": "microsoft", "client_id": "app"}


def add(mailbox, *names, days=1, folder="INBOX"):
    for name in names:
        at = NOW - timedelta(days=days)
        mailbox.folders[folder].add(mail(f"Mail {name}.", message_id=f"{name}@x.org", at=at), at)


def ids(batches):
    return [mention.external_id.removesuffix("@x.org") for b in batches for mention in b.mentions]


# ── options ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"security": "none"}, "would send the password in the open"),
        ({"password": None}, "needs `password:`, or `auth: google` or `auth: microsoft`"),
        ({"auth": "google"}, "`auth: google` needs `client_id:`"),
        ({"auth": "google", "client_id": "x"}, "`auth: google` needs `client_secret:`"),
        ({"host": "https://imap.example.org"}, "must be the name of a server"),
        ({"host": "hello@example.org"}, "must be the name of a server"),
        ({"password": "swordfish"}, "a secret must not stand in this file"),
        ({"folders": []}, "at least 1 item"),
        ({"since": 0}, "greater than or equal to 1"),
        ({"notifications": {"x": {}}}, "Field required"),
        ({"notifications": {"x": {"senders": "com"}}}, "'com' is neither an address nor a domain"),
        ({"exclude": ["shop.example", "news@"]}, "'news@' is neither an address nor a domain"),
        ({"notifications": {"x": {"senders": "x.org", "lines": "{who}"}}}, "does not know {who}"),
    ],
)
def test_what_cannot_be_is_said(changes, message):
    with pytest.raises(ValidationError) as raised:
        Imap(**GOOD | changes)
    assert message in str(raised.value)
    assert "swordfish" not in str(make({"m": {"type": "imap", **GOOD, **changes}})[1])


def test_a_password_may_travel_openly_on_this_machine_alone():
    assert Imap(**GOOD | {"host": "127.0.0.1", "security": "none"}).security == "none"


# ── what is asked ────────────────────────────────────────────────────────────────────────────────


def test_nothing_in_the_mailbox_is_changed(mailbox, read):
    add(mailbox, "a", "b")
    add(mailbox, "c", folder="Sent")
    read(folders=("INBOX", "\\Sent"))
    names = {command.split()[0] for command in mailbox.commands}
    assert names == {"CAPABILITY", "LOGIN", "EXAMINE", "UID", "LIST", "LOGOUT"}
    fetches = [each for each in mailbox.commands if each.startswith("UID FETCH")]
    assert all("BODY" not in each.replace("BODY.PEEK", "") for each in fetches)
    assert all(not each.flags for folder in mailbox.folders.values() for each in folder.mails)


def test_the_first_reading_goes_back_some_days(mailbox, read):
    add(mailbox, "old", days=31)
    add(mailbox, "new", days=29)
    batches, _ = read()
    assert ids(batches) == ["new"]
    assert "UID SEARCH (SINCE 22-Oct-2026)" in mailbox.commands


def test_where_nothing_is_recent_only_what_comes_later_is_read(mailbox, read):
    add(mailbox, "old", days=400)
    first, _ = read()
    assert ids(first) == []
    add(mailbox, "new", days=300)  # moved into the folder, say
    second, _ = read(first[-1].bookmark)
    assert ids(second) == ["new"]


def test_a_server_that_does_not_tell_its_next_number(mailbox, read):
    add(mailbox, "old", "older", days=400)
    mailbox.inbox.next = 0
    first, _ = read()
    assert first[-1].bookmark["page"]["INBOX"]["uid"] == 2
    assert read(first[-1].bookmark) == ([], None)


def test_the_last_mail_is_not_read_again(mailbox, read):
    """`n:*` fits the last mail also where its number is below n; UIDNEXT may be missing."""
    add(mailbox, "a", "b")
    first, _ = read()
    mailbox.inbox.next = 0
    assert read(first[-1].bookmark) == ([], None)
    assert "UID SEARCH UID 3:*" in mailbox.commands


def test_nothing_new_needs_no_search(mailbox, read):
    add(mailbox, "a")
    first, _ = read()
    mailbox.commands.clear()
    assert read(first[-1].bookmark) == ([], None)
    assert [each for each in mailbox.commands if each.startswith("UID")] == []


def test_numbers_that_mean_something_else_are_not_trusted(mailbox, read):
    add(mailbox, "older", days=20)
    add(mailbox, "a", "b")
    first, _ = read()
    add(mailbox, "c")
    mailbox.inbox.number_anew(99)
    second, _ = read(first[-1].bookmark)
    assert ids(second) == ["a", "b", "c"]  # a week before the newest known one
    assert "UID SEARCH (SINCE 13-Nov-2026)" in mailbox.commands
    assert second[-1].bookmark["page"]["INBOX"] == {"validity": 99, "uid": 4, "day": "2026-11-20"}


def test_the_bookmark_is_true_after_every_pack(mailbox, read, monkeypatch):
    monkeypatch.setattr(reading, "PACK", 2)
    add(mailbox, *"abcde")
    batches, _ = read()
    assert [batch.bookmark["page"]["INBOX"]["uid"] for batch in batches] == [2, 4, 5]
    for batch in batches:
        later, _ = read(batch.bookmark)
        assert ids(later) == list("abcde")[batch.bookmark["page"]["INBOX"]["uid"] :]


def test_a_mail_that_goes_while_it_is_read_is_no_error(mailbox, read):
    add(mailbox, *"abc")
    first, _ = read(max_items=1)
    del mailbox.inbox.mails[1]
    second, error = read(first[-1].bookmark)
    assert (error, ids(second)) == (None, ["c"])


def test_only_the_beginning_of_a_large_mail_is_fetched(mailbox, found, monkeypatch):
    monkeypatch.setattr(reading, "EFFORTS", (reading.Effort(1000, 600, 1),))
    mailbox.inbox.add(mail("Cold.\n" + "x" * 5000, message_id="big@x.org"), NOW)
    (mention,) = found()
    assert mention.text.startswith("Cold.")
    assert len(mention.text) < 600


def with_photo_first(text="It came like this.", size=300_000):
    photo = b"--b\r\nContent-Type: image/jpeg\r\n\r\n" + b"x" * size
    words = b"\r\n--b\r\nContent-Type: text/plain\r\n\r\n" + text.encode() + b"\r\n--b--\r\n"
    head = (
        b"From: k@x.org\r\nMessage-ID: <p@x.org>\r\nContent-Type: multipart/mixed; boundary=b\r\n"
    )
    return head + b"\r\n" + photo + words


def test_text_that_stands_behind_a_photo_is_fetched(mailbox, found):
    add(mailbox, "a")
    mailbox.inbox.add(with_photo_first(), NOW)
    assert [mention.text for mention in found()] == ["Mail a.", "It came like this."]
    large = [each for each in mailbox.commands if "BODY.PEEK[]<0.3" in each]
    assert [each.split()[2] for each in large] == ["2"]


@pytest.mark.parametrize("fault", ["cut", "silence", b"TAG NO [LIMIT] too large\r\n"])
def test_what_cannot_be_fetched_whole_is_said_and_stops_nothing(fault, mailbox, read):
    mailbox.inbox.add(with_photo_first(), NOW)
    add(mailbox, "b")
    mailbox.faults["UID FETCH"] = [None, None, fault]
    batches, error = read(seconds=2)
    assert (error, ids(batches)) == (None, ["b"])
    assert [each.why for batch in batches for each in batch.skipped] == [
        "its text stands behind large attachments"
    ]
    assert read(batches[-1].bookmark) == ([], None)


def test_mails_in_two_folders_are_one(mailbox, found):
    mailbox.folders["Archive"] = Folder(validity=3)
    add(mailbox, "a")
    add(mailbox, "a", "b", folder="Archive")
    assert {mention.external_id for mention in found(folders=["INBOX", "Archive"])} == {
        "a@x.org",
        "b@x.org",
    }


@pytest.mark.parametrize(
    ("named", "name", "use"),
    [
        ("\\Sent", "Out", "\\Sent"),
        ("Out", "Out", "\\Sent"),
        ("INBOX.Sent Items", "INBOX.Sent Items", ""),
    ],
)
@pytest.mark.parametrize("user", [USER, "lipa"])
def test_what_lies_in_the_folder_of_sent_mails_is_ours(
    named, name, use, user, mailbox, source, context
):
    mailbox.folders = {"INBOX": Folder(), name: Folder(validity=2, use=use)}
    alias = mail("Sorry.", sender="Lipa <info@lipa.example>", Reply_To="orders@other.example")
    mailbox.folders[name].add(alias, NOW)
    mailbox.inbox.add(mail("Cold.", message_id="c@x.org"), NOW)
    made = source(folders=["INBOX", named]).model_copy(update={"user": user})
    mailbox.users = {user}
    batches = list(made.fetch(lent(context), None))
    assert ids(batches) == ["c"]
    assert [each.text for batch in batches for each in batch.own] == ["Sorry."]


@pytest.mark.parametrize("gone", ["Complaints", "\\Archive"])
def test_a_folder_that_is_not_there_stops_no_other(gone, mailbox, read):
    add(mailbox, "a")
    batches, error = read(folders=[gone, "INBOX"])
    assert ids(batches) == ["a"]
    assert (type(error), error.hint) == (BadRequest, "There are: INBOX, Sent.")
    mailbox.folders[gone.strip("\\")] = Folder(validity=7, use=gone if gone[0] == "\\" else "")
    add(mailbox, "b", folder=gone.strip("\\"))
    batches, error = read(batches[-1].bookmark, folders=[gone, "INBOX"])
    assert (ids(batches), error) == (["b"], None)


def test_what_is_left_out_is_counted_with_its_reason(mailbox, read):
    mailbox.inbox.add(mail("Buy.", sender="n@news.example", List_Id="<n.news.example>"), NOW)
    mailbox.inbox.add(mail("Away.", Auto_Submitted="auto-replied"), NOW)
    (batch,), _ = read()
    assert batch.filtered == 2
    assert [each.why for each in batch.dropped] == ["a newsletter or a list", "an automatic answer"]


# ── trying it out ────────────────────────────────────────────────────────────────────────────────


def lent(context, seconds=5, **about):
    answer = about.pop("answer", lambda _: httpx.Response(500))
    made = context(answer, secret=lambda _: PASSWORD, **about)
    return replace(made, deadline=Deadline(seconds))


def test_a_trial_tells_what_lies_there_and_what_is_not_understood(mailbox, source, context):
    add(mailbox, "a", "b")
    assert source().probe(lent(context)) == f"{USER}: 2 in INBOX"
    notice = mail("Guest: Ann", sender="notify@critics.example", Subject="New rating: 2 stars")
    mailbox.inbox.add(notice, NOW)
    told = source(folders=["INBOX", "\\Sent"]).probe(lent(context))
    assert told == (
        f"{USER}: 3 in INBOX, 0 in \\Sent; not understood: "
        "INBOX, mail 3, from notify@critics.example: New rating: 2 stars"
    )


@pytest.mark.parametrize("name", ["INBOX.Sent", "Enviados", "[Mail]/Elementos enviados"])
def test_what_was_sent_is_found_where_no_use_is_told(name, mailbox, read):
    mailbox.folders = {"INBOX": mailbox.inbox, name: Folder(validity=2)}
    mailbox.folders[name].add(mail("Sorry.", sender=f"Lipa <{USER}>"), NOW)
    batches, error = read(folders=["INBOX", "\\Sent"])
    assert (error, [own.text for batch in batches for own in batch.own]) == (None, ["Sorry."])


def test_a_server_without_starttls_is_perhaps_another_one(source, context):
    with pytest.raises(SourceError) as raised:
        source(security="starttls").probe(lent(context))
    assert raised.value.hint.startswith("Check host, port and security")


def test_folders_that_are_not_there_are_named(source, context):
    for name in ("Complaints", "\\Archive"):
        with pytest.raises(BadRequest) as raised:
            source(folders=name).probe(lent(context))
        assert raised.value.hint == "There are: INBOX, Sent."


@pytest.mark.parametrize(
    ("auth", "host", "hint"),
    [
        ("password", "imap.gmail.com", "https://myaccount.google.com/apppasswords"),
        ("password", "outlook.office365.com", "set auth: microsoft"),
        ("password", "mail.lipa.example", "many providers want an app password"),
        ("password", "notgmail.com", "many providers want an app password"),
        ("google", "imap.gmail.com", "amends sources login NAME"),
    ],
)
def test_a_refused_login_says_the_next_step(auth, host, hint):
    assert hint in refused_hint(auth, host)


# ── logins at Google and Microsoft ───────────────────────────────────────────────────────────────


def tokens(request):
    form = dict(httpx.QueryParams(request.content.decode()))
    assert form["grant_type"] == "refresh_token"
    if form["refresh_token"] != "kept":
        return httpx.Response(400, json={"error": "invalid_grant"})
    return httpx.Response(200, json={"access_token": TOKEN, "refresh_token": "next"})


@pytest.mark.parametrize(
    ("auth", "secret", "host"),
    [
        ("google", "env:Y", "oauth2.googleapis.com"),
        ("microsoft", None, "login.microsoftonline.com"),
    ],
)
def test_a_mailbox_is_opened_with_a_token(mailbox, source, context, auth, secret, host):
    hosts = []

    def answer(request):
        hosts.append(request.url.host)
        return tokens(request)

    add(mailbox, "a")
    made = source(**OAUTH | {"auth": auth, "client_secret": secret})
    ctx = lent(context, answer=answer, login="kept")
    assert ids(made.fetch(ctx, None)) == ["a"]
    assert hosts == [host]
    assert ctx.login.read() == "next"
    assert "AUTHENTICATE" in mailbox.commands
    assert "LOGIN" not in mailbox.commands


def test_a_token_that_is_refused(source, context):
    def other(_):
        return httpx.Response(200, json={"access_token": "another"})

    with pytest.raises(AuthFailed, match="refuses the login of") as raised:
        list(source(**OAUTH).fetch(lent(context, answer=other, login="kept"), None))
    assert "amends sources login NAME" in raised.value.hint


@pytest.mark.parametrize("login", [None, "ended"])
def test_without_a_login_the_next_step_is_said(source, context, login):
    with pytest.raises(AuthFailed) as raised:
        list(source(**OAUTH).fetch(lent(context, answer=tokens, login=login), None))
    assert "amends sources login NAME" in raised.value.hint


@pytest.mark.parametrize(
    ("auth", "scope", "page"),
    [
        ("google", "https://mail.google.com/", "https://accounts.google.com/o/oauth2/v2/auth"),
        (
            "microsoft",
            "https://outlook.office.com/IMAP.AccessAsUser.All offline_access",
            "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
        ),
    ],
)
def test_the_consent_asks_for_the_mailbox_alone(source, context, auth, scope, page):
    asked = source(**OAUTH | {"auth": auth, "client_secret": "env:Y"}).consent(lent(context))
    assert (asked.scope, asked.authorize_url) == (scope, page)


def test_a_mailbox_with_a_password_needs_no_consent(source, context):
    with pytest.raises(ConfigError, match="opened with a password"):
        source().consent(lent(context))
