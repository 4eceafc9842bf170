"""The month on a stick: what the exporter's unit runs, when the timer, a page, the button or a stick begins it."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from appliance.casework.box.asked import MONTH, take
from appliance.casework.box.exports import MonthExport, Stage
from appliance.clock import SystemClock
from appliance.commands.operators import register
from appliance.logs import one_line
from appliance.settings import Settings
from appliance.upkeep.jobs import POLITENESS
from appliance.upkeep.stick.errand import Errand
from appliance.upkeep.stick.exporter import Exporter
from appliance.upkeep.stick.month_reports import write_reports
from appliance.upkeep.stick.mounts import MOUNTINFO, mount_at
from appliance.upkeep.stick.news import News

HELP = "записати місяць на флешку: звіти відкрито, персональну частину — зашифровано ключем ради"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take which month and where the stick is."""
    parser.add_argument("--month", default="", help="місяць, як 2026-10; без цього — замовлене або те, чому настав час")
    parser.add_argument("--into", type=Path, help="тека, на яку змонтовано флешку; без цього — з налаштувань")
    parser.add_argument(
        "--unmounted", action="store_true", help="флешку від'єднано: сказати лампі, що її можна виймати"
    )


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Do it; 1 when a month is not on the stick. Raises AlreadyWriting, BadMonth, DatabaseUnavailable."""
    os.nice(POLITENESS)
    news = News(settings)
    into = (options.into or Path(settings.export.mount)).absolute()
    if options.unmounted:
        return _unmounted(into, news)
    clock = SystemClock()
    exporter = Exporter(settings, clock, write_reports, into=into, told=news.reached)
    errand = Errand(settings, clock, exporter, news)
    try:
        with register(settings):
            errand.run(options.month)
    except Exception:
        # Left there, the request would begin the unit anew at once, until systemd waits for no request any more.
        if take(settings.asked, MONTH):
            news.failed()
        raise
    sys.stdout.write("".join(f"{_line(export)}\n" for export in errand.tried) or _nothing(errand))
    return int(any(export.stage != Stage.DONE for export in errand.tried))


def _unmounted(into: Path, news: News, mountinfo: Path = MOUNTINFO) -> int:
    """Light the lamp only when the stick is really off."""
    if mount_at(into, mountinfo):
        sys.stdout.write("Флешка ще змонтована: не виймайте її.\n")
        return 1
    if news.may_be_taken_out():
        sys.stdout.write("Флешку можна виймати.\n")
    return 0


def _nothing(errand: Errand) -> str:
    return f"{errand.says or 'Записувати нічого: усі місяці вже забрано.'}\n"


def _line(export: MonthExport) -> str:
    if export.stage != Stage.DONE:
        return one_line(f"{export.month or 'Місяць невідомий'}: не записано. {export.fault}")
    told = (
        f"{export.month}: записано й перевірено, {export.directory}, SHA256SUMS {export.sums_sha256}. {export.remark}"
    )
    return one_line(told.strip())
