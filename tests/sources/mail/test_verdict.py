"""What counts as the own server's word about a sender."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.sources.mail.verdict import is_proven


@pytest.mark.parametrize(
    ("told", "proven"),
    [
        ("mx.x; spf=pass smtp.mailfrom=k@x.org; dmarc=pass (p=none) header.from=x.org", True),
        ("mx.x; DKIM=pass header.i=@x.org header.s=a", True),
        ("mx.x; dkim=pass header.d=X.org", True),
        ("dkim=pass header.d=org", False),
        ("mx.x; dkim=pass header.d=evilx.org", False),
        ("mx.x; dkim=pass header.d=mail.x.org", False),
        ("mx.x; dkim=fail header.d=x.org; dkim=pass header.d=list.example", False),
        ("mx.x; dkim=pass header.d=x.org; dmarc=fail header.from=x.org", False),
        ('mx.x; spf=pass smtp.mailfrom="; dmarc=pass header.from=x.org;"@evil.example', False),
        ("mx.x; spf=pass (domain of (a; dmarc=pass header.from=x.org;) b)", False),
        ("mx.x; spf=pass (; dmarc=pass header.from=x.org;", False),
        ("mx.x; dmarc=pass", False),
        ("", False),
    ],
)
def test_only_a_pass_of_the_senders_domain_counts(told, proven):
    assert is_proven(told, "kate@x.org") is proven
    assert not is_proven(told, "")


@given(st.text('()";=. dmarcpassheaderfromx.org', max_size=200))
def test_any_words_are_judged(told):
    assert is_proven(told, "kate@other.example") is False
