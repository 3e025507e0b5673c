"""A model that misbehaves, for the client and for the command."""

from __future__ import annotations

import pytest


@pytest.fixture
def model():
    from model_server import ModelServer

    made = ModelServer()
    yield made
    made.close()
