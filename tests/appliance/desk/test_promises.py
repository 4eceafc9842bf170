"""A promised call rings by itself when its hour comes."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from appliance.casework.accounts import BOX
from appliance.casework.alarms import Alarm
from appliance.casework.appointments import DUE, Appointment
from appliance.casework.callbacks import Callback, CallbackState
from appliance.casework.database import Database
from appliance.casework.migrate import migrate
from appliance.desk.promises import LOOK_S, Promises
from tests.appliance.casework.duty import kyiv
from tests.fakes.virtual_time import VirtualClock, run_virtually

MORNING = kyiv("2026-11-23 10:00")
CALLER = "+380662838182"


async def at_the_desk(path: Path, start: datetime) -> None:
    clock = VirtualClock(asyncio.get_running_loop(), start)
    database, news = Database(path, monotonic=clock.monotonic, prepare=migrate), list[str]()
    running = asyncio.ensure_future(Promises(database, clock, news.append).run())
    try:
        make = partial(Appointment.make, by=BOX, now=clock.now())
        owed = await database.run(make, CALLER, start + timedelta(minutes=10))
        await asyncio.sleep(600 - LOOK_S)
        assert await database.run(Alarm.standing) == []
        await asyncio.sleep(2 * LOOK_S)
        assert [(alarm.kind, alarm.about) for alarm in await database.run(Alarm.standing)] == [(DUE, str(owed))]
        assert news == ["alarms", "callback"]
        await database.run(partial(Callback.close, owed, CallbackState.DONE, by=BOX, now=clock.now()))
        await asyncio.sleep(10 * LOOK_S)
        [alarm] = await database.run(Alarm.standing)
        assert alarm.cleared_at is not None
        assert news == ["alarms", "callback"], "said once"
        await asyncio.to_thread(path.unlink)
        await asyncio.sleep(3 * LOOK_S)
        assert not running.done(), "a broken register ends nothing"
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await database.close()


def test_an_alarm_is_raised_when_the_promised_hour_has_come_once_and_cleared_when_the_call_is_made(
    tmp_path: Path,
) -> None:
    run_virtually(lambda: at_the_desk(tmp_path / "slukhavka.db", MORNING))
