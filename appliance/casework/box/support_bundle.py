"""What helps who mends the box from afar, without anybody's data: figures, states, kinds and moments, masked logs.

What people write or say is never read for it: rows are counted, not told. What comes from logs loses every number of
five digits and more and every Ukrainian word; the box's own log is English.
"""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

import apsw

from appliance.casework.box.copies import copies_of
from appliance.casework.box.row_counts import row_counts
from appliance.casework.box.settings_file import without_secrets
from appliance.casework.row import Row
from appliance.clock import Moment
from appliance.control import AskRefused, BoxNotRunning, ask
from appliance.settings import Settings

JOURNAL_LINES = 3000
JOURNAL_S = 20.0
LATEST = 500
TOLD: Mapping[str, tuple[str, ...]] = {
    "alarm": ("id", "kind", "raised_at", "clock_trusted", "acknowledged_at", "cleared_at"),
    "incident": ("id", "kind", "deaf", "powered", "planned", "began_at", "ended_at", "lasted_s"),
    "self_test": ("id", "origin", "began_at", "clock_trusted", "took_s", "failed", "warned"),
    "self_test_finding": ("self_test_id", "name", "outcome", "took_s"),
    "restoration": ("id", "broken", "copy", "copy_made_at", "found_at", "clock_trusted"),
    "migration": ("number", "name"),
}
"""Of which tables rows are told, and which columns: none that a person fills in."""
_NUMBER = re.compile(r"\d(?:[\s().-]?\d){4,}")
_HEX = re.compile(r"\b(?=[0-9A-Fa-f]*\d)[0-9A-Fa-f]{16,}\b")
_CYRILLIC = re.compile(r"[Ѐ-ӿ][Ѐ-ӿ'’ʼ\u0301-]*")
_ADDRESS = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*")

Journal = Callable[[], str]


def write_bundle(file: IO[bytes], settings: Settings, now: Moment, *, journal: Journal | None = None) -> None:
    """Write the bundle as a ZIP; the database is open for reading. Raises OSError, DatabaseUnavailable."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, told in _parts(settings, now, journal or journal_tail):
            archive.writestr(name, told)


def _parts(settings: Settings, now: Moment, journal: Journal) -> Iterator[tuple[str, str]]:
    yield "about.json", _json(_about(settings, now))
    yield "settings.toml", without_numbers(without_secrets(_read(settings.file)))
    yield "daemon.json", without_numbers(_json(_asked(settings, "status")))
    yield "modems.json", without_people(_json(_asked(settings, "modem_log")))
    yield "rows.json", _json(row_counts(Row._meta.database.connection()))
    for table, columns in TOLD.items():
        yield f"{table}.json", _json(_latest(table, columns))
    yield "copies.json", _json([_copy(asdict(copy), copy.age_s(now)) for copy in copies_of(settings)])
    yield "journal.txt", "\n".join(map(without_people, journal().splitlines()))


def without_numbers(text: str) -> str:
    """Return the text with every telephone number, and whatever is as long as one, left out."""
    return _HEX.sub("‹…›", _NUMBER.sub("•••••", text))


def without_people(line: str) -> str:
    """Return a line of a log with numbers, addresses and Ukrainian words left out, its moment kept."""
    began = _MOMENT.match(line)
    start = began.end() if began else 0
    rest = _CYRILLIC.sub("…", _ADDRESS.sub("…", line[start:]))
    return line[:start] + without_numbers(rest)


def journal_tail() -> str:
    """Return the last of the units' log; "" where there is no journal, as in a clone."""
    command = shutil.which("journalctl")
    if command is None:
        return ""
    asked = [command, "--unit=slukhavka*", f"--lines={JOURNAL_LINES}", "--no-pager", "--output=short-iso", "--quiet"]
    try:
        done = subprocess.run(asked, capture_output=True, timeout=JOURNAL_S, check=False)  # noqa: S603  (all of it is ours)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"the journal did not answer: {error}"
    return done.stdout.decode(errors="replace")


def _about(settings: Settings, now: Moment) -> dict[str, Any]:
    state = settings.box.state
    disk = os.statvfs(state)
    return {
        "made_at": now.wall,
        "clock_trusted": now.trusted,
        "up_s": round(now.monotonic_s),
        "python": platform.python_version(),
        "sqlite": apsw.sqlitelibversion(),
        "apsw": apsw.apswversion(),
        "kernel": platform.release(),
        "machine": platform.machine(),
        "system": re.findall(r'^PRETTY_NAME="?([^"\n]*)', _read(Path("/etc/os-release")), re.MULTILINE),
        "board": _read(Path("/proc/device-tree/model")).strip("\0\n"),
        "disk_free_mb": disk.f_bavail * disk.f_frsize // 2**20,
        "disk_mb": disk.f_blocks * disk.f_frsize // 2**20,
        "sizes_kb": {path.name: _size(path) // 1024 for path in sorted(state.iterdir()) if _is_ours(path.name)},
        "recordings": len(list(settings.recordings.glob("*.wav"))),
        "pending": len(list(settings.pending.glob("*.json"))),
    }


def _is_ours(name: str) -> bool:
    return re.fullmatch(r"[a-z0-9._-]{1,60}", name) is not None


def _asked(settings: Settings, verb: str) -> dict[str, Any]:
    try:
        return ask(settings.control, verb)
    except (BoxNotRunning, AskRefused) as error:
        return {"trouble": type(error).__name__}


def _latest(table: str, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    asked = f"SELECT {', '.join(columns)} FROM {table} ORDER BY rowid DESC LIMIT {LATEST}"  # noqa: S608  (names of ours)
    return [dict(zip(columns, row, strict=True)) for row in _rows(asked)]


def _rows(sql: str) -> list[tuple[Any, ...]]:
    return list(Row._meta.database.execute_sql(sql).fetchall())


def _copy(told: dict[str, Any], age_s: float) -> dict[str, Any]:
    return {**{name: told[name] for name in ("sequence", "daily", "migration", "bytes")}, "age_s": round(age_s)}


def _size(path: Path) -> int:
    try:
        if path.is_file():
            return path.stat().st_size
        return sum(each.stat().st_size for each in path.rglob("*") if each.is_file())
    except OSError:
        return 0


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _json(told: object) -> str:
    return json.dumps(told, ensure_ascii=False, indent=1, default=str)
