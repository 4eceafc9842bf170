"""Do as root what the daemon asks for; begun by systemd when a request lies there."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

from appliance.clock import NTP_DONE, SET_BY_US, SystemClock
from appliance.logs import one_line
from appliance.settings import Settings
from appliance.upkeep.mending.root_deeds import Machine, act

HELP = "полагодити те, що може лише root: USB-порт, перезапуск, годинник (викликає systemd)"
RESTART = ("systemctl", "reboot")
STATE = Path("/var/lib/slukhavka-mend")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take where the kernel shows its devices."""
    parser.add_argument("--sys", type=Path, default=Path("/sys"), help="де ядро показує пристрої (інакше /sys)")


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Do all that is asked for, and say it. Raises OSError."""
    if not settings.asked.is_dir():
        sys.stdout.write("Нічого лагодити.\n")
        return 0
    machine = Machine(
        sys=options.sys,
        state=Path(os.environ.get("STATE_DIRECTORY", str(STATE))),
        ntp_done=NTP_DONE,
        clock_set=SET_BY_US,
        rtc=Path("/dev/rtc0"),
        now=SystemClock().now,
        sleep=time.sleep,
        restart=_restart,
        set_clock=lambda moment: time.clock_settime(time.CLOCK_REALTIME, moment),
    )
    sentences = list(act(settings.asked, machine))
    sys.stdout.write("".join(f"{one_line(sentence)}\n" for sentence in sentences) or "Нічого лагодити.\n")
    return 0


def _restart() -> None:
    subprocess.run(RESTART, check=True)  # noqa: S603  (all of it is ours)
