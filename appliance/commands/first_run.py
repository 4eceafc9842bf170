"""The code of the first run, for whoever stands at the box."""

from __future__ import annotations

import argparse
import sys

from appliance.casework.entrance.first_run import FirstRunCode
from appliance.clock import SystemClock
from appliance.commands.operators import register
from appliance.settings import Settings

HELP = "новий одноразовий код, з яким у консолі записують громаду й першого адміністратора"


def arguments(_parser: argparse.ArgumentParser) -> None:
    """Take none."""


def run(settings: Settings, _options: argparse.Namespace) -> int:
    """Print it; 1 when the first run is over. Raises DatabaseUnavailable."""
    with register(settings):
        code = FirstRunCode.offer(SystemClock().now())
    sys.stdout.write(f"{code}\n" if code else "Перший запуск уже відбувся: входьте зі своїм логіном.\n")
    return 0 if code else 1
