"""Runs one workload in this process."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from appliance.casework import sqlite
from tests.powercut.workloads import calls, office, publishing
from tests.powercut.workloads.work import PROMISES, STATE, Work

PREPARE: Mapping[str, Callable[[Path], None]] = MappingProxyType(
    {"calls": calls.prepare, "office": office.prepare, "publishing": publishing.prepare}
)
RUN: Mapping[str, Callable[[Work], None]] = MappingProxyType(
    {"calls": calls.run, "office": office.run, "publishing": publishing.run}
)


def main() -> None:
    """Do what the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=sorted(RUN))
    parser.add_argument("part", choices=("prepare", "run"))
    parser.add_argument("--directory", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--synchronous", default="full")
    parser.add_argument("--brief", action="store_true", help="the same, fewer times")
    given = parser.parse_args()
    # The control: what the box would lose if it opened its database another way.
    pragmas = dict(sqlite.PRAGMAS) | {"synchronous": given.synchronous}
    sqlite.PRAGMAS = tuple(pragmas.items())  # type: ignore[assignment]
    # A copy made by the kernel hides from the trace what is copied.
    shutil._USE_CP_SENDFILE = False  # type: ignore[attr-defined]
    directory: Path = given.directory
    if given.part == "prepare":
        (directory / STATE).mkdir(parents=True)
        PREPARE[given.name](directory)
    else:
        RUN[given.name](Work(directory, given.seed, directory / PROMISES, brief=given.brief))


if __name__ == "__main__":
    main()
