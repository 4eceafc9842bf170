"""Back to the state of a new box."""

from __future__ import annotations

import argparse
import sys

from appliance.settings import Settings
from appliance.technician.place import reset_mark
from appliance.technician.reset import erase

HELP = "стерти все, що зберігає скринька (просить про це лише меню техніка)"


def arguments(_parser: argparse.ArgumentParser) -> None:
    """Take none."""


def run(settings: Settings, _options: argparse.Namespace) -> int:
    """Erase it, if it was asked for. Raises NotReset, OSError."""
    erase(settings.box.state, reset_mark())
    sys.stdout.write("Усе стерто.\n")
    return 0
