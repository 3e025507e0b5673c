"""Finds what must not be said in a reply, in any of the languages that have a `lint.yaml`.

`check` is pure. One rule is one function (`rule.py` says how to add one); words are data
(`languages/*/lint.yaml`); what a sentence does is learnt (`acts.py`).
"""

from amends.replies.lint.checking import RULES, check

__all__ = ["RULES", "check"]
