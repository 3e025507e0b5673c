"""Mails, however they came: what their writer wrote, whatever the mail is."""

from amends.sources.mail.letter import MALFORMED, Letter, has_text, read
from amends.sources.mail.quotes import own_words

__all__ = ["MALFORMED", "Letter", "has_text", "own_words", "read"]
