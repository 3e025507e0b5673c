"""The summary of the morning: what a look at the queue gives, and what of it is told; pure."""

from amends.digest.building import Earlier, Gathered, build
from amends.digest.choosing import Pick, choose, place
from amends.digest.telling import arrived, day_of, due, early, keys, late_key, untold, urgent_key

__all__ = [
    "Earlier",
    "Gathered",
    "Pick",
    "arrived",
    "build",
    "choose",
    "day_of",
    "due",
    "early",
    "keys",
    "late_key",
    "place",
    "untold",
    "urgent_key",
]
