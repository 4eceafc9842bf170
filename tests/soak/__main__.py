"""Runs one and prints."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.soak.figures import Sample, growths
from tests.soak.life import Life

LOOKS = 25


def main() -> None:
    """Live and tell."""
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--calls", type=int, default=1000)
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    began = time.monotonic()
    say(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, load {os.getloadavg()[0]:.1f} before\n")
    say(f"{'calls':>8}{'events':>8}{'MB':>8}{'fds':>6}{'threads':>9}{'objects':>10}{'log MB':>9}{'register MB':>13}\n")
    life = Life(given.calls, max(given.calls // LOOKS, 1), _show)
    with TemporaryDirectory(prefix="soak-") as name:
        life.live(Path(name).resolve())
    took_s = time.monotonic() - began
    say(f"{life.done} calls, {life.events} events, in the register {life.logged}, in {took_s:.0f} s\n")
    for each in growths(life.samples):
        mark = "" if each.holds else "  <-- over"
        say(f"  {each.name:30}{each.value:12.3f}  {each.unit:22} {each.bound}{mark}\n")


def _show(sample: Sample) -> None:
    process = f"{sample.resident_mb:8.1f}{sample.descriptors:6}{sample.threads:9}{sample.objects:10}"
    say(f"{sample.calls:8}{sample.events:8}{process}{sample.log_mb:9.2f}{sample.register_mb:13.2f}\n")


def say(text: str) -> None:
    """Print now."""
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
