"""A draft in a language model's words: what it is asked, and whether its answer may be shown.

The model rewords a draft that is already right. It is told nothing that the draft may not say, and
whatever its answer holds beyond that draft, the whole answer is refused. Pure.
"""

from amends.replies.modelled.prompt import confidential, messages
from amends.replies.modelled.vetting import reworded

__all__ = ["confidential", "messages", "reworded"]
