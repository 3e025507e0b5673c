"""A model that misbehaves, for the client and for the command."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # importlib mode leaves it alone


@pytest.fixture
def model():
    from model_server import ModelServer

    made = ModelServer()
    yield made
    made.close()
