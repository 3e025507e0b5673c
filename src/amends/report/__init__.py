"""The analytics of a period: figures in, a report out; pure.

Each subject has a module that says how its figures are defined: `view` (what counts, what was
raised, answered, solved), `causes`, `promises`, `waiting`, `responses`, `mood`, `reach`, `rates`,
`quotes`, `steps`; `building` puts them together.
"""

from amends.report.building import build
from amends.report.frame import Frame
from amends.report.view import period

__all__ = ["Frame", "build", "period"]
