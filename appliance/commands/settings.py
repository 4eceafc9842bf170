"""Settings of the office out and in as one file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from appliance.casework.box.office_settings import Difference
from appliance.casework.box.settings_file import read_settings_file, write_settings
from appliance.casework.entrance.accounts import Actor, Origin
from appliance.casework.row import bind
from appliance.casework.sqlite import named_errors
from appliance.clock import SystemClock
from appliance.settings import Settings

HELP = "винести налаштування громади у файл або внести з файлу"
OUT, IN = "export", "import"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the direction and the file."""
    parser.add_argument("what", choices=(OUT, IN), help="export — винести, import — внести")
    parser.add_argument("file", type=Path, help="файл налаштувань")
    parser.add_argument("--secrets", action="store_true", help="разом із паролями й PIN-кодами з файлу скриньки")
    parser.add_argument("--yes", action="store_true", help="внести; без цього лише показати, що зміниться")


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Do it, and say what has changed or would."""
    by, now = Actor(Origin.COMMAND), SystemClock().now()
    with named_errors(settings.database), bind(settings.database).connection_context():
        if options.what == OUT:
            with options.file.open("wb") as file:
                options.file.chmod(0o600)
                write_settings(file, settings, by=by, now=now, secrets=options.secrets)
            sys.stdout.write(f"Налаштування винесено у {options.file}.\n")
            return 0
        with options.file.open("rb") as file:
            found = read_settings_file(file)
        changes = found.take_in(by=by, now=now) if options.yes else found.differences()
    sys.stdout.write("".join(map(_told, changes)) or "Змін немає.\n")
    if changes:
        said = (
            "Внесено. Опублікуйте меню, щоб це почули ті, хто телефонує." if options.yes else "Внести: додайте --yes."
        )
        sys.stdout.write(f"{said}\n")
    return 0


def _told(change: Difference) -> str:
    lines = [f"{change.title}:"]
    for words, names in (("додається", change.added), ("змінюється", change.changed), ("зникає", change.removed)):
        lines += [f"  {words}: {name}" for name in names]
    return "\n".join(lines) + "\n"
