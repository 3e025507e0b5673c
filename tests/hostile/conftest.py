"""Loads the benchmark whose short form is a test: benchmarks are no package."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(scope="session")
def kill_minus_nine():
    spec = importlib.util.spec_from_file_location(
        "kill_minus_nine", BENCHMARKS / "kill_minus_nine.py"
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # a dataclass looks its own module up
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]
