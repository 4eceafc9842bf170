"""`make sweep`: `python -m tests.sweep [NAME…] [--times N] [--seed S]`. Exit status 1 when a promise is broken."""

from __future__ import annotations

import argparse
import logging
import os
import sys

from tests.sweep.sweeps import SWEEPS
from tests.sweep.tally import say, swept


def main() -> int:
    """Sweep what was named, or everything."""
    parser = argparse.ArgumentParser(prog="make sweep", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(SWEEPS)}; none: all")
    parser.add_argument("--times", type=int, default=0, help="how often instead of in full")
    parser.add_argument("--seed", type=int, default=20261122)
    given = parser.parse_args()
    if unknown := set(given.names) - set(SWEEPS):
        parser.error(f"no such sweep: {', '.join(sorted(unknown))}")
    logging.disable(logging.CRITICAL)
    say(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, load {os.getloadavg()[0]:.1f} before\n")
    names = given.names or list(SWEEPS)
    held = [swept(name, SWEEPS[name], given.times or SWEEPS[name].times, given.seed) for name in names]
    return int(not all(held))


if __name__ == "__main__":
    sys.exit(main())
