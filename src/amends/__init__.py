"""Reads what customers say, says what needs an answer first and why, drafts the reply."""

__version__ = "0.1.0"
