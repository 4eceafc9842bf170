"""Prepare the database."""

from __future__ import annotations

import argparse
import sys

from appliance.casework.migrate import migrate
from appliance.settings import Settings

HELP = "підготувати базу даних до роботи з цією версією"


def arguments(_parser: argparse.ArgumentParser) -> None:
    """Take none."""


def run(settings: Settings, _options: argparse.Namespace) -> int:
    """Apply what is missing and say what that was."""
    settings.database.parent.mkdir(parents=True, exist_ok=True)
    done = migrate(settings.database)
    sys.stdout.write(f"Базу даних підготовлено: {', '.join(done) or 'змін не потрібно'}.\n")
    return 0
