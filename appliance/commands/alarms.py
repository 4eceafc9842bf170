"""What somebody must look at."""

from __future__ import annotations

import argparse
import sys

from appliance.casework.box.alarms import Alarm
from appliance.casework.entrance.accounts import Actor, Origin
from appliance.casework.office.calendar import KYIV
from appliance.clock import SystemClock
from appliance.commands.operators import register, tell
from appliance.logs import one_line
from appliance.settings import Settings

HELP = "тривоги: показати або підтвердити, що їх побачили"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to do with which."""
    deeds = parser.add_subparsers(dest="deed", metavar="list|acknowledge")
    deeds.add_parser("list", help="показати тривоги, що тривають або яких ніхто не бачив")
    acknowledge = deeds.add_parser("acknowledge", help="підтвердити, що тривогу побачили")
    acknowledge.add_argument("number", type=int, nargs="+", help="номер тривоги зі списку")


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Do it. Raises NoSuchAlarm, DatabaseUnavailable."""
    with register(settings):
        if options.deed != "acknowledge":
            sys.stdout.write("".join(f"{_line(alarm)}\n" for alarm in Alarm.standing()) or "Тривог немає.\n")
            return 0
        for number in options.number:
            Alarm.acknowledge(number, by=Actor(Origin.COMMAND), now=SystemClock().now())
    tell(settings, "alarms")
    sys.stdout.write("Підтверджено.\n")
    return 0


def _line(alarm: Alarm) -> str:
    raised = alarm.raised_at.astimezone(KYIV).strftime("%d.%m.%Y %H:%M")
    lasts = "триває" if alarm.cleared_at is None else "минула"
    seen = "ніхто не бачив" if alarm.acknowledged_at is None else "її бачили"
    about = f" [{alarm.about}]" if alarm.about else ""
    return one_line(f"{alarm.id:3} {raised} {lasts}, {seen}:{about} {alarm.text}")
