"""A year of 50,000 reviews in pages of 50, from a server on loopback into the store.

The claims: memory stays flat however many there are, and most of our time goes into storing, not
into reading what the platform answers. The server runs in a process of its own.
Run: python benchmarks/many_reviews.py [TYPE] [REVIEWS]
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from datetime import timedelta
from multiprocessing import Event, Process, Queue
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from amends.config.model import HttpConfig
from amends.http import Deadline, Http
from amends.sources import FetchContext, make, registry
from amends.triage import business, fetching
from fakes import NOW, fake
from fakes.serving import ByLoopback, served

PAGE = 50
ORIGIN = "https://platform.example"


class Kept:
    """The login that the fake expects."""

    def __init__(self, token: str | None) -> None:
        self.token = token

    def read(self) -> str | None:
        """Return it."""
        return self.token

    def renew(self, token: str) -> None:
        """Keep the new one."""
        self.token = token


def platform(name: str, total: int) -> Any:
    """Return a fake with `total` reviews of one year, newest last."""
    kind = fake(name)
    kind.PAGE = PAGE
    found = kind(items=0)
    apart = timedelta(days=365) / total
    found.items = [found.make(n, NOW - (total - n) * apart - apart) for n in range(1, total + 1)]
    return found


def serve(name: str, total: int, ready: Queue[str], stop: Any) -> None:
    """Serve the platform until told to stop."""
    with served(platform(name, total), ORIGIN) as server:
        ready.put(server.address)
        stop.wait()


def options(name: str) -> dict[str, Any]:
    """Return the source's options for its fake, without limits."""
    usual = yaml.load(registry.load(name).EXAMPLE, yaml.CBaseLoader)
    wide = {"max_items": "1000000", "max_seconds": "3600", "interval": "0"}
    return {**usual, **fake(name).OPTIONS, **wide}


class Anywhere(ByLoopback):
    """Takes every host to the one server: the fake tells them apart by their paths."""

    def handle_request(self, request: Any) -> Any:
        """Send it there, wherever it was meant to go."""
        self.addresses = {request.url.host: next(iter(self.addresses.values()))}
        return super().handle_request(request)


def http(address: str) -> Http:
    """Return requests that all go to the server."""
    transport = Anywhere({ORIGIN: address}, lambda _: None)
    return Http(HttpConfig(interval=0), transport=transport)


def read(name: str, address: str) -> int:
    """Read everything and keep nothing."""
    named, _ = make({"mine": options(name)})
    source, secrets = named[0].source, fake(name)(items=0)
    with http(address) as asked:
        deadline = Deadline(3600)
        ctx = FetchContext(
            asked.source(deadline, 0), NOW, deadline, None, secrets.secret, Kept(fake(name).LOGIN)
        )
        return sum(len(batch.mentions) for batch in source.fetch(ctx, None))


def store(name: str, address: str, folder: Path) -> int:
    """Fetch into a store as `amends fetch` does."""
    config = {
        "version": "1",
        "business": {"name": "Lipa"},
        "sources": {"mine": options(name)},
        "scoring": {"engine": "light"},
    }
    path = folder / "config.yaml"
    path.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    for reference in filter(lambda each: str(each).startswith("env:"), options(name).values()):
        os.environ[reference.removeprefix("env:")] = fake(name)(items=0).secret(reference)
    loaded = business.load(path)
    with business.opened(loaded, NOW) as opened, http(address) as asked:
        fetched = fetching.fetch(opened, opened.sources, asked)
    run = fetched.runs[0]
    if run.error:
        print(run.outcome, run.error, file=sys.stderr)
    return run.new


def measured(work: Any, *given: Any) -> tuple[Any, float, float]:
    """Run in a fresh process; return the result, CPU seconds and peak megabytes."""
    results: Queue[Any] = Queue()

    def run() -> None:
        begun = time.process_time()
        result = work(*given)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        results.put((result, time.process_time() - begun, peak))

    process = Process(target=run)
    process.start()
    found = results.get()
    process.join()
    return found


def main() -> None:
    """Print time and memory for a tenth of the reviews and for all of them."""
    name = sys.argv[1] if len(sys.argv) > 1 else "judgeme"
    most = int(sys.argv[2]) if len(sys.argv) > 2 else 50_000
    for total in (most // 10, most):
        ready: Queue[str] = Queue()
        stop = Event()
        server = Process(target=serve, args=(name, total, ready, stop), daemon=True)
        server.start()
        address = ready.get()
        count, reading, peak_read = measured(read, name, address)
        with tempfile.TemporaryDirectory() as folder:
            new, storing, peak_store = measured(store, name, address, Path(folder))
        stop.set()
        server.join()
        print(
            f"{name}: {total:>7,} reviews; read {reading:5.1f} s CPU, {peak_read:5.0f} MB "
            f"({count:,} found); read and stored {storing:5.1f} s, {peak_store:5.0f} MB "
            f"({new:,} new); storing is {100 * (storing - reading) / storing:.0f} % of it"
        )


if __name__ == "__main__":
    main()
