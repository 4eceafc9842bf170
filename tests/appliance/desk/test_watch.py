"""What the box looks at by itself, whether a browser is open or not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import cast

import pytest

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.box.danger_messages import PURPOSE
from appliance.casework.contacts.appointments import Appointment
from appliance.casework.contacts.callbacks import Callback, CallbackState
from appliance.casework.contacts.calls import CallStart, VoiceMessage
from appliance.casework.contacts.returns import HandledMessage
from appliance.casework.database import Database
from appliance.casework.entrance.accounts import BOX, Origin
from appliance.casework.knowledge.articles import Article
from appliance.casework.knowledge.topics import Category
from appliance.casework.menus.publications import Publication
from appliance.casework.menus.revisions import Revision
from appliance.casework.migrate import migrate
from appliance.casework.notices.works import NewWorks, Works
from appliance.casework.notices.works_words import What, WorksKind
from appliance.casework.office.calendar import WorkCalendar
from appliance.casework.people.person_erasure import ErasedFile, Erasure
from appliance.casework.staff.operators import Operator, Reach
from appliance.casework.staff.presence import Presence
from appliance.clock import Moment
from appliance.contracts.office import PresenceState
from appliance.desk.pending import PendingMessage
from appliance.desk.watch import LOOK_S, PROMISES_S, Watch
from tests.appliance.casework.duty import OFFICE, kyiv, officer, who
from tests.appliance.casework.known_people import person
from tests.fakes.virtual_time import VirtualClock, run_virtually

MORNING, AFTERNOON = kyiv("2026-11-23 10:00"), kyiv("2026-11-23 16:55")


def left(uid: str, now: Moment) -> int:
    """Keep a message about a danger to life; return its number."""
    call = CallStart(uid, "gsm1", True, now, "+380671112233", "+380671112233", "normal")
    return PendingMessage(uid, PURPOSE, now, f"{uid}.wav", 6.0, 4.5).enter(call)


class Desk:
    """A watch at work on a register of its own."""

    def __init__(self, path: Path, start: datetime) -> None:
        self.clock = VirtualClock(asyncio.get_running_loop(), start)
        self.database = Database(path, monotonic=self.clock.monotonic, prepare=migrate)
        self.news: list[str] = []
        self.published_at: list[datetime] = []
        self.calendar: WorkCalendar = OFFICE

    def publish(self) -> None:
        self.published_at.append(self.clock.now().wall)

    async def looked(self) -> list[tuple[str, bool]]:
        """Let it look once more; return the alarms that stand, each with whether it is open."""
        await asyncio.sleep(LOOK_S)
        standing = await self.database.run(Alarm.standing)
        return sorted((alarm.kind, alarm.cleared_at is None) for alarm in standing)


def at_a_desk(tmp_path: Path, test: Callable[[Desk], Coroutine[None, None, None]], start: datetime = MORNING) -> None:
    async def main() -> None:
        desk = Desk(tmp_path / "slukhavka.db", start)
        watch = Watch(desk.database, desk.clock, lambda: desk.calendar, tmp_path, desk.news.append, desk.publish)
        running = asyncio.ensure_future(watch.run())
        await asyncio.sleep(1.0)
        try:
            await test(desk)
            assert not running.done()
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await desk.database.close()

    run_virtually(main)


def one_operator(desk: Desk, state: PresenceState) -> None:
    number = Operator.add("Олена Коваль", Reach("201"), now=desk.clock.now())
    Presence.change(number, state, by=who(), now=desk.clock.now())


@pytest.mark.row("B15")
def test_a_promised_call_becomes_an_alarm_when_its_hour_has_come_once_and_until_the_call_is_made(
    tmp_path: Path,
) -> None:
    async def test(desk: Desk) -> None:
        make = partial(Appointment.make, by=BOX, now=desk.clock.now())
        owed = await desk.database.run(make, "+380662838182", MORNING + timedelta(minutes=9))
        await asyncio.sleep(9 * 60 - 2 * PROMISES_S)
        assert await desk.database.run(Alarm.standing) == []
        await asyncio.sleep(3 * PROMISES_S)
        assert [(alarm.kind, alarm.about) for alarm in await desk.database.run(Alarm.standing)] == [
            (AlarmKind.APPOINTMENT_DUE, str(owed))
        ]
        await desk.database.run(partial(Callback.close, owed, CallbackState.DONE, by=BOX, now=desk.clock.now()))
        await asyncio.sleep(3 * PROMISES_S)
        [alarm] = await desk.database.run(Alarm.standing)
        assert alarm.cleared_at is not None
        assert desk.news == ["alarms", "callback"], "said once"

    at_a_desk(tmp_path, test)


@pytest.mark.row("B23")
def test_a_night_without_an_officer_becomes_an_alarm_without_anybody_looking(tmp_path: Path) -> None:
    async def test(desk: Desk) -> None:
        await desk.database.run(officer)
        assert await desk.looked() == [(AlarmKind.NIGHT_WITHOUT_DUTY, True)]
        assert await desk.looked() == [(AlarmKind.NIGHT_WITHOUT_DUTY, True)]
        assert desk.news == ["alarms"]

    at_a_desk(tmp_path, test)


@pytest.mark.row("D2")
def test_an_answer_past_its_day_of_review_becomes_one_alarm_without_anybody_looking(tmp_path: Path) -> None:
    def entered(desk: Desk) -> None:
        now = desk.clock.now()
        topic = Category.add("Вода", by=BOX, now=now)
        Article.add(topic, "Коли?", "Увечері.", "", review_by=date(2026, 11, 22), by=BOX, now=now)

    async def test(desk: Desk) -> None:
        await desk.database.run(entered, desk)
        assert await desk.looked() == [(AlarmKind.STALE_ANSWERS, True)]
        assert await desk.looked() == [(AlarmKind.STALE_ANSWERS, True)]
        assert desk.news == ["alarms"]

    at_a_desk(tmp_path, test)


@pytest.mark.row("B2")
def test_open_hours_without_a_ready_operator_are_an_alarm_before_anybody_calls(tmp_path: Path) -> None:
    async def test(desk: Desk) -> None:
        await desk.database.run(one_operator, desk, PresenceState.BREAK)
        assert await desk.looked() == [(AlarmKind.NOBODY_READY, True)]
        by, now = await desk.database.run(who), desk.clock.now()
        await desk.database.run(lambda: Presence.change(1, PresenceState.READY, by=by, now=now))
        assert await desk.looked() == [(AlarmKind.NOBODY_READY, False)]

    at_a_desk(tmp_path, test)


@pytest.mark.row("B2")
def test_nobody_is_missed_when_the_office_shuts(tmp_path: Path) -> None:
    async def test(desk: Desk) -> None:
        await desk.database.run(one_operator, desk, PresenceState.OFF)
        assert await desk.looked() == []
        desk.calendar = WorkCalendar.round_the_clock()
        assert await desk.looked() == [(AlarmKind.NOBODY_READY, True)]
        desk.calendar = OFFICE
        assert await desk.looked() == [(AlarmKind.NOBODY_READY, False)]

    at_a_desk(tmp_path, test, AFTERNOON)


def test_a_line_without_operators_and_officers_is_left_in_peace(tmp_path: Path) -> None:
    async def test(desk: Desk) -> None:
        assert await desk.looked() == []
        assert desk.news == []

    at_a_desk(tmp_path, test)


def test_an_erasure_that_a_power_cut_broke_off_is_finished(tmp_path: Path) -> None:
    left = tmp_path / "left.wav"
    left.write_bytes(b"words of somebody who is erased")

    async def test(desk: Desk) -> None:
        def broken_off() -> None:
            now = desk.clock.now()
            erasure = Erasure.create(
                person=person(), basis="заява", counts={}, erased_at=now.wall, clock_trusted=now.trusted, account=None
            )
            ErasedFile.insert(path=left.name, erasure=erasure).execute()

        await desk.database.run(broken_off)
        await desk.looked()
        assert not left.exists()

    at_a_desk(tmp_path, test)


def test_a_mistake_of_ours_does_not_end_the_watch(tmp_path: Path) -> None:
    async def test(desk: Desk) -> None:
        whole, desk.calendar = desk.calendar, cast(WorkCalendar, None)
        await asyncio.sleep(LOOK_S)
        desk.calendar = whole
        await desk.database.run(officer)
        assert await desk.looked() == [(AlarmKind.NIGHT_WITHOUT_DUTY, True)]

    at_a_desk(tmp_path, test)


def test_a_database_that_fails_does_not_end_the_watch(tmp_path: Path) -> None:
    async def test(desk: Desk) -> None:
        await desk.database.run(officer)
        path = tmp_path / "slukhavka.db"
        path.rename(tmp_path / "away")
        await asyncio.sleep(LOOK_S)
        (tmp_path / "away").rename(path)
        assert await desk.looked() == [(AlarmKind.NIGHT_WITHOUT_DUTY, True)]

    at_a_desk(tmp_path, test)


@pytest.mark.row("D3")
def test_what_is_to_be_published_at_a_set_time_begins_then_and_not_before(tmp_path: Path) -> None:
    async def test(desk: Desk) -> None:
        now = desk.clock.now()
        due = now.wall + timedelta(hours=2)

        def ask() -> Publication:
            revision = Revision.given("", {"title": "Лінія"}, "", by=BOX, now=now)
            return Publication.ask_revision(revision.id, at=due, by=BOX, now=now)

        asked = await desk.database.run(ask)
        await asyncio.sleep(2 * 3600 + 2 * PROMISES_S)
        assert timedelta(0) <= desk.published_at[0] - due <= timedelta(seconds=PROMISES_S)
        await desk.database.run(lambda: asked.done("1", "", now=desk.clock.now()))
        begun = len(desk.published_at)
        await asyncio.sleep(10 * PROMISES_S)
        assert len(desk.published_at) == begun

    at_a_desk(tmp_path, test)


@pytest.mark.row("C28")
def test_works_that_nobody_closes_are_an_alarm_an_hour_after_their_end_once(tmp_path: Path) -> None:
    async def test(desk: Desk) -> None:
        now = desk.clock.now()
        new = NewWorks(WorksKind.PLANNED, What.WATER, now.wall, now.wall + timedelta(minutes=30))
        number = await desk.database.run(partial(Works.register, new, by=BOX, now=now))
        await asyncio.sleep(80 * 60)
        assert await desk.looked() == [], "not yet an hour"
        assert await desk.looked() == [(AlarmKind.WORKS_NOT_CLOSED, True)]
        assert desk.news == ["alarms"]
        assert await desk.looked() == [(AlarmKind.WORKS_NOT_CLOSED, True)]
        assert desk.news == ["alarms"], "once"
        await desk.database.run(partial(Works.close, number, "Готово", by=BOX, now=desk.clock.now()))
        assert await desk.looked() == [(AlarmKind.WORKS_NOT_CLOSED, False)]

    at_a_desk(tmp_path, test)


def test_a_clock_that_nobody_has_set_forgets_no_works(tmp_path: Path) -> None:
    async def test(desk: Desk) -> None:
        now, desk.clock.trusted = desk.clock.now(), False
        new = NewWorks(WorksKind.PLANNED, What.WATER, now.wall, now.wall + timedelta(minutes=1))
        await desk.database.run(partial(Works.register, new, by=BOX, now=now))
        await asyncio.sleep(2 * 3600)
        assert await desk.looked() == []
        desk.clock.trusted = True
        assert await desk.looked() == [(AlarmKind.WORKS_NOT_CLOSED, True)]

    at_a_desk(tmp_path, test)


@pytest.mark.row("K2")
def test_an_alarm_of_danger_ends_with_who_has_dealt_with_its_message(tmp_path: Path) -> None:
    async def test(desk: Desk) -> None:
        first, second = [await desk.database.run(left, uid * 32, desk.clock.now()) for uid in "ab"]
        await asyncio.sleep(PROMISES_S)
        assert len(await desk.database.run(Alarm.standing)) == 2
        handled_at = desk.clock.now()
        await desk.database.run(lambda: HandledMessage.mark(first, by=who("Олена Коваль"), now=handled_at))
        await asyncio.sleep(PROMISES_S + 1)
        assert "alarms" in desk.news
        [alarm] = await desk.database.run(Alarm.standing)
        assert alarm.about == str(second)
        ended = await desk.database.run(lambda: Alarm.get(Alarm.about == str(first)))
        assert ended.cleared_at is not None
        assert (ended.acknowledged_at, ended.acknowledged_origin) == (handled_at.wall, Origin.CONSOLE)

    at_a_desk(tmp_path, test)


def test_an_alarm_of_danger_whose_message_is_gone_ends_and_waits_to_be_seen(tmp_path: Path) -> None:
    async def test(desk: Desk) -> None:
        number = await desk.database.run(left, "a" * 32, desk.clock.now())
        await desk.database.run(lambda: VoiceMessage.delete().where(VoiceMessage.id == number).execute())
        await asyncio.sleep(PROMISES_S + 1)
        [alarm] = await desk.database.run(Alarm.standing)
        assert alarm.cleared_at is not None and alarm.acknowledged_at is None

    at_a_desk(tmp_path, test)
