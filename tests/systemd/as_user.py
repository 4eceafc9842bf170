"""Does one deed of a unit under the unit's user and UMask: as_user.py UID GID DEED STATE. Begun by root.

The rights are put down here and not by who begins it: where Python itself lies may be closed to other users.
"""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.box.asked import MONTH, ask, take
from appliance.casework.entrance.phone_pin import PinFile
from appliance.casework.migrate import migrate
from appliance.casework.row import bind
from appliance.clock import SystemClock
from appliance.commands import backup, nightly
from appliance.settings import BoxSettings, CallSettings, ConsoleSettings, Settings

DATABASE = "slukhavka.db"
PIN = "927461"


def opened(state: Path, verb: Callable[[], object]) -> object:
    with bind(state / DATABASE).connection_context():
        return verb()


def alarm(state: Path) -> object:
    return opened(
        state, lambda: Alarm.raise_alarm(AlarmKind.BACKUP_OLD, "Т.", now=SystemClock().now(), about=str(os.getuid()))
    )


def box(state: Path) -> Settings:
    call, console = CallSettings(), ConsoleSettings()
    return Settings(box=BoxSettings(state=state), call=call, console=console, lines=())


DEEDS: Mapping[str, Callable[[Path], object]] = {
    "migrate": lambda state: len(migrate(state / DATABASE)) > 0,
    "write": lambda state: alarm(state) is not None,
    "read": lambda state: opened(state, lambda: len(Alarm.standing())),
    "set-pin": lambda state: PinFile(state).set(PIN),
    "try-pin": lambda state: PinFile(state).admit(PIN, datetime.now(UTC)).name,
    "ask": lambda state: ask(state / "asked", MONTH),
    "backup": lambda state: backup.run(box(state), Namespace(full=None)),
    "nightly": lambda state: nightly.run(box(state), Namespace()),
    "take": lambda state: take(state / "asked", MONTH),
}


def main(user: str, group: str, deed: str, state: str) -> None:
    os.umask(0o007)
    os.setgroups([])
    os.setresgid(int(group), int(group), int(group))
    os.setresuid(int(user), int(user), int(user))
    sys.stdout.write(f"{DEEDS[deed](Path(state))}")


if __name__ == "__main__":
    main(*sys.argv[1:])
