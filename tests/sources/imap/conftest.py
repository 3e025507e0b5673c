from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from amends.errors import HttpError, SourceError
from amends.http import Deadline
from amends.sources import from_http
from amends.sources.imap import Imap
from fakes.imap_server import PASSWORD, USER, Mailbox, serving


@pytest.fixture
def mailbox():
    return Mailbox()


@pytest.fixture
def server(mailbox):
    with serving(mailbox) as running:
        yield running


@pytest.fixture
def source(server):
    """Make the source of the running server."""

    def make(**options):
        values = {"host": "127.0.0.1", "port": server.port, "security": "none", "user": USER}
        return Imap(**values | {"password": "env:X"} | options)

    return make


@pytest.fixture
def read(source, context):
    """Fetch as a run does; return the batches, and the error that ended it if any."""

    def fetch(bookmark=None, *, seconds=5, secret=PASSWORD, **options):
        batches = []
        lent = context(lambda _: httpx.Response(500), secret=lambda _: secret)
        lent = replace(lent, deadline=Deadline(seconds))
        try:
            batches.extend(source(**options).fetch(lent, bookmark))
        except HttpError as error:
            return batches, from_http(error)
        except SourceError as error:
            return batches, error
        return batches, None

    return fetch


@pytest.fixture
def found(read):
    """Return the mentions of one fetch that ends well."""

    def fetch(bookmark=None, **options):
        batches, error = read(bookmark, **options)
        assert error is None
        return [mention for batch in batches for mention in batch.mentions]

    return fetch
