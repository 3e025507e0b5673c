"""Whatever a server answers: a text, or one clear line without the key."""

from __future__ import annotations

import logging

import pytest
from model_server import Answer, chat

from amends import llm
from amends.config.llm import Llm
from amends.config.model import HttpConfig
from amends.errors import ModelError

KEY = "sk-very-secret-7f3a"
ASKED = [{"role": "user", "content": "Привет"}]


def ask(model, **settings):
    made = Llm(**{"url": model.url, "model": "tiny", "timeout": 5} | settings)
    return llm.ask(made, ASKED, key=KEY, http=HttpConfig())


def test_it_asks_as_every_such_api_wants_it(model):
    model.says("  Здравствуйте!  ")
    assert ask(model, max_tokens=99) == "Здравствуйте!"
    (asked,) = model.asked
    assert asked == {
        "path": "/v1/chat/completions",
        "model": "tiny",
        "messages": ASKED,
        "max_tokens": 99,
        "stream": False,
    }
    assert model.headers[0]["authorization"] == f"Bearer {KEY}"


def test_without_a_key_none_is_sent(model):
    llm.ask(Llm(url=model.url, model="tiny"), ASKED, key=None, http=HttpConfig())
    assert "authorization" not in model.headers[0]


def test_thinking_aloud_is_no_part_of_the_answer(model):
    model.says("<think>They want a refund.\nNo.</think>\nHello, Kate.")
    assert ask(model) == "Hello, Kate."


ECHO = f'{{"error": {{"message": "Incorrect API key provided: {KEY}"}}}}'.encode()
BAD = {
    "html": (Answer(b"<!doctype html><title>Sign in</title>"), "not JSON"),
    "cut": (Answer(chat("A long and lovely reply")[:60]), "not JSON"),
    "deep": (Answer(b"[" * 100_000), "not JSON"),
    "nothing": (Answer(b""), "not JSON"),
    "no choices": (Answer(b'{"choices": []}'), "not the answer of a chat"),
    "a list": (Answer(b"[1, 2]"), "not the answer of a chat"),
    "a word": (Answer(b'"hello"'), "not the answer of a chat"),
    "null": (Answer(b"null"), "not the answer of a chat"),
    "choice is text": (Answer(b'{"choices": ["hi"]}'), "not the answer of a chat"),
    "choice is null": (Answer(b'{"choices": [null]}'), "not the answer of a chat"),
    "no message": (Answer(b'{"choices": [{"text": "hi"}]}'), "not the answer of a chat"),
    "empty": (Answer(chat("")), "answered nothing"),
    "blank": (Answer(chat(" \n ")), "answered nothing"),
    "only thoughts": (Answer(chat("<think>hm</think>")), "answered nothing"),
    "no text": (Answer(chat(None)), "answered nothing"),
    "parts": (Answer(chat([{"type": "image"}])), "answered nothing"),
    "cut by itself": (Answer(chat("Dear Ka", finish_reason="length")), r"llm\.max_tokens"),
    "401": (Answer(ECHO, 401), r"401 Unauthorized \(see llm\.key\)"),
    "429": (Answer(ECHO, 429, {"Retry-After": "120"}), "429 Too Many Requests, asks to wait"),
    "500": (Answer(b"<html>oops " + KEY.encode(), 500), "500 Internal Server Error"),
    "400": (Answer(ECHO, 400), r"400 Bad Request .*llm\.model"),
    "404": (Answer(b"", 404), r"404 Not Found \(see llm\.url and llm\.model\)"),
    "no gzip": (Answer(chat("x"), headers={"Content-Encoding": "gzip"}), "damaged"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_answer_is_one_clear_line(model, name, caplog):
    caplog.set_level(logging.DEBUG)
    model.answer, reason = BAD[name]
    with pytest.raises(ModelError, match=reason) as raised:
        ask(model)
    assert "\n" not in raised.value.message
    assert KEY not in f"{raised.value!r} {raised.value.__cause__!r} {caplog.text}"
    assert len(model.asked) == 1  # a second try would be paid for twice


def test_a_server_that_drips_is_left_in_time(model):
    model.answer = Answer(chat("Slow and steady"), pause=0.1)
    with pytest.raises(ModelError, match=r"no whole answer within 0\.4 s \(llm\.timeout\)"):
        ask(model, timeout=0.4)


def test_an_endless_answer_is_left_at_a_million_bytes(model):
    model.answer = Answer(b"x" * 50_000, endless=True)
    with pytest.raises(ModelError, match="more than 1,000,000 bytes"):
        ask(model)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nothing_goes_to_another_host(model, status):
    elsewhere = f"http://localhost:{model.url.split(':')[2]}/chat/completions"
    model.answer = Answer(b"", status, {"Location": elsewhere})
    with pytest.raises(ModelError, match="redirects what we send to another host"):
        ask(model)
    assert len(model.asked) == 1


def test_nobody_there(model):
    model.close()
    with pytest.raises(ModelError, match="connection refused"):
        ask(model)


def test_no_proxy_stands_before_this_machine(model, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert ask(model) == "Fine."


@pytest.mark.parametrize("key", ["schlüssel", "two\nlines"])
def test_a_key_that_cannot_be_sent(model, key):
    settings = Llm(url=model.url, model="tiny")
    with pytest.raises(ModelError, match="cannot be sent") as raised:
        llm.ask(settings, ASKED, key=key, http=HttpConfig())
    assert key not in raised.value.message
