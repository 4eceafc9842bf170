"""Make a verified copy of the register, or an archive of the whole box."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.box.copies import newest_verified
from appliance.casework.box.council_key import CouncilKey
from appliance.casework.database import DatabaseUnavailable, reading
from appliance.casework.row import bind
from appliance.casework.sqlite import named_errors
from appliance.clock import Moment, SystemClock
from appliance.control import BoxNotRunning, ask
from appliance.errors import SlukhavkaError
from appliance.settings import Settings
from appliance.upkeep.jobs import POLITENESS
from appliance.upkeep.keeping.archive import write_archive
from appliance.upkeep.keeping.checking import NotWhole
from appliance.upkeep.keeping.copies import make_copy
from appliance.upkeep.keeping.disk import take_ballast
from appliance.upkeep.keeping.keeper import tell_age
from appliance.upkeep.keeping.startup import suspect

HELP = "зробити перевірену копію бази, а з --full — архів усієї скриньки"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take where an archive goes and for whom it is closed."""
    parser.add_argument(
        "--full", type=Path, metavar="ФАЙЛ|ТЕКА", help="записати архів усього, що потрібно новій скриньці"
    )
    parser.add_argument(
        "--to", default="", metavar="age1…", help="чиїм відкритим ключем закрити; без нього — ключем ради"
    )
    parser.add_argument("--plain", action="store_true", help="архів без шифрування: у ньому персональні дані й паролі")


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Make what was asked for and say what it is."""
    os.nice(POLITENESS)
    now = SystemClock().now()
    return _archive(settings, options, now) if options.full else _copy(settings, now)


def _copy(settings: Settings, now: Moment) -> int:
    try:
        copy = make_copy(settings, now)
    except NotWhole as error:
        # The register itself is broken: the next start looks at it thoroughly and brings it back.
        suspect(settings)
        _told(settings, now, broken=str(error))
        raise
    except (DatabaseUnavailable, OSError):
        _told(settings, now)
        raise
    _told(settings, now)
    take_ballast(settings)
    rows = sum(copy.counts.values())
    sys.stdout.write(f"Копію № {copy.sequence} зроблено й перевірено: {rows} рядків, {copy.bytes // 1024} КБ.\n")
    return 0


def _told(settings: Settings, now: Moment, *, broken: str = "") -> None:
    """Say by alarms how it went, as far as the register can be written."""
    try:
        with named_errors(settings.database), bind(settings.database).connection_context():
            tell_age(newest_verified(settings), now, 0.0)
            if broken:
                text = f"{broken} Перезапустіть Слухавку: вона відновить базу з останньої справної копії."
                Alarm.raise_alarm(AlarmKind.DATABASE_BROKEN, text, now=now)
            else:
                Alarm.clear(AlarmKind.DATABASE_BROKEN, now=now)
        ask(settings.control, "wake_alarms")
    except (DatabaseUnavailable, BoxNotRunning):
        return  # whoever reads the journal of the unit sees why; the daemon says it by its own watch


def _archive(settings: Settings, options: argparse.Namespace, now: Moment) -> int:
    to = "" if options.plain else options.to or _council_key(settings)
    into: Path = options.full
    if into.is_dir():
        ending = "tar" if options.plain else "tar.age"
        into = into / f"slukhavka-{now.wall:%Y-%m-%d-%H%M}.{ending}"
    manifest = write_archive(settings, into, now, to=to)
    sys.stdout.write(
        f"Архів {into} записано: {len(manifest.files)} файлів, {sum(manifest.counts.values())} рядків бази.\n"
        + ("УВАГА: він не зашифрований. Зберігайте його під замком.\n" if options.plain else "")
    )
    return 0


def _council_key(settings: Settings) -> str:
    with reading(settings.database):
        key = CouncilKey.in_use()
    if key is None:
        raise SlukhavkaError("Ключа ради ще немає: створіть його або дайте ключ через --to; без шифрування — --plain.")
    return str(key.public_key)
