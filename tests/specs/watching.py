"""A platform whose every request and answer is held against the descriptions of its API."""

from __future__ import annotations

import re
from dataclasses import dataclass, field


@dataclass
class Watched:
    """Hands requests on to a platform, and notes each fault with the request that it was found at.

    `outside` says which requests no description speaks of, `known` which faults are none:
    regular expressions, each with its reason.
    """

    platform: object
    checkers: list
    outside: dict[str, str] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    seen: dict[int, int] = field(default_factory=dict)
    """How many requests each of the checkers has seen."""
    used: set[str] = field(default_factory=set)
    """Which of `outside` and `known` was met."""

    def __call__(self, request):
        """Answer as the platform does."""
        response = self.platform(request)
        speaking = [number for number, each in enumerate(self.checkers) if each.speaks_of(request)]
        place = f"{request.method} {request.url.copy_with(query=None)}"
        if self._met(self.outside, place):
            return response
        if not speaking:
            self.faults.append(f"{place}: no description speaks of it")
        for number in speaking:
            self.seen[number] = self.seen.get(number, 0) + 1
            checker = self.checkers[number]
            found = checker.request_faults(request) + checker.response_faults(request, response)
            self.faults += [
                f"{place}: {fault}" for fault in found if not self._met(self.known, fault)
            ]
        return response

    def _met(self, expressions, text):
        met = {each for each in expressions if re.search(each, text)}
        self.used |= met
        return bool(met)
