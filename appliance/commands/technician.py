"""The technician's menu."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

from appliance.settings import Settings
from appliance.technician.asking import SOCKET, Helper
from appliance.technician.menu import serve
from appliance.technician.terminal import IDLE_S, Terminal

HELP = "меню техніка на послідовній консолі й через SSH"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take where the helper listens, and for how long nobody may type."""
    parser.add_argument("--socket", type=Path, default=SOCKET, help=argparse.SUPPRESS)
    parser.add_argument("--idle-s", type=float, default=IDLE_S, help=argparse.SUPPRESS)


def run(_settings: Settings, options: argparse.Namespace) -> int:
    """Serve the terminal until he leaves. No key leads out of the menu."""
    for number in (signal.SIGQUIT, signal.SIGTSTP):
        signal.signal(number, signal.SIG_IGN)
    serve(Terminal(sys.stdin.fileno(), sys.stdout.fileno(), idle_s=options.idle_s), Helper(options.socket))
    return 0
