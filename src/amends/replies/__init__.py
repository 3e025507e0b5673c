"""Suggests replies: a draft of labelled parts, from phrases in the customer's language.

`compose` is pure. Phrases are data (`languages/*/replies.yaml`), so are the causes and remedies
that ship with amends; what a draft says beyond them comes from the configuration alone.
"""

from amends.replies.catalogue import unknown_ids
from amends.replies.composer import compose
from amends.replies.phrasebook import written_languages

__all__ = ["compose", "unknown_ids", "written_languages"]
