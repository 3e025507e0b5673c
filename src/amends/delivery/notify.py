"""Alerts to chats and phones through Apprise (https://github.com/caronc/apprise).

Its address of a service holds a password: nothing that Apprise says gets out, only what we make
of it. Where a service does not answer in time nobody knows whether the message arrived.
"""

from __future__ import annotations

import logging
import re
import threading
import warnings
from typing import TYPE_CHECKING, Any, Self

from amends.models.delivery import Ended

if TYPE_CHECKING:
    from collections.abc import Sequence

SECONDS = 30.0
"""So long one message may take; some services want several requests for it."""
MISSING = "needs the notification library: pip install 'amends[notify]'"
_STATUS = re.compile(r"\berror=(\d{3})\b")
_LATE = re.compile(r"read timed? ?out|Read timed out", re.IGNORECASE)


def send(url: str, title: str, body: str, *, seconds: float = SECONDS) -> Ended:
    """Send plain text to the service behind an Apprise address; never raises, never hangs.

    What is a sign of markup where the text arrives (HTML, Markdown) is escaped by Apprise. Its
    worker is not waited for any longer than `seconds`.
    """
    try:
        apprise = _library()
    except ImportError:
        return Ended("failed", MISSING)
    done: list[Ended] = []
    work = threading.Thread(
        target=lambda: done.append(_sent(apprise, url, title, body)), daemon=True
    )
    work.start()
    work.join(seconds)
    return done[0] if done else Ended("unknown", f"no answer within {seconds:g} s")


def _library() -> Any:
    """Import Apprise with its plug-ins; lets nothing out that it, or its HTTP library, says."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what plug-ins think of each other's old modules
        import apprise

        library: Any = apprise  # much of it has no types
        library.NotificationManager().load_modules()
    logger = logging.getLogger(library.LOGGER_NAME)
    logger.propagate = False
    logger.setLevel(logging.DEBUG)
    logging.getLogger("urllib3").setLevel(logging.CRITICAL)
    return library


def _sent(apprise: Any, url: str, title: str, body: str) -> Ended:
    with _Overheard(apprise.LOGGER_NAME) as overheard:
        try:
            asset = apprise.AppriseAsset(
                app_id="amends",
                app_desc="amends",
                http_redirects=False,
                storage_mode=apprise.PersistentStoreMode.MEMORY,
            )
            service = apprise.Apprise.instantiate(url, asset=asset)
            if service is None:
                return Ended("failed", "this is no address that Apprise understands")
            # Not through an Apprise object: its threads would keep us from ending.
            kind, plain = apprise.NotifyType.WARNING, apprise.NotifyFormat.TEXT
            sent = service.notify(body=body, title=title, notify_type=kind, body_format=plain)
        except Exception as error:  # noqa: BLE001 — 130 plug-ins, each with errors of its own
            return Ended("failed", f"could not be sent ({type(error).__name__})")
    return Ended("sent") if sent else _failure(overheard.said)


def _failure(said: Sequence[str]) -> Ended:
    """Say why, of what Apprise logged: a number, or that the answer did not come."""
    heard = "\n".join(said)
    if status := _STATUS.search(heard):
        return Ended("failed", f"the service refused it (HTTP {status[1]})")
    if _LATE.search(heard):
        return Ended("unknown", "the service took it and did not answer in time")
    return Ended("failed", "the service could not be reached, or refused it")


class _Overheard(logging.Handler):
    """Hears what a logger says in this thread."""

    def __init__(self, name: str) -> None:
        super().__init__(logging.DEBUG)
        self.said: list[str] = []
        self._thread = threading.get_ident()
        self._logger = logging.getLogger(name)

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self.said.append(record.getMessage())

    def __enter__(self) -> Self:
        self._logger.addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        self._logger.removeHandler(self)
