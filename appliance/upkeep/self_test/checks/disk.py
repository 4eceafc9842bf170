"""The disk that everything is kept on: whether it takes a write, and how much is free."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from appliance.casework.box.self_tests import Finding
from appliance.upkeep.self_test.bench import Bench, Say

NAME, TITLE, LIMIT_S = "disk", "Диск", 15.0
GIB, MIB = 1024**3, 1024**2
LOW_SHARE = 0.10
LOW_TIMES = 4
"""With less than so many reserves somebody should make room."""
SLOW_S = 2.0
FULL = "Покличте техніка: щойно місце скінчиться, нових повідомлень не буде куди записати."
BROKEN = "Терміново покличте техніка: картка пам'яті не приймає запису. Замініть її; дані — з резервної копії."
_say = Say(NAME, TITLE)


def look(bench: Bench) -> Iterator[Finding]:
    """Write a little, and count what is left."""
    state = bench.settings.box.state
    if os.statvfs(state).f_flag & os.ST_RDONLY:
        yield _say.failed("Диск доступний лише для читання.", BROKEN)
        return
    try:
        took_s = _written(state)
    except OSError as error:
        yield _say.failed(f"Диск не приймає запису ({error.strerror}).", BROKEN)
        return
    yield _room(os.statvfs(state), bench.settings.keeping.reserve_mb, took_s)


def _room(disk: os.statvfs_result, reserve_mb: int, took_s: float) -> Finding:
    free, whole = disk.f_bavail * disk.f_frsize, disk.f_blocks * disk.f_frsize
    says = f"Вільно {_gib(free)} ГБ із {_gib(whole)} ГБ, пробний запис за {took_s * 1000:.0f} мс."
    if free < reserve_mb * MIB:
        return _say.failed(says, FULL)
    if disk.f_files and not disk.f_favail:
        return _say.failed("На диску не лишилося місця для нових файлів.", FULL)
    if free < LOW_TIMES * reserve_mb * MIB or free < whole * LOW_SHARE:
        return _say.warning(says, "Домовтеся з техніком: прибрати старі аудіозаписи або поставити більшу картку.")
    if took_s > SLOW_S:
        return _say.warning(says, "Картка пам'яті стала повільною: так вона попереджає, що скоро відмовить.")
    return _say.ok(says)


def _written(state: Path) -> float:
    """Write a block to the disk and remove it; return the seconds. Raises OSError."""
    began_s = time.monotonic()
    trial = state / f".self-test-{os.getpid()}"
    try:
        with trial.open("wb") as file:
            file.write(bytes(4096))
            file.flush()
            os.fsync(file.fileno())
    finally:
        trial.unlink(missing_ok=True)
    return time.monotonic() - began_s


def _gib(size: int) -> str:
    return f"{size / GIB:.1f}".replace(".", ",")
