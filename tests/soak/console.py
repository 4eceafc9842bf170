"""A console that is asked thousands of times: every page that needs no id, and the lists in many ways, over and over.

    python -m tests.soak.console 2000

Server and browsers share a process, so that who holds its memory can be told; the browsers stay as they are.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from appliance.casework.entrance.accounts import Role
from appliance.casework.row import bind
from appliance.clock import SystemClock
from appliance.settings import BoxSettings, CallSettings, ConsoleSettings, Settings
from tests.bench_console.__main__ import give_keys
from tests.bench_console.addresses import Asked, Chance, asked
from tests.bench_console.archive import AREA, PHRASE, Quantities
from tests.bench_console.browser import Browser
from tests.bench_console.kept import SHELF, lend, register
from tests.soak.figures import Sample, blocks_grown, growths, look
from tests.soak.memory import python_blocks
from tests.soak.printed import LOOKS, NowAndThen, say, table
from web.app import create_app
from web.memory import keep_little
from web.server import ConsoleServer
from web.tls import adapter, identity

SMALL = Quantities(calls=2000, appeals=400, people=300)
HOST = "127.0.0.1"
WARM = 0.4
"""In this part of the requests every page is opened for the first times: templates and words are remembered."""


def main() -> None:
    """Ask and tell."""
    requests = int(sys.argv[1])
    keep_little()
    logging.disable(logging.CRITICAL)
    say(f"{'requests':>8}{'MB':>8}{'malloc':>8}{'SQLite':>8}{'fds':>6}{'threads':>9}\n")
    began = time.monotonic()
    work = Work(requests, max(requests // LOOKS, 1), NowAndThen(_row))
    with TemporaryDirectory(prefix="soak-") as name:
        work.do(Path(name).resolve(), SMALL)
    say(f"{requests} requests to the console, in {time.monotonic() - began:.0f} s\n")
    say("".join(f"  {count} times {failure}\n" for failure, count in work.failed.most_common()))
    say(table([*growths(work.warm, "requests"), blocks_grown(work.blocks, requests - work.warm_from, "requests")]))


@dataclass
class Work:
    """What browsers do at one console; `samples` grow. `blocks`: of Python, when it was warm and at the end."""

    requests: int
    every: int
    on_sample: Callable[[Sample], None]
    samples: list[Sample] = field(default_factory=list)
    blocks: list[int] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)

    @property
    def warm_from(self) -> int:
        """The request from which on it counts."""
        return int(self.requests * WARM)

    @property
    def warm(self) -> list[Sample]:
        """The samples that count."""
        return [sample for sample in self.samples if sample.events > self.warm_from]

    def do(self, directory: Path, quantities: Quantities, shelf: Path = SHELF) -> None:
        """Ask a console over a register so large so often."""
        settings = Settings(BoxSettings(directory, AREA), CallSettings(), ConsoleSettings(), ())
        lend(register(quantities, SystemClock().now(), shelf), settings.database)
        with _served(settings) as port:
            browsers = {role: Browser(port, settings.tls / "authority.crt") for role in Role}
            for role, browser in browsers.items():
                browser.enter(role.value, PHRASE)
            self._ask(settings, browsers, _kinds(settings, browsers, quantities))
            for browser in browsers.values():
                browser.close()

    def _ask(self, settings: Settings, browsers: dict[Role, Browser], kinds: list[Asked]) -> None:
        for done in range(1, self.requests + 1):
            kind = kinds[done % len(kinds)]
            answer = browsers[kind.role].get(kind.address())
            if answer.status != HTTPStatus.OK:
                self.failed[f"{kind.name}: {answer.status}"] += 1
            if done % self.every == 0:
                self.samples.append(look(0, done, settings.database))
                self.on_sample(self.samples[-1])
            if done in (self.warm_from, self.requests):
                self.blocks.append(python_blocks())


@contextmanager
def _served(settings: Settings) -> Iterator[int]:
    tls = adapter(identity(settings.tls, ("localhost", HOST), SystemClock().now().wall))
    server = ConsoleServer(create_app(settings), HOST, 0, tls)
    server.prepare()
    thread = threading.Thread(target=server.serve)
    thread.start()
    yield int(server.bind_addr[1])
    server.stop()
    thread.join()


def _kinds(settings: Settings, browsers: dict[Role, Browser], quantities: Quantities) -> list[Asked]:
    """Return all that is asked, in no order."""
    chance = Random(quantities.seed)
    with bind(settings.database).connection_context():
        give_keys(browsers)
        kinds = asked(create_app(settings), Chance(chance, quantities, SystemClock().now()))
    chance.shuffle(kinds)
    return kinds


def _row(sample: Sample) -> str:
    seen = sample.process
    memory = f"{seen.resident_mb:8.2f}{sample.malloc_mb:8.2f}{sample.sqlite_mb:8.2f}"
    return f"{sample.events:8}{memory}{seen.descriptors:6}{seen.threads:9}\n"


if __name__ == "__main__":
    main()
