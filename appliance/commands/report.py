"""Reports of a month: one of them, all of them, or those that were asked for in the console."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from pathlib import Path

from appliance.casework.box.closed_months import ClosedMonth
from appliance.casework.database import reading
from appliance.casework.entrance.accounts import Actor, Origin
from appliance.clock import SystemClock
from appliance.commands.operators import register
from appliance.control import AskRefused, BoxNotRunning, ask
from appliance.reports.closing import close_month, issue_anew
from appliance.reports.kinds import reports
from appliance.reports.month import names_of, write_month
from appliance.reports.outputs import EXTENSIONS, form_of, forms
from appliance.reports.period import Month
from appliance.reports.runs import work_off
from appliance.reports.sheets import sheet
from appliance.settings import Settings
from appliance.upkeep.jobs import POLITENESS

log = logging.getLogger(__name__)

HELP = "звіти за місяць: показати, які є, скласти, закрити місяць"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the month and what of it is wanted."""
    parser.add_argument(
        "month", nargs="?", default="", metavar="МІСЯЦЬ", help="як 2026-10; без нього – показати, які звіти є"
    )
    parser.add_argument("--kind", default="", help="лише цей звіт")
    parser.add_argument("--form", default="", help=f"лише цей вид файлу: {', '.join(EXTENSIONS)}")
    parser.add_argument("--into", type=Path, default=Path(), help="тека для файлів (ця)")
    parser.add_argument("--personal", action="store_true", help="один звіт – з телефонами, іменами й текстами")
    parser.add_argument("--close", action="store_true", help="закрити місяць: цифри збережуться такими, як зараз")
    parser.add_argument("--anew", default="", metavar="ПРИЧИНА", help="видати закритий місяць знову")
    parser.add_argument("--due", action="store_true", help="лише те, що замовлено в консолі")


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Do it. Raises BadMonth, NoSuchReport, NoSuchForm, CannotClose, DatabaseUnavailable."""
    if options.due:
        os.nice(POLITENESS)
        with register(settings):
            work_off(settings.box.state, SystemClock(), lambda: _tell(settings))
    elif not options.month:
        sys.stdout.write("".join(f"{name}: {report.title}\n" for name, report in reports().items()))
    elif options.close or options.anew:
        sys.stdout.write(_closed(settings, Month.read(options.month), options.anew))
    else:
        sys.stdout.write(_written(settings, Month.read(options.month), options))
    return 0


def _closed(settings: Settings, month: Month, reason: str) -> str:
    by, now = Actor(Origin.COMMAND), SystemClock().now()
    with register(settings):
        issue: ClosedMonth = issue_anew(month, reason, by=by, now=now) if reason else close_month(month, by=by, now=now)
    return f"{month.title}: закрито, випуск {issue.issue}, контрольна сума {issue.sha256}.\n"


def _written(settings: Settings, month: Month, options: argparse.Namespace) -> str:
    options.into.mkdir(parents=True, exist_ok=True)
    now = SystemClock().now()
    with reading(settings.database):
        if not options.kind:
            files = write_month(month, options.into, now=now, on_progress=_progress)
            sys.stderr.write("\n")
            return "".join(f"{file}\n" for file in files)
        drawn = sheet(options.kind, month, now=now)
    drawn = drawn if options.personal else drawn.impersonal()
    wanted = [form_of(options.form)] if options.form else list(forms().values())
    told = ""
    for name, written in (each for form in wanted for each in names_of(drawn, form)):
        (options.into / name).write_bytes(written)
        told += f"{options.into / name}\n"
    return told


def _progress(done: int, of_all: int) -> None:
    sys.stderr.write(f"\rСкладено {done} з {of_all}")
    sys.stderr.flush()


def _tell(settings: Settings) -> None:
    """Let open pages look again."""
    try:
        ask(settings.control, "wake_reports")
    except (BoxNotRunning, AskRefused) as error:
        log.info("the daemon was not told of reports: %s", error)
