"""Rows in, text out; the words come from `languages/*/messages.yaml`."""
