"""config.yaml: finding it, reading it, saying what is wrong with it, and keeping secrets out."""

from amends.config.document import KeyPath, Problem
from amends.config.finding import find
from amends.config.json_schema import schema
from amends.config.loading import Loaded, load
from amends.config.model import Config
from amends.config.problems import describe
from amends.config.secrets import SecretRef, exposed, resolve

__all__ = [
    "Config",
    "KeyPath",
    "Loaded",
    "Problem",
    "SecretRef",
    "describe",
    "exposed",
    "find",
    "load",
    "resolve",
    "schema",
]
