"""Ten browsers at work: each holds the stream of news open and opens page after page.

    python -m tests.bench_console.crowd --port 8443 --authority authority.crt --login clerk --seconds 20 /calls /todo

A process of its own, for on a real box the browsers are other machines. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from pathlib import Path

from tests.bench_console.archive import PHRASE
from tests.bench_console.browser import Browser
from tests.bench_console.measure import percentile


@dataclass
class Worked:
    """What all browsers have done so far."""

    took_ms: list[float] = field(default_factory=list)
    failures: int = 0
    news: int = 0
    streams: int = 0


def work(browser: Browser, pages: list[str], until: float, pause_s: float, worked: Worked) -> None:
    """Open page after page."""
    for page in cycle(pages):
        if time.monotonic() >= until:
            return
        answer = browser.get(page)
        worked.took_ms.append(answer.took_s * 1000)
        worked.failures += answer.status != 200
        time.sleep(pause_s)


def listen(browser: Browser, until: float, worked: Worked) -> None:
    """Hear the news."""
    worked.streams += 1
    for line in browser.news():
        worked.news += line.startswith(b"data:")
        if time.monotonic() >= until:
            return


def main() -> None:
    """Work for so many seconds."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench_console.crowd")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--authority", type=Path, required=True)
    parser.add_argument("--login", required=True)
    parser.add_argument("--browsers", type=int, default=10)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--pause", type=float, default=0.5)
    parser.add_argument("pages", nargs="+")
    given = parser.parse_args()
    browsers = [Browser(given.port, given.authority) for _ in range(given.browsers)]
    for browser in browsers:
        browser.enter(given.login, PHRASE)
    worked, until = Worked(), time.monotonic() + given.seconds
    sys.stderr.write("ready\n")
    sys.stderr.flush()
    for browser in browsers:
        threading.Thread(target=listen, args=(browser, until, worked), daemon=True).start()
    with ThreadPoolExecutor(given.browsers) as workers:
        places = (at % len(given.pages) for at in range(given.browsers))
        turned = [given.pages[place:] + given.pages[:place] for place in places]
        # The list raises what went wrong in a browser.
        list(workers.map(partial(work, until=until, pause_s=given.pause, worked=worked), browsers, turned))
    figures = {"pages": len(worked.took_ms), "failures": worked.failures, "news": worked.news}
    times = {"p50_ms": percentile(worked.took_ms, 0.5), "p95_ms": percentile(worked.took_ms, 0.95)}
    sys.stdout.write(json.dumps({"streams": worked.streams, **figures, **times}) + "\n")


if __name__ == "__main__":
    main()
