"""The units of `systemd/` as systemd reads them, beside a stand-in for the installed command."""

from __future__ import annotations

import configparser
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

SYSTEMD = Path(__file__).parents[2] / "systemd"
COMMAND = "/opt/slukhavka/current/.venv/bin/slukhavka"
SERVICES = sorted(path.name for path in SYSTEMD.glob("*.service"))
UNITS = sorted(path.name for path in SYSTEMD.iterdir() if path.is_file() and path.suffix != ".md")
ANALYZE = "/usr/bin/systemd-analyze"
HAS_SYSTEMD = Path(ANALYZE).exists()


def copied(into: Path) -> Path:
    """Copy the units, the programs that they start replaced by one that is on every machine."""
    for name in UNITS:
        lines = (_runnable(line) for line in (SYSTEMD / name).read_text().splitlines())
        (into / name).write_text("\n".join(lines) + "\n")
    return into


def _runnable(line: str) -> str:
    key, equals, value = line.partition("=")
    if not (equals and key.startswith("Exec")):
        return line
    path, _, arguments = value.lstrip("+-").partition(" ")
    signs = value[: len(value) - len(value.lstrip("+-"))]
    return line if Path(path).exists() else f"{key}={signs}/bin/true {arguments}".rstrip()


def analyze(*arguments: str, units: Path) -> subprocess.CompletedProcess[str]:
    """Ask systemd-analyze, which looks for units in `units` first."""
    environment = {**os.environ, "SYSTEMD_UNIT_PATH": f"{units}:", "SYSTEMD_PAGER": "", "SYSTEMD_EMOJI": "0"}
    return subprocess.run(
        [ANALYZE, *arguments], env=environment, capture_output=True, text=True, check=False, timeout=60
    )


class _Keys(dict[str, object]):
    """Every value of a key that is given several times."""

    def __setitem__(self, key: str, value: object) -> None:
        if isinstance(value, list) and isinstance(self.get(key), list):
            self[key].extend(value)  # type: ignore[attr-defined]
        else:
            super().__setitem__(key, value)


def settings(name: str, section: str) -> dict[str, list[str]]:
    """Return a section of a unit, each key with all its values."""
    parser = configparser.RawConfigParser(dict_type=_Keys, strict=False, interpolation=None)  # type: ignore[arg-type]
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(SYSTEMD / name)
    return {key: value.split("\n") for key, value in parser[section].items()} if section in parser else {}


def commands() -> Iterator[tuple[str, str]]:
    """Yield each unit with the word of `slukhavka` that it starts."""
    for name in SERVICES:
        for key, lines in settings(name, "Service").items():
            if key.startswith("Exec"):
                yield from ((name, line.split()[1]) for line in lines if line.startswith(f"{COMMAND} "))
