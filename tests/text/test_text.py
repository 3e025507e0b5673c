"""Plain text out of HTML and hostile characters."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.text import (
    fingerprint,
    html_to_text,
    letters,
    normalise,
    own_words,
    similar,
    single_line,
)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("plain, a < b, I <3 it, <nobody@home>", "plain, a < b, I <3 it, <nobody@home>"),
        ("AT&T & co, R&D; x&copy=1", "AT&T & co, R&D; x&copy=1"),
        ("Fish &amp; chips", "Fish & chips"),
        ("Fish &amp;amp; chips", "Fish & chips"),
        ("caf&#233; &#x2014; na&iuml;ve", "café — naïve"),
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("cold<br>late<br/>rude", "cold\nlate\nrude"),
        ("<p>see <a href='https://x.example'>the menu</a>!</p>", "see the menu!"),
        ("<div>a</div>b<ul><li>c</li><li>d</li></ul>", "a\nb\nc\nd"),
        ("<b>bold</b>ly<i> gone</i>", "boldly gone"),
        ("<p>x</p><script>alert(1)</script><style>p{}</style><!-- hidden -->y", "x\ny"),
        ("&lt;p&gt;Soup was&lt;br&gt;cold&lt;/p&gt;", "Soup was\ncold"),
        ("<p>1 &lt; 2 &amp;&amp; 3 &gt; 2</p>", "1 < 2 && 3 > 2"),
        ("<![CDATA[not really]]>", ""),
        ("<p>  spread\n over   lines </p>", "spread over lines"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a\nb"),
        ("<p>unclosed <b>tags <i>everywhere", "unclosed tags everywhere"),
        ("", ""),
    ],
)
def test_html(markup, text):
    assert html_to_text(markup) == text


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 60_000,
        "<p><b>" * 40_000 + "x",
        "<" * 200_000,
        "&" * 200_000,
        "<p " * 100_000,
        "<a " + "x" * 900_000,
    ],
)
def test_html_is_bounded(markup):
    started = time.perf_counter()
    html_to_text(markup)
    assert time.perf_counter() - started < 30


@given(st.text())
def test_html_never_raises(markup):
    html_to_text(markup)
    html_to_text(f"<p>{markup}")


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  a \t b\u00a0c ", "a b c"),
        ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne"),
        ("a\n\n\n\nb", "a\n\nb"),
        ("e\u0301", "é"),
        ("\x1b[31mred\x1b[0m \x1b]0;title\x07ok \x9b1mx", "red ok x"),
        ("\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("a\u202egnp.exe\u2066b", "agnp.exeb"),
        ("a\ud800b\x00c\u200bd\ufeff", "abcd"),
        ("👩\u200d🍳 می\u200cخواهم", "👩\u200d🍳 می\u200cخواهم"),
    ],
)
def test_normalise(raw, clean):
    assert normalise(raw) == clean


@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_normalise_is_idempotent_and_clean(raw):
    once = normalise(raw)
    assert normalise(once) == once
    assert all(unicodedata.category(c) not in ("Cc", "Cs") or c == "\n" for c in once)
    assert "\n" not in single_line(raw)


def test_fingerprint_sees_letters_and_digits_alone():
    assert fingerprint("Cold soup, 2 hours!") == fingerprint("cold  SOUP… 2 hours 😡")
    assert fingerprint("Cold soup, 2 hours") != fingerprint("Cold soup, 3 hours")
    assert len(fingerprint("")) == 16


def test_letters():
    assert letters("Ъгъл 7, né 😀") == 6


def test_similar():
    text = "the parcel came late and the box was open and nobody answered the phone all week long"
    assert similar(text, text.upper() + "!!!") == 1
    assert similar(text, text.replace("phone", "mail")) > 0.9
    assert similar(text, "gracias por todo, volveremos el verano que viene con los niños") < 0.2
    assert similar("", "") == 1
    assert similar("", "word") < 0.5


@given(st.text(), st.text())
def test_similar_is_symmetric_and_bounded(first, second):
    assert 0 <= similar(first, second) <= 1
    assert similar(first, second) == similar(second, first)


@pytest.mark.parametrize(
    ("text", "own", "translation"),
    [
        ("Soup was (Original) cold", "Soup was (Original) cold", None),
        ("(Translated by Google) Cold\n\n(Original)\nСтудена", "Студена", "Cold"),
        ("Студена\n\n(Translated by Google)\nCold", "Студена", "Cold"),
        ("(Original)\nСтудена\n\n(Translated by Google)\nCold", "Студена", "Cold"),
        ("(Преведено от Google) Студена\n(Оригинал)\nCold", "Cold", "Студена"),
        ("(Translated by Google) Cold", "", "Cold"),
    ],
)
def test_what_a_customer_wrote_and_googles_translation_of_it_are_told_apart(text, own, translation):
    words, other = own_words(text)
    assert words.strip() == own
    assert (other and other.strip()) == translation
