"""The summary of the morning: what a look at the queue gives, and what of it is told; pure."""

from amends.digest.building import Gathered, build
from amends.digest.choosing import Pick, choose, place
from amends.digest.telling import day_of, due, early, keys, untold

__all__ = [
    "Gathered",
    "Pick",
    "build",
    "choose",
    "day_of",
    "due",
    "early",
    "keys",
    "place",
    "untold",
]
