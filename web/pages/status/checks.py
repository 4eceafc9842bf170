"""What is looked at, and what is said of it: how it stands in words, and what a technician or the head can do."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import apsw

from appliance.casework.box.disk_room import DiskLevel, is_filling, level_of, room_of
from appliance.casework.box.self_tests import SelfTest
from appliance.clock import Moment
from appliance.contracts import LineState, LineStatus
from appliance.menu.published import NotPublished
from appliance.settings import Settings
from web.box import Box
from web.daemon_status import DaemonStatus, daemon_status
from web.in_force import menu_in_force
from web.shown import when

SIGNAL_WORDS = ((-75, "відмінний"), (-85, "добрий"), (-95, "задовільний"), (-105, "слабкий"))
"""From so many dBm up (3GPP TS 27.007, 8.5, as people read it)."""
WEAK_DBM = -95
GIB = 1024**3


class Level(StrEnum):
    """How bad it is."""

    GOOD = "good"
    HEED = "heed"
    BAD = "bad"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing: how it stands, and what to do, "" when there is nothing to do."""

    title: str
    level: Level
    says: str
    do: str = ""


def checks(box: Box) -> list[Check]:
    """Look at everything."""
    now, status = box.now(), daemon_status(box)
    return [
        _daemon(status),
        *_lines(status),
        _self_test(),
        _disk(box.settings),
        _clock(now),
        _database(box.database),
        _menu(box, status),
        _versions(),
    ]


def _daemon(status: DaemonStatus) -> Check:
    if status.trouble:
        do = "Перевірте живлення коробки. Технік: systemctl status slukhavka, потім systemctl restart slukhavka."
        return Check("Слухавка", Level.BAD, f"{status.trouble} На дзвінки ніхто не відповідає.", do)
    return Check("Слухавка", Level.GOOD, "Працює й відповідає на дзвінки.")


def _lines(status: DaemonStatus) -> Iterator[Check]:
    if not status.lines and not status.trouble:
        do = "Технік: додайте лінію в розділ [[lines]] налаштувань."
        yield Check("Лінії", Level.BAD, "Жодної лінії не налаштовано.", do)
    for line in status.lines:
        yield _line(line)


def _line(line: LineStatus) -> Check:
    title = f"Лінія {line.line}"
    if line.state is LineState.DOWN:
        do = "Перевірте кабель модема, SIM-картку та рахунок на ній; якщо не допомогло, від'єднайте модем на хвилину."
        return Check(title, Level.BAD, f"Не працює. {line.reason}".strip(), do)
    if line.state is LineState.STARTING:
        do = "Зачекайте до двох хвилин. Якщо не зміниться, від'єднайте модем на хвилину."
        return Check(title, Level.HEED, f"Запускається. {line.reason}".strip(), do)
    registered = f" Зареєстрована в мережі {line.operator}." if line.operator else ""
    says = f"Працює.{registered}{_signal(line.signal_dbm)}"
    if line.signal_dbm is not None and line.signal_dbm < WEAK_DBM:
        do = "Переставте модем ближче до вікна або підключіть зовнішню антену: слабкий сигнал обриває розмови."
        return Check(title, Level.HEED, says, do)
    return Check(title, Level.GOOD, says)


def _signal(dbm: int | None) -> str:
    if dbm is None:
        return ""
    word = next((word for least, word in SIGNAL_WORDS if dbm >= least), "дуже слабкий")
    return f" Сигнал {word} (−{abs(dbm)} дБм)."


def _self_test() -> Check:
    newest = SelfTest.newest()
    if newest is None:
        do = "Почніть її на сторінці «Самоперевірка»."
        return Check("Самоперевірка", Level.UNKNOWN, "Ще не проводилася.", do)
    says = f"{when(newest.began_at)}: несправностей {newest.failed}, варто глянути {newest.warned}."
    if newest.failed:
        return Check("Самоперевірка", Level.BAD, says, "Відкрийте сторінку «Самоперевірка»: там сказано, що робити.")
    return Check("Самоперевірка", Level.HEED if newest.warned else Level.GOOD, says)


def _disk(settings: Settings) -> Check:
    room = room_of(settings.box.state)
    says = f"Вільно {_gib(room.free)} ГБ із {_gib(room.total)} ГБ."
    match level_of(settings.keeping, room, filling=is_filling()):
        case DiskLevel.SHORT:
            do = "Терміново покличте техніка: голосові повідомлення не записуються, доки не звільнити місце."
            return Check("Диск", Level.BAD, says, do)
        case DiskLevel.TIGHT:
            do = "Затвердьте акт («Строки зберігання») або домовтеся з техніком про більшу картку."
            return Check("Диск", Level.HEED, says, do)
    return Check("Диск", Level.GOOD, says)


def _clock(now: Moment) -> Check:
    if now.trusted:
        return Check("Годинник", Level.GOOD, "Час звірено.")
    do = "Звірте час угорі цієї сторінки. Технік: дайте мережу із сервером часу або годинник із батарейкою."
    return Check("Годинник", Level.HEED, "Час не звірено: записи можуть мати неправильну годину.", do)


def _database(path: Path) -> Check:
    # This page could not have been drawn without it.
    size = sum(each.stat().st_size for each in (path, Path(f"{path}-wal")) if each.exists())
    return Check("База даних", Level.GOOD, f"Читається, {max(round(size / 1024**2), 1)} МБ.")


def _menu(box: Box, status: DaemonStatus) -> Check:
    try:
        revision = menu_in_force(box).revision
    except NotPublished as error:
        do = "Технік: slukhavka publish. Доти ті, хто телефонує, чують лише сигнали й можуть залишити повідомлення."
        return Check("Меню", Level.BAD, str(error), do)
    if status.menu_revision not in ("", revision):
        do = "Технік: systemctl restart slukhavka, коли ніхто не розмовляє."
        says = f"Опубліковано випуск {revision}, а звучить {status.menu_revision}."
        return Check("Меню", Level.HEED, says, do)
    return Check("Меню", Level.GOOD, f"Опубліковано випуск {revision}.")


def _versions() -> Check:
    try:
        ours = version("slukhavka")
    except PackageNotFoundError:
        ours = "невідома"
    python, sqlite = platform.python_version(), apsw.sqlite_lib_version()
    return Check("Версії", Level.GOOD, f"Слухавка {ours}; Python {python}; SQLite {sqlite}; {platform.machine()}.")


def _gib(size: int) -> str:
    return f"{size / GIB:.1f}".replace(".", ",")
