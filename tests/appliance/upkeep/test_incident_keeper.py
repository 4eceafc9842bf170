"""The record keeps itself: over starts, cuts of power, lines that come and go, alarms."""

from __future__ import annotations

import asyncio
import json
import random
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.box.incidents import Incident
from appliance.casework.box.technician_told import Telling
from appliance.casework.database import Database, reading
from appliance.casework.migrate import migrate
from appliance.casework.texts.messages import Message
from appliance.clock import Moment
from appliance.contracts import LineState, LineStatus
from appliance.upkeep.incident_keeper import LOOK_S, SIGN_S, IncidentKeeper
from appliance.upkeep.sign_of_life import read_sign, sign_in, write_sign
from tests.fakes.fresh_register import lay_register
from tests.fakes.virtual_time import START, VirtualClock, run_virtually

DOWN, IDLE = LineState.DOWN, LineState.IDLE


@dataclass
class Run:
    """One run of a daemon with one line, as far as the record goes."""

    state: Path
    database: Database
    keeper: IncidentKeeper
    clock: VirtualClock

    async def line(self, state: LineState, reason: str = "") -> None:
        self.keeper.line_changed(LineStatus("sim1", state, reason))
        await asyncio.sleep(0.1)

    async def alarm(self, kind: AlarmKind, *, clear: bool = False) -> None:
        if clear:
            await self.database.run(lambda: Alarm.clear(kind, now=self.clock.now()))
        else:
            await self.database.run(lambda: Alarm.raise_alarm(kind, "Так і так.", now=self.clock.now()))


def runs(
    state: Path,
    what: Callable[[Run], Coroutine[Any, Any, None]],
    *,
    boot: str = "boot-1",
    start_s: float = 0.0,
    clean: bool = True,
    wanted: bool = True,
    trusted: bool = True,
    telling: Telling | None = None,
) -> None:
    """Let a daemon run from `start_s` on while `what` lasts; not `clean`: it is killed, not `wanted`: it falls."""

    async def main() -> None:
        clock = VirtualClock(asyncio.get_running_loop(), START + timedelta(seconds=start_s), trusted=trusted)
        clock.boot_id = boot
        database = Database(state / "slukhavka.db", monotonic=clock.monotonic, prepare=migrate)
        run = Run(state, database, _keeper(state, database, clock, telling or Telling()), clock)
        going = asyncio.ensure_future(run.keeper.run())
        await asyncio.sleep(0.5)
        await what(run)
        going.cancel()
        await asyncio.gather(going, return_exceptions=True)
        if clean:
            await run.keeper.close(wanted=wanted)
        await database.close()

    run_virtually(main)


def _keeper(state: Path, database: Database, clock: VirtualClock, telling: Telling) -> IncidentKeeper:
    return IncidentKeeper(
        state,
        database,
        clock,
        lines=["sim1"],
        telling=telling,
        wake_outbox=lambda: None,
        news=lambda _event: None,
    )


def record(state: Path) -> list[tuple[str, float | None]]:
    """Each incident in order: its kind, and how long, to the second; None: it is not over."""
    with reading(state / "slukhavka.db"):
        rows = sorted(Incident.latest(100), key=lambda row: row.id)
        return [(row.kind, None if row.lasted_s is None else round(row.lasted_s)) for row in rows]


@pytest.fixture
def state(tmp_path: Path) -> Path:
    lay_register(tmp_path / "slukhavka.db")
    return tmp_path


async def works_a_while(run: Run) -> None:
    await run.line(IDLE)
    await asyncio.sleep(SIGN_S + 5)


def test_the_first_start_of_a_box_is_no_incident(state: Path) -> None:
    runs(state, works_a_while)
    assert record(state) == []


def test_a_line_that_goes_and_comes_back_is_on_record_with_its_reason(state: Path) -> None:
    async def cut(run: Run) -> None:
        await run.line(IDLE)
        await run.line(DOWN, "Порт модема зник.")
        await asyncio.sleep(299.9)
        await run.line(IDLE)

    runs(state, cut)
    assert record(state) == [("line_down", 300)]
    with reading(state / "slukhavka.db"):
        [incident] = Incident.latest(1)
        assert (incident.about, incident.cause, incident.deaf) == ("sim1", "Порт модема зник.", True)


def test_a_daemon_that_was_told_to_stop_was_stopped_until_its_line_worked(state: Path) -> None:
    runs(state, works_a_while)

    async def late(run: Run) -> None:
        await asyncio.sleep(10)
        await run.line(IDLE)

    runs(state, late, start_s=3600)
    [(kind, _)] = record(state)
    assert kind == "stopped"


def test_a_sign_that_is_still_being_written_does_not_overwrite_the_farewell(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thread is not cancelled with who waits for it: a slow disk would make a crash of a wanted end."""
    begun, go_on, said = threading.Event(), threading.Event(), threading.Event()

    def slow(path: Path, now: Moment, *, clean: bool = False) -> None:
        if not clean:
            begun.set()
            go_on.wait(30)
        write_sign(path, now, clean=clean)
        if clean:
            said.set()

    monkeypatch.setattr("appliance.upkeep.incident_keeper.write_sign", slow)

    async def main() -> None:
        clock = VirtualClock(asyncio.get_running_loop())
        database = Database(state / "slukhavka.db", monotonic=clock.monotonic, prepare=migrate)
        keeper = _keeper(state, database, clock, Telling())
        going = asyncio.ensure_future(keeper.run())
        while not begun.is_set():
            await asyncio.sleep(0)
        going.cancel()
        closing = asyncio.ensure_future(keeper.close())
        await asyncio.to_thread(said.wait, 0.3)
        go_on.set()
        await closing
        await database.close()

    run_virtually(main)
    sign = read_sign(sign_in(state))
    assert sign is not None and sign.clean


def test_a_daemon_that_fell_over_its_own_mistake_has_crashed_however_tidily_it_left(state: Path) -> None:
    runs(state, works_a_while, wanted=False)
    runs(state, works_a_while, start_s=300)
    assert [kind for kind, _ in record(state)] == ["crash"]


def test_a_daemon_that_vanished_in_the_same_boot_has_crashed(state: Path) -> None:
    runs(state, works_a_while, clean=False)
    runs(state, works_a_while, start_s=300)
    assert [kind for kind, _ in record(state)] == ["crash"]


def test_another_boot_without_a_farewell_is_a_cut_of_power_and_a_start(state: Path) -> None:
    """The virtual boot began 1000 s before the loop, and the last sign was given after a minute."""
    runs(state, works_a_while, clean=False)
    runs(state, works_a_while, boot="boot-2", start_s=5000)
    assert record(state) == [("no_power", 5000 - 1000 - 60), ("starting", 1000)]
    with reading(state / "slukhavka.db"):
        went = Incident.downtime(START, START + timedelta(seconds=6000))
    assert (round(went.powered_s), round(went.deaf_s)) == (6000 - 3940, 1000)


def test_without_a_set_clock_the_dark_time_is_unknown_and_the_start_is_not(state: Path) -> None:
    runs(state, works_a_while, clean=False, trusted=False)
    runs(state, works_a_while, boot="boot-2", start_s=5000, trusted=False)
    assert record(state) == [("no_power", None), ("starting", 1000)]


def test_a_line_that_was_down_at_the_end_is_over_with_the_run_that_saw_it(state: Path) -> None:
    async def down(run: Run) -> None:
        await run.line(DOWN, "Немає мережі.")
        await asyncio.sleep(SIGN_S * 2)

    runs(state, down, clean=False)
    runs(state, down, boot="boot-2", start_s=7200, clean=False)
    assert [kind for kind, lasted in record(state) if lasted is None] == ["line_down"]
    assert [kind for kind, _ in record(state)] == ["line_down", "no_power", "starting", "line_down"]


def test_hours_of_a_line_that_comes_and_goes_sum_up_as_a_stop_watch_says(state: Path) -> None:
    watched: list[float] = []
    chance = random.Random(11)

    async def flap(run: Run) -> None:
        await run.line(IDLE)
        for _ in range(20):
            await asyncio.sleep(chance.uniform(1, 120))
            went_s = run.clock.monotonic()
            await run.line(DOWN, "Немає мережі.")
            await asyncio.sleep(chance.uniform(1, 90))
            watched.append(run.clock.monotonic() - went_s)
            await run.line(IDLE)

    runs(state, flap)
    with reading(state / "slukhavka.db"):
        assert Incident.deaf_s(START, START + timedelta(days=1)) == pytest.approx(sum(watched), abs=0.01)


def test_a_technical_alarm_is_an_incident_and_an_offices_one_is_none(state: Path) -> None:
    async def alarms(run: Run) -> None:
        await run.line(IDLE)
        await run.alarm(AlarmKind.DISK_FULL)
        await run.alarm(AlarmKind.NOBODY_READY)
        await run.alarm(AlarmKind.LINE_DOWN)
        await asyncio.sleep(100)
        await run.alarm(AlarmKind.DISK_FULL, clear=True)
        await asyncio.sleep(2 * LOOK_S)

    runs(state, alarms)
    [(kind, lasted)] = record(state)
    assert kind == "alarm"
    assert lasted is not None and 100 <= lasted <= 100 + 2 * LOOK_S


def test_an_alarm_that_comes_back_is_an_incident_each_time(state: Path) -> None:
    async def comes_and_goes(run: Run) -> None:
        await run.line(IDLE)
        for _ in range(3):
            await run.alarm(AlarmKind.DISK_FULL)
            await asyncio.sleep(100)
            await run.alarm(AlarmKind.DISK_FULL, clear=True)
            await asyncio.sleep(300)

    runs(state, comes_and_goes)
    with reading(state / "slukhavka.db"):
        assert [alarm.times for alarm in Alarm.standing()] == [3]
        begun = [round((row.began_at - START).total_seconds(), -2) for row in reversed(Incident.latest(9))]
    assert begun == [0, 400, 800]
    assert all(lasted is not None and 100 <= lasted <= 100 + 2 * LOOK_S for _, lasted in record(state))


def test_a_failed_self_test_is_an_incident_of_its_own_kind(state: Path) -> None:
    async def alarms(run: Run) -> None:
        await run.line(IDLE)
        await run.alarm(AlarmKind.SELF_TEST_FAILED)
        await asyncio.sleep(2 * LOOK_S)

    runs(state, alarms)
    assert record(state) == [("self_test", None)]


def test_the_technician_is_told_while_the_box_runs(state: Path) -> None:
    async def alarms(run: Run) -> None:
        await run.line(IDLE)
        await run.alarm(AlarmKind.DISK_FULL)
        await asyncio.sleep(600 + 2 * LOOK_S)

    runs(state, alarms, telling=Telling(("+380671230011",)))
    with reading(state / "slukhavka.db"):
        assert [message.source for message in Message.latest(5)] == ["alarm:1"]


def test_a_register_that_fails_meanwhile_gets_the_outage_later(state: Path) -> None:
    whole = state / "slukhavka.db"

    async def cut(run: Run) -> None:
        await run.line(IDLE)
        whole.rename(state / "away")
        await run.line(DOWN, "Порт модема зник.")
        await asyncio.sleep(60)
        await run.line(IDLE)
        (state / "away").rename(whole)
        await asyncio.sleep(20)

    runs(state, cut)
    assert record(state) == [("line_down", 60)]


def test_a_sign_is_given_every_minute_and_half_of_one_is_none(tmp_path: Path) -> None:
    path = sign_in(tmp_path)
    assert read_sign(path) is None

    async def wait(_run: Run) -> None:
        await asyncio.sleep(SIGN_S * 3)

    lay_register(tmp_path / "slukhavka.db")
    runs(tmp_path, wait, clean=False)
    sign = read_sign(path)
    assert sign is not None and not sign.clean
    assert sign.at.wall == START + timedelta(seconds=SIGN_S * 3)
    path.write_bytes(path.read_bytes()[:20])
    assert read_sign(path) is None
    path.write_text(json.dumps({"at": "2026-11-23T08:00:00"}))
    assert read_sign(path) is None


def test_a_full_disk_takes_no_sign_and_stops_nothing(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("appliance.upkeep.incident_keeper.write_sign", full)
    runs(state, works_a_while)
    assert read_sign(sign_in(state)) is None
