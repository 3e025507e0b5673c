"""The configuration as people may see it."""

from __future__ import annotations

from amends.config import Config
from amends.triage.presenting import presentable


def test_addresses_are_shown_without_their_secrets():
    config = Config.model_validate(
        {
            "business": {
                "name": "Lipa // Coffee",
                "facts": {"menu": "See https://a:b@x.test/menu"},
            },
            "sources": {
                "private": {"type": "feed", "url": "https://me:hunter2@x.test/f?token=abc&p=1"},
                "spaced": {"type": "other", "at": " https://me:hunter 2@x.test/f", "n": 3},
                "several": {"type": "other", "urls": ["//me:hunter2@x.test", {"in": "a://b:c@d"}]},
                "secret": {"type": "feed", "url": "https://x.test", "auth_password": "env:FEED"},
            },
            "explanations": {"delivery": [{"text": "Late.", "from": "2026-11-01"}]},
            "http": {"workers": 2},
        }
    )
    shown = presentable(config)
    assert shown == {
        "business": {"name": "Lipa // Coffee", "facts": {"menu": "See https://***@x.test/menu"}},
        "sources": {
            "private": {"type": "feed", "url": "https://***@x.test/f?token=***&p=1"},
            "spaced": {"type": "other", "at": "https://***@x.test/f", "n": 3},
            "several": {"type": "other", "urls": ["//***@x.test", {"in": "a://***@d"}]},
            "secret": {"type": "feed", "url": "https://x.test", "auth_password": "env:FEED"},
        },
        "explanations": {"delivery": [{"text": "Late.", "from": "2026-11-01"}]},
        "http": {"workers": 2},
    }


def test_nothing_that_was_not_set_is_shown():
    assert presentable(Config()) == {}
