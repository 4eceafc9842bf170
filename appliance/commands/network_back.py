"""The network as it was before a change that nobody confirmed."""

from __future__ import annotations

import argparse
import sys

from appliance.settings import Settings
from appliance.technician.network import go_back
from appliance.technician.place import network_kept

HELP = "повернути мережу, якщо зміну ніхто не підтвердив (цю команду дає собі сама система)"


def arguments(_parser: argparse.ArgumentParser) -> None:
    """Take none."""


def run(_settings: Settings, _options: argparse.Namespace) -> int:
    """Put it back. Raises OSError."""
    sys.stdout.write("Мережу повернуто.\n" if go_back(network_kept()) else "Мережу ніхто не змінював.\n")
    return 0
