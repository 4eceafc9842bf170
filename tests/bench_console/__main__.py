"""`make bench-console`: the console over a register of six years, in real time, through TLS, beside a real daemon.

First every page over registers of growing size, by one browser at a time; then, over the largest, one call plays while
ten browsers work. Nothing here fails: a figure beyond its bound is marked, and a person judges, with an eye on the CPU
time, which other work on the machine does not lengthen.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

from appliance.casework.entrance.accounts import BOX, Account, Role
from appliance.casework.entrance.tokens import ApiToken
from appliance.casework.row import bind
from appliance.clock import SystemClock
from appliance.settings import read_settings
from tests.bench_console import figures
from tests.bench_console.addresses import Chance, asked
from tests.bench_console.archive import PHRASE, Quantities
from tests.bench_console.browser import Browser
from tests.bench_console.figures import Measured
from tests.bench_console.kept import SHELF, register
from tests.bench_console.measure import TIMES, measure
from tests.bench_console.subjects import Console, Daemon
from tests.bench_sip import generator
from tests.bench_sip.sounds import Sounds, prepare
from tests.bench_sip.subjects import HOST, TREE, NotStarted
from web.access import Action, may
from web.app import create_app

SIZES = (10_000, 100_000, 1_000_000)
CROWD = 10
SOUGHT = f"/people?{urlencode({'q': 'коваль'})}"
CROWD_PAGES = ("/", "/calls", "/todo", "/people", "/appeals", SOUGHT, "/calls?kind=missed", "/board")
PLAYED_S = 20.0


def sized(calls: int) -> Quantities:
    """Return a register in proportion."""
    return Quantities(calls, max(calls // 10, 10), max(calls // 20, 10))


def run(directory: Path, sounds: Sounds, quantities: Quantities, given: argparse.Namespace, *, last: bool) -> Measured:
    """Measure over one register, and over the last the sound too. Raises NotStarted."""
    began = time.monotonic()
    kept = register(quantities, SystemClock().now())
    say(f"register of {quantities.calls} calls: {kept.stat().st_size / 1e6:.0f} MB, {time.monotonic() - began:.0f} s\n")
    with Daemon(directory, sounds, kept) as daemon, Console(directory, sounds, daemon) as console:
        say(f"the daemon ready after {daemon.ready_s:.1f} s\n")
        fresh_mb = console.status("VmRSS") / 1024
        settings = read_settings(daemon.settings)
        authority = settings.tls / "authority.crt"
        browsers = {role: Browser(console.port, authority) for role in Role}
        for role, browser in browsers.items():
            browser.enter(role.value, PHRASE)
        with bind(settings.database).connection_context():
            give_keys(browsers)
            some = Chance(Random(quantities.seed), quantities, SystemClock().now())
            kinds = [kind for kind in asked(create_app(settings), some) if given.only in kind.name]
        pages = measure(kinds, browsers, console, given.times)
        for browser in browsers.values():
            browser.close()
        if last and given.seconds:
            play(daemon, console.port, authority, sounds, given)
        memory_mb = fresh_mb, console.status("VmRSS") / 1024, console.status("VmHWM") / 1024
    return Measured(quantities.calls, pages, memory_mb)


def give_keys(browsers: Mapping[Role, Browser]) -> None:
    """Let those who may ask the API too."""
    now = SystemClock().now()
    for role, browser in browsers.items():
        if may(role, Action.USE_API):
            account = Account.get(Account.login == role.value)
            key = ApiToken.make(account.id, "bench", now.wall + timedelta(days=1), by=BOX, now=now)
            browser.take_key(key)


def play(daemon: Daemon, port: int, authority: Path, sounds: Sounds, given: argparse.Namespace) -> None:
    """Hear one call after another, alone and while the browsers work."""
    try:
        generator.build()
    except generator.NoCompiler as reason:
        say(f"the sound is not measured: {reason}\n")
        return
    say(figures.lateness("with nobody at the console", call(daemon, sounds, given.seconds)))
    with crowd(port, authority, given) as browsers:
        load = call(daemon, sounds, given.seconds)
        worked = json.loads(browsers.communicate()[0])
    say(figures.lateness(f"with {CROWD} browsers at work", load) + figures.crowd(worked))


def call(daemon: Daemon, sounds: Sounds, seconds: float) -> Any:
    """Keep one call up and return what the caller heard."""
    return generator.run((HOST, daemon.port), sounds.marks, calls=1, seconds=seconds, more=("--law", "a"))


def crowd(port: int, authority: Path, given: argparse.Namespace) -> subprocess.Popen[str]:
    """Start the browsers and return them once they have entered."""
    command = [sys.executable, "-m", "tests.bench_console.crowd", "--port", str(port), "--authority", str(authority)]
    command += ["--login", Role.CLERK, "--browsers", str(CROWD), "--seconds", str(given.seconds)]
    command += ["--pause", str(given.pause), *CROWD_PAGES]
    # On a real box they are other machines: what they work must not stand in the way of what is measured.
    command = ["nice", "-n", "10", *command]
    browsers = subprocess.Popen(command, cwd=TREE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert browsers.stderr is not None
    browsers.stderr.readline()
    return browsers


def say(text: str) -> None:
    """Print at once."""
    sys.stdout.write(text)
    sys.stdout.flush()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench_console", description=__doc__)
    parser.add_argument("--calls", type=int, nargs="+", default=SIZES, help="how many calls each register has")
    parser.add_argument("--times", type=int, default=TIMES, help="how often each page is opened")
    parser.add_argument("--seconds", type=float, default=PLAYED_S, help="how long a call plays; 0 plays none")
    parser.add_argument("--pause", type=float, default=0.5, help="between two pages of one of the browsers")
    parser.add_argument("--only", default="", help="kinds of request whose name has this in it")
    given = parser.parse_args()
    say(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, load {os.getloadavg()[0]:.1f} before\n")
    SHELF.mkdir(parents=True, exist_ok=True)
    measured = []
    for calls in sorted(given.calls):
        with TemporaryDirectory(prefix="run-", dir=SHELF) as name:
            sounds = prepare(Path(name))
            try:
                measured.append(run(Path(name), sounds, sized(calls), given, last=calls == max(given.calls)))
            except NotStarted as error:
                say(f"{error}\n")
                break
    say(figures.pages(measured) + figures.memory(measured) + f"load {os.getloadavg()[0]:.1f} after\n")


if __name__ == "__main__":
    main()
