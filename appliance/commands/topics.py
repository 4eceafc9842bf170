"""The topics of appeals and the answers at hand."""

from __future__ import annotations

import argparse
import sys

from appliance.casework.entrance.accounts import Actor, Origin
from appliance.casework.knowledge.starter_topics import load_starter
from appliance.clock import SystemClock
from appliance.commands.operators import register
from appliance.settings import Settings

HELP = "теми звернень і база відповідей: завантажити початкові"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to do."""
    deeds = parser.add_subparsers(required=True, dest="deed", metavar="import")
    deeds.add_parser("import", help="додати початкові теми й відповіді, яких ще немає")


def run(settings: Settings, _options: argparse.Namespace) -> int:
    """Do it. Raises DatabaseUnavailable."""
    with register(settings):
        count = load_starter(SystemClock().now(), by=Actor(Origin.COMMAND))
    sys.stdout.write(f"Додано тем і відповідей: {count}.\n" if count else "Усі початкові теми вже є.\n")
    return 0
