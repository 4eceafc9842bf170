"""Prints the part of requirements.lock that the box needs to run: what only developers use stays away from it."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT = "slukhavka (pyproject.toml)"


def needed(lock: str, asked: set[str]) -> str:
    """Return the pins that `asked` names, and all that these need, by the "via" that uv writes under each."""
    pins = {found[1]: found[0] for found in re.finditer(r"^([a-z0-9-]+)==(?:.*\n)(?:[ #].*\n)+", lock, re.MULTILINE)}
    via = {name: set(re.findall(r"^ +# +(?:via )?([A-Za-z0-9-]+)", pin, re.MULTILINE)) for name, pin in pins.items()}
    wanted = {name for name in asked if name in pins}
    while more := {name for name in pins if name not in wanted and via[name] & wanted}:
        wanted |= more
    return "".join(pin for name, pin in pins.items() if name in wanted)


def run_dependencies(project: str) -> set[str]:
    """Return the names that [project] dependencies asks for."""
    return {re.split(r"[<>=~!;\[ ]", each)[0] for each in tomllib.loads(project)["project"]["dependencies"]}


if __name__ == "__main__":
    asked = run_dependencies((ROOT / "pyproject.toml").read_text())
    sys.stdout.write(needed((ROOT / "requirements.lock").read_text(), asked))
