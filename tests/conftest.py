"""Every test: no network, none of the user's files."""

from __future__ import annotations

import socket

import pytest


@pytest.fixture(autouse=True)
def no_user_files(monkeypatch, tmp_path):
    """Tests never see the configuration, the home or the variables of whoever runs them."""
    for name in (
        "AMENDS_CONFIG",
        "AMENDS_USER",
        "AMENDS_DEBUG",
        "NO_COLOR",
        "FORCE_COLOR",
        "COLUMNS",
    ):
        monkeypatch.delenv(name, raising=False)
    for name in ("HOME", "XDG_CONFIG_HOME", "USERPROFILE", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.setenv("AMENDS_USER", "ana")


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """Only the loopback address answers."""
    connect = socket.socket.connect

    def local_only(self, address):
        host = address[0] if isinstance(address, tuple) else address
        if self.family != socket.AF_UNIX and not str(host).startswith(("127.", "::1", "localhost")):
            raise AssertionError(f"a test tried to reach {host}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", local_only)
