"""Make the box of an archive of this one."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from appliance.settings import SITE_FILE, Settings
from appliance.upkeep.keeping.restoring import restore, site_file

HELP = "відновити скриньку з архіву (slukhavka backup --full)"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the archive, its key, and what is done with what is there."""
    parser.add_argument("archive", type=Path, help="файл архіву")
    parser.add_argument(
        "--key", type=Path, metavar="ФАЙЛ", help="файл із таємним ключем ради; «-» — ввести з клавіатури"
    )
    parser.add_argument(
        "--replace", action="store_true", help="те, що вже є, відкласти поряд і відновити на його місце"
    )
    parser.add_argument("--keep-settings", action="store_true", help="файл налаштувань лишити таким, як є")


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Restore, and print the rows of every table."""
    into = None if options.keep_settings else site_file(settings, SITE_FILE)
    done = restore(settings, options.archive, identity=_key(options.key), replace=options.replace, settings_into=into)
    for name, (archived, now) in done.tables.items():
        sys.stdout.write(f"{name}: в архіві {archived}, відновлено {now}\n")
    moment = done.manifest.made.wall
    sys.stdout.write(f"Відновлено {len(done.manifest.files)} файлів з архіву від {moment:%d.%m.%Y %H:%M} UTC.\n")
    if done.recordings:
        sys.stdout.write(f"Аудіозаписів без рядка в базі: {done.recordings}; Слухавка занесе їх під час запуску.\n")
    if done.before:
        sys.stdout.write(f"Що було раніше, лежить у {done.before}.\n")
    if any(archived != now for archived, now in done.tables.values()):
        sys.stdout.write("Кількість рядків змінив перехід на нову версію: перегляньте перелік вище.\n")
    return 0


def _key(path: Path | None) -> str:
    if path is None:
        return ""
    return input("Таємний ключ ради: ") if str(path) == "-" else path.read_text(encoding="utf-8")
