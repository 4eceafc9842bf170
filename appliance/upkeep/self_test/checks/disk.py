"""The disk that everything is kept on: whether it takes a write, and how much is free."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from appliance.casework.box.disk_room import DiskLevel, Room, is_filling, level_of, room_of
from appliance.casework.box.self_tests import Finding
from appliance.casework.database import DatabaseUnavailable, reading
from appliance.settings import Settings
from appliance.upkeep.self_test.bench import Bench, Say

NAME, TITLE, LIMIT_S = "disk", "Диск", 15.0
GIB = 1024**3
SLOW_S = 2.0
FULL = "Покличте техніка: голосові повідомлення не записуються, доки не звільнити місце."
TIGHT = "Затвердьте акт («Строки зберігання») або домовтеся з техніком про більшу картку."
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
    found = os.statvfs(state)
    if found.f_files and not found.f_favail:
        yield _say.failed("На диску не лишилося місця для нових файлів.", FULL)
        return
    yield _judged(bench.settings, room_of(state), took_s)


def _judged(settings: Settings, room: Room, took_s: float) -> Finding:
    says = f"Вільно {_gib(room.free)} ГБ із {_gib(room.total)} ГБ, пробний запис за {took_s * 1000:.0f} мс."
    level = level_of(settings.keeping, room, filling=_is_filling(settings))
    if level is DiskLevel.SHORT:
        return _say.failed(says, FULL)
    if level is DiskLevel.TIGHT:
        return _say.warning(says, TIGHT)
    if took_s > SLOW_S:
        return _say.warning(says, "Картка пам'яті стала повільною: так вона попереджає, що скоро відмовить.")
    return _say.ok(says)


def _is_filling(settings: Settings) -> bool:
    try:
        with reading(settings.database):
            return is_filling()
    except DatabaseUnavailable:
        return False  # what is wrong with the register another check says


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
