"""One request of the technician's menu, at the socket that systemd has put on standard input and output."""

from __future__ import annotations

import argparse
import json
import sys

from appliance.settings import Settings
from appliance.technician.helper import answer

HELP = "виконати один запит меню техніка (цю команду дає собі сама система)"
LINE_MAX = 4096


def arguments(_parser: argparse.ArgumentParser) -> None:
    """Take none."""


def run(settings: Settings, _options: argparse.Namespace) -> int:
    """Read a line, do it, answer with a line."""
    line = sys.stdin.readline(LINE_MAX)
    sys.stdout.write(json.dumps(answer(settings, line)) + "\n")
    sys.stdout.flush()
    return 0
