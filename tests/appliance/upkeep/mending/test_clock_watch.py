"""A clock that lies (row J14, reliability §A row 8): noticed, set from the mobile network, never believed too soon."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.row import bind
from appliance.clock import DOUBTED, RELEASED_ON, Moment, SystemClock
from appliance.contracts import LineState
from appliance.upkeep.mending.clock_judge import ClockJudge
from tests.appliance.upkeep.mending.root import Root, beside, sysfs
from tests.appliance.upkeep.mending.test_hangs import alarms
from tests.fakes.box import Box, with_box
from tests.fakes.virtual_time import START, VirtualClock

ROOT = Path(__file__).parents[4]
NOW = Moment(START, 1000.0, True, "boot-a")
TRUE = datetime(2026, 12, 24, 18, 0, tzinfo=UTC)
WRONG = (
    datetime(1970, 1, 1, tzinfo=UTC),
    datetime(2000, 1, 1, tzinfo=UTC),
    TRUE + timedelta(days=3653),
    TRUE - timedelta(days=1),
)


def at(seconds: float, *, wall_s: float | None = None, trusted: bool = True) -> Moment:
    """Return the moment so many seconds later; the wall may have gone otherwise."""
    wall = START + timedelta(seconds=seconds if wall_s is None else wall_s)
    return replace(NOW, wall=wall, monotonic_s=1000.0 + seconds, trusted=trusted)


def chip(directory: Path, seconds: float) -> None:
    """Lay a clock chip, as sysfs shows it, that shows so many seconds since 1970."""
    (directory / "rtc").mkdir(exist_ok=True)
    (directory / "rtc" / "since_epoch").write_text(f"{int(seconds)}\n")


def starting(wall: datetime) -> Callable[[asyncio.AbstractEventLoop], VirtualClock]:
    return lambda loop: VirtualClock(loop, wall, trusted=False)


@pytest.mark.row("J14")
@pytest.mark.parametrize(("family", "wall"), list(zip(("quectel_ec25", "sim7600") * 2, WRONG, strict=True)))
def test_a_box_that_wakes_in_a_wrong_year_learns_the_time_from_the_mobile_network(
    tmp_path: Path, family: str, wall: datetime
) -> None:
    async def test(box: Box) -> None:
        box.modem.network.time = TRUE
        root = Root(box, sysfs(tmp_path / "sys"), heals=lambda _sentence: False)

        async def waking() -> None:
            await asyncio.sleep(200.0)
            now = box.clock.now()
            elapsed = timedelta(seconds=now.monotonic_s - 1000.0)
            assert abs(now.wall - TRUE - elapsed) <= timedelta(seconds=2)
            assert now.trusted
            assert [sentence.split(":")[0] for _, sentence in root.done] == ["Годинник налаштовано з мобільної мережі"]

        await beside(root, waking)

    with_box(test, tmp_path, family, clock=starting(wall))


@pytest.mark.row("J14")
def test_a_call_that_came_before_the_time_was_known_is_put_right_when_it_is(tmp_path: Path) -> None:
    async def test(box: Box) -> None:
        root = Root(box, sysfs(tmp_path / "sys"), heals=lambda _sentence: False)

        async def calling() -> None:
            await box.until_line(LineState.IDLE)
            caller = box.ring()
            rang_s = box.clock.monotonic()
            await asyncio.sleep(20.0)
            await caller.hang_up()
            [record] = await box.closed_records(1)
            assert (record.rang_at.year, record.clock_trusted) == (1970, False)
            box.modem.network.time = TRUE
            await asyncio.sleep(200.0)
            now = box.clock.now()
            assert now.trusted
            [record] = await box.closed_records(1)
            ago = timedelta(seconds=now.monotonic_s - rang_s)
            assert record.clock_trusted
            assert abs(now.wall - record.rang_at - ago) <= timedelta(seconds=2)
            assert record.rang_at <= record.answered_at <= record.ended_at < record.rang_at + timedelta(seconds=60)

        await beside(root, calling)

    with_box(test, tmp_path, "quectel_ec25", clock=starting(WRONG[0]))


@pytest.mark.row("J14")
def test_a_clock_that_nobody_sets_is_an_alarm_and_stays_untrusted(tmp_path: Path) -> None:
    async def test(box: Box) -> None:
        await asyncio.sleep(150.0)
        [(kind, sentence, stands)] = alarms(box)
        assert (kind, stands) == (AlarmKind.CLOCK_WRONG, True)
        assert "не налаштовано" in sentence
        assert not box.clock.now().trusted
        assert not (box.settings.asked / "clock").exists()
        box.clock.trusted = True
        await asyncio.sleep(15.0)
        assert [stands for _, _, stands in alarms(box)] == [False]

    with_box(test, tmp_path, clock=starting(TRUE))


@pytest.mark.row("J14")
def test_a_trusted_clock_that_leaps_is_doubted_and_told(tmp_path: Path) -> None:
    async def test(box: Box) -> None:
        await asyncio.sleep(30.0)
        box.clock.start += timedelta(hours=3, minutes=20)
        await asyncio.sleep(15.0)
        [(kind, sentence, _)] = alarms(box)
        assert kind == AlarmKind.CLOCK_WRONG
        assert sentence.startswith("Годинник перескочив на 3 год 20 хв")
        assert not box.clock.now().trusted

    with_box(test, tmp_path)


@pytest.mark.row("J14")
def test_a_daemon_that_begins_with_a_doubt_keeps_it_and_its_alarm_until_something_vouches(tmp_path: Path) -> None:
    def doubted(loop: asyncio.AbstractEventLoop) -> VirtualClock:
        clock = VirtualClock(loop)
        clock.doubted = True
        return clock

    async def test(box: Box) -> None:
        with bind(box.settings.database).connection_context():
            Alarm.raise_alarm(AlarmKind.CLOCK_WRONG, "Годинник перескочив.", now=box.clock.now())
        await asyncio.sleep(60.0)
        assert (box.clock.doubted, box.clock.now().trusted) == (True, False)
        assert [stands for _, _, stands in alarms(box)] == [True]

    with_box(test, tmp_path, clock=doubted)


def judged(*moments: Moment) -> ClockJudge:
    judge = ClockJudge()
    for moment in moments:
        judge.look(moment)
    return judge


def test_a_clock_that_goes_with_the_monotonic_one_is_left_alone() -> None:
    judge = judged(*(at(10.0 * turn) for turn in range(100)))
    assert (judge.doubted, judge.alarm(at(1000.0)), judge.better(at(1000.0))) == (False, "", None)


def test_a_leap_of_a_clock_that_was_never_trusted_is_its_setting() -> None:
    judge = judged(at(0.0, trusted=False), at(10.0, wall_s=9_000_000.0))
    assert (judge.doubted, judge.alarm(at(20.0, wall_s=9_000_010.0))) == (False, "")


def test_one_reading_of_the_network_or_two_at_once_set_nothing() -> None:
    judge = judged(at(0.0, trusted=False))
    judge.hear(TRUE, at(10.0, trusted=False))
    assert judge.better(at(11.0, trusted=False)) is None
    judge.hear(TRUE + timedelta(seconds=1), at(11.0, trusted=False))
    assert judge.better(at(12.0, trusted=False)) is None


def test_two_readings_that_do_not_agree_set_nothing() -> None:
    judge = judged(at(0.0, trusted=False))
    judge.hear(TRUE, at(10.0, trusted=False))
    judge.hear(TRUE + timedelta(seconds=90), at(40.0, trusted=False))
    assert judge.better(at(41.0, trusted=False)) is None


def test_a_modem_that_lives_in_1980_is_not_believed() -> None:
    judge = judged(at(0.0, trusted=False))
    for seconds in (10.0, 40.0, 70.0):
        judge.hear(datetime(1980, 1, 6, tzinfo=UTC) + timedelta(seconds=seconds), at(seconds, trusted=False))
    assert judge.better(at(71.0, trusted=False)) is None


def test_a_chip_that_is_a_day_off_is_doubted_when_the_network_says_so_twice() -> None:
    judge = judged(at(0.0))
    for seconds in (10.0, 40.0):
        judge.hear(START + timedelta(days=1, seconds=seconds), at(seconds))
        judge.look(at(seconds))
    assert judge.doubted
    assert judge.better(at(50.0, trusted=False)) == START + timedelta(days=1, seconds=50)
    assert "розходиться" in judge.alarm(at(50.0, trusted=False))


def test_a_leap_of_a_clock_that_the_internet_vouches_for_is_told_for_a_while_and_no_doubt() -> None:
    judge = judged(at(0.0), at(10.0, wall_s=7210.0), at(20.0, wall_s=7220.0))
    assert not judge.doubted
    assert "перескочив" in judge.alarm(at(30.0, wall_s=7230.0))
    assert judge.alarm(at(700.0, wall_s=7900.0)) == ""


def test_a_leap_that_the_network_confirms_is_forgiven() -> None:
    judge = judged(at(0.0), at(10.0, wall_s=7210.0))
    assert judge.doubted
    for seconds in (20.0, 50.0):
        judge.hear(START + timedelta(seconds=seconds + 7200.0), at(seconds, wall_s=seconds + 7200.0, trusted=False))
    judge.look(at(60.0, wall_s=7260.0, trusted=False))
    assert not judge.doubted


class TestTheClockOfThisMachine:
    """Marks of trust, and a doubt."""

    @staticmethod
    def clock(tmp_path: Path, *marks: str) -> SystemClock:
        (tmp_path / "boot_id").write_text("boot-a\n")
        for mark in marks:
            if mark == "rtc":
                chip(tmp_path, time.time())
            else:
                (tmp_path / mark).touch()
        return SystemClock(
            boot_id=tmp_path / "boot_id",
            ntp_done=tmp_path / "ntp",
            rtc=tmp_path / "rtc",
            set_by_us=tmp_path / "ours",
            doubted=tmp_path / "doubted",
        )

    @pytest.mark.parametrize("mark", ["ntp", "rtc", "ours"])
    def test_any_mark_makes_it_trusted(self, tmp_path: Path, mark: str) -> None:
        assert not self.clock(tmp_path).now().trusted
        assert self.clock(tmp_path, mark).now().trusted is (datetime.now(UTC) >= RELEASED_ON)

    @pytest.mark.row("J14")
    @pytest.mark.parametrize(
        "told",
        [
            pytest.param("37", id="begun anew in 1970, with uptime"),
            pytest.param("946684837", id="begun anew in 2000"),
            pytest.param(str(int(time.time()) - 10 * 3600), id="ten hours behind what the box has saved"),
            pytest.param(str(int(time.time()) + 10 * 3600), id="ahead: nobody has set the wall by it"),
            pytest.param("", id="nothing"),
            pytest.param("-", id="no number"),
        ],
    )
    def test_a_chip_that_did_not_keep_the_time_vouches_for_nothing(self, tmp_path: Path, told: str) -> None:
        clock = self.clock(tmp_path, "rtc")
        (tmp_path / "rtc" / "since_epoch").write_text(told)
        dead = self.clock(tmp_path)
        assert (clock.now().trusted, dead.now().trusted) == (datetime.now(UTC) >= RELEASED_ON, False)
        (tmp_path / "ours").touch()
        assert dead.now().trusted is (datetime.now(UTC) >= RELEASED_ON)

    def test_a_chip_whose_driver_tells_no_time_vouches_for_nothing(self, tmp_path: Path) -> None:
        (tmp_path / "rtc" / "since_epoch").mkdir(parents=True)
        assert not self.clock(tmp_path).now().trusted

    @pytest.mark.parametrize(("mark", "trusted"), [("ntp", True), ("rtc", False), ("ours", False)])
    def test_a_doubt_outweighs_all_but_the_internet(self, tmp_path: Path, mark: str, trusted: bool) -> None:
        clock = self.clock(tmp_path, mark)
        clock.doubt(True)
        believable = datetime.now(UTC) >= RELEASED_ON
        assert clock.now().trusted is (trusted and believable)
        clock.doubt(False)
        assert clock.now().trusted is believable

    def test_what_the_daemon_doubts_no_other_process_trusts(self, tmp_path: Path) -> None:
        daemon, nightly = self.clock(tmp_path, "rtc"), self.clock(tmp_path, "rtc")
        believable = datetime.now(UTC) >= RELEASED_ON
        assert nightly.now().trusted is believable
        daemon.doubt(True)
        assert not nightly.now().trusted
        daemon.doubt(False)
        assert nightly.now().trusted is believable

    def test_a_daemon_that_begins_anew_in_the_same_boot_doubts_what_it_doubted(self, tmp_path: Path) -> None:
        self.clock(tmp_path, "rtc").doubt(True)
        anew = self.clock(tmp_path, "rtc")
        assert (anew.doubted, anew.now().trusted) == (True, False)
        anew.doubt(False)
        assert not anew.doubted

    def test_a_doubt_that_can_be_told_to_nobody_is_doubted_all_the_same(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        chip(tmp_path, time.time())
        clock = SystemClock(rtc=tmp_path / "rtc", doubted=tmp_path / "no such directory" / "doubted")
        for _ in range(3):
            clock.doubt(True)
        assert (clock.doubted, clock.now().trusted) == (True, False)
        assert caplog.text.count("other processes") == 1

    def test_the_daemon_has_a_place_for_its_mark_that_goes_with_the_boot_and_not_with_the_daemon(self) -> None:
        unit = (ROOT / "systemd" / "slukhavka.service").read_text().splitlines()
        assert f"RuntimeDirectory={DOUBTED.parent.name}" in unit
        assert "RuntimeDirectoryPreserve=yes" in unit
        assert DOUBTED.parent.parent == Path("/run")
