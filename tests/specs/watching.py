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
    seen: set[int] = field(default_factory=set)
    """Which of the checkers, by `id`, have seen a request."""
    used: set[str] = field(default_factory=set)
    """Which of `outside` and `known` was met."""

    def __call__(self, request):
        """Answer as the platform does."""
        response = self.platform(request)
        place = f"{request.method} {request.url.copy_with(query=None)}"
        if self._met(self.outside, place):
            return response
        speaking = self.speaking(request)
        if not speaking:
            self.faults.append(f"{place}: no description speaks of it")
        for checker in speaking:
            self.seen.add(id(checker))
            found = checker.request_faults(request) + checker.response_faults(request, response)
            self.faults += [
                f"{place}: {fault}" for fault in found if not self._met(self.known, fault)
            ]
        return response

    def speaking(self, request):
        """Return the checkers that speak of a request."""
        place = f"{request.method} {request.url.copy_with(query=None)}"
        if any(re.search(each, place) for each in self.outside):
            return []
        return [checker for checker in self.checkers if checker.speaks_of(request)]

    def _met(self, expressions, text):
        met = {each for each in expressions if re.search(each, text)}
        self.used |= met
        return bool(met)
