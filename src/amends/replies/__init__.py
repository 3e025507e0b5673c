"""Suggests replies: a draft of labelled parts, from phrases in the customer's language.

`compose` is pure. Phrases are data (`languages/*/replies.yaml`), so are the causes and remedies
that ship with amends; what a draft says beyond them comes from the configuration alone. `lint`
looks for what must not be said, in a draft or in anybody's reply.
"""

from amends.replies.catalogue import unknown_ids
from amends.replies.choices import Choices, choices, shown
from amends.replies.composer import Wish, compose
from amends.replies.phrasebook import written_languages
from amends.replies.platforms import platform
from amends.replies.pledges import day_named, pledged
from amends.replies.signing import signer

__all__ = [
    "Choices",
    "Wish",
    "choices",
    "compose",
    "day_named",
    "platform",
    "pledged",
    "shown",
    "signer",
    "unknown_ids",
    "written_languages",
]
