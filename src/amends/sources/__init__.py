"""Where mentions come from: one file per platform behind one small contract."""

from amends.sources.contract import (
    FetchContext,
    Login,
    LogsIn,
    Probes,
    Refetches,
    ShowsWindow,
    Source,
)
from amends.sources.failures import from_http
from amends.sources.identity import identify
from amends.sources.registry import Named, Problem, make, summary, types

__all__ = [
    "FetchContext",
    "Login",
    "LogsIn",
    "Named",
    "Probes",
    "Problem",
    "Refetches",
    "ShowsWindow",
    "Source",
    "from_http",
    "identify",
    "make",
    "summary",
    "types",
]
