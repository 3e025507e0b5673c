"""A server for bad days, and the benchmark whose short form is a test."""

from __future__ import annotations

import importlib.util
import io
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


@pytest.fixture
def server():
    from loopback_server import Server

    made = Server()
    yield made
    made.close()


@pytest.fixture(scope="session")
def piped():
    """Run `main` as a pipe would: bytes in; exit code, stdout and stderr as bytes out."""
    from amends.cli import main

    def run(*arguments: str, stdin: bytes = b"") -> tuple[int, bytes, bytes]:
        out, err = io.BytesIO(), io.BytesIO()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
            patch.setattr(sys, "stdout", io.TextIOWrapper(out))
            patch.setattr(sys, "stderr", io.TextIOWrapper(err))
            with pytest.raises(SystemExit) as ended:
                main(arguments)
            sys.stderr.flush()
            return ended.value.code, out.getvalue(), err.getvalue()

    return run
