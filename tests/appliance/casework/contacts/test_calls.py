"""What the office keeps of a call."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from appliance.casework.contacts.calls import INTERRUPTED, CallEnd, CallRecord, CallStart, VoiceMessage
from appliance.casework.migrate import migrate
from appliance.casework.row import bind
from appliance.clock import Moment
from appliance.contracts import CallResult, EndedBy

RANG = Moment(datetime(2026, 11, 23, 8, 0, 0, 120, tzinfo=UTC), 1000.0, True, "boot-1")
END = CallEnd(
    answered_at=RANG.wall + timedelta(seconds=4),
    ended_at=RANG.wall + timedelta(seconds=64),
    duration_s=60.0,
    result=CallResult.SERVED,
    ended_by=EndedBy.CALLER,
    keys="12",
    nodes=("greeting", "menu"),
)


def call(**changes: object) -> CallStart:
    start = CallStart(
        uid=uuid4().hex,
        line="gsm1",
        incoming=True,
        rang=RANG,
        number_raw="0662838182",
        number="+380662838182",
        number_kind="normal",
        menu_revision="7",
    )
    return replace(start, **changes)  # type: ignore[arg-type]


def keep(start: CallStart, uid: str, path: str = "2026/a.wav") -> int:
    return VoiceMessage.keep(start, uid=uid, purpose="message", kept=RANG, path=path, duration_s=9.5, sound_s=7.0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "slukhavka.db"
    migrate(file)
    return file


@pytest.fixture(autouse=True)
def opened(path: Path) -> Iterator[None]:
    database = bind(path)
    database.connect()
    yield
    database.close()


def only() -> CallRecord:
    (record,) = CallRecord.latest(10)
    return record


def test_a_call_is_written_when_it_rings_and_closed_when_it_ends() -> None:
    start = call()
    CallRecord.begin(start)
    assert only().result is None
    CallRecord.finish(start, END)
    record = only()
    assert (record.result, record.ended_by) == (CallResult.SERVED, EndedBy.CALLER)
    assert (record.keys, record.nodes, record.duration_s) == ("12", ["greeting", "menu"], 60.0)
    assert record.number == "+380662838182"
    assert record.menu_revision == "7"
    assert (record.incoming, record.clock_trusted) == (True, True)


def test_moments_come_back_as_they_went_in_with_their_zone() -> None:
    CallRecord.begin(call())
    assert only().rang_at == RANG.wall
    assert only().rang_at.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        CallRecord.begin(call(rang=replace(RANG, wall=RANG.wall.replace(tzinfo=None))))


def test_beginning_and_ending_twice_changes_nothing() -> None:
    start = call()
    for _ in range(2):
        CallRecord.begin(start)
    CallRecord.finish(start, END)
    CallRecord.finish(start, replace(END, result=CallResult.SHORT, keys="9"))
    CallRecord.begin(start)
    assert (only().result, only().keys) == (CallResult.SERVED, "12")


def test_an_end_whose_beginning_never_came_makes_the_whole_row() -> None:
    CallRecord.finish(call(), END)
    assert (only().number, only().result) == ("+380662838182", CallResult.SERVED)


def test_a_number_that_came_after_the_first_ring_is_kept_at_the_end() -> None:
    start = call(number_raw=None, number=None, number_kind="unavailable")
    CallRecord.begin(start)
    CallRecord.finish(replace(start, number_raw="0441234567", number="+380441234567", number_kind="normal"), END)
    assert (only().number, only().number_kind) == ("+380441234567", "normal")


@pytest.mark.parametrize("verb", [CallRecord.note_caller, lambda known: CallRecord.note_answer(known, RANG.wall)])
@pytest.mark.parametrize("begun", [True, False])
def test_a_number_that_came_after_the_first_ring_is_kept_while_the_call_lives(
    verb: Callable[[CallStart], None], begun: bool
) -> None:
    start = call(number_raw=None, number=None, number_kind="unavailable", menu_revision="")
    if begun:
        CallRecord.begin(start)
    verb(replace(start, number_raw="0441234567", number="+380441234567", number_kind="normal"))
    record = only()
    assert (record.number, record.number_raw, record.number_kind) == ("+380441234567", "0441234567", "normal")
    assert record.result is None


def test_a_number_that_comes_when_all_is_over_changes_nothing() -> None:
    start = call()
    CallRecord.finish(start, END)
    CallRecord.note_caller(replace(start, number="+380441234567"))
    CallRecord.note_answer(replace(start, number="+380441234567"), RANG.wall)
    assert (only().number, only().answered_at) == ("+380662838182", END.answered_at)


@pytest.mark.parametrize("raw", ["9" * 500, "\ud800half", "'; DROP TABLE call_record; --", "\x00\x1b[2J", "а́" * 64])
def test_whatever_the_network_sends_as_a_number_is_kept_at_most_64_long(raw: str) -> None:
    CallRecord.begin(call(number_raw=raw, number=None, number_kind="malformed"))
    assert len(str(only().number_raw)) <= 64


def test_the_latest_calls_come_newest_first_whatever_the_wall_clock_said() -> None:
    uids = []
    for day in (20, 1, 10):
        start = call(rang=replace(RANG, wall=RANG.wall.replace(day=day)))
        CallRecord.begin(start)
        uids.append(start.uid)
    assert [record.uid for record in CallRecord.latest(2)] == [uids[2], uids[1]]


def test_calls_of_an_earlier_boot_are_settled_by_what_is_known() -> None:
    rang, answered, done = call(), call(), call()
    for start in (rang, answered, done):
        CallRecord.begin(start)
    CallRecord.note_answer(answered, RANG.wall)
    CallRecord.finish(done, END)
    assert CallRecord.settle_interrupted(replace(RANG, boot_id="boot-2", monotonic_s=5.0)) == 2
    found = {record.uid: record for record in CallRecord.latest(10)}
    assert found[rang.uid].result == CallResult.MISSED
    assert found[answered.uid].result == CallResult.SERVED
    for start in (rang, answered):
        assert (found[start.uid].ended_by, found[start.uid].fault) == (EndedBy.FAULT, INTERRUPTED)
        assert found[start.uid].ended_at is None
    assert found[done.uid].fault == ""


def test_settling_spares_the_living_calls_of_this_run_and_not_those_before_a_restart() -> None:
    before, alive = call(), call(rang=replace(RANG, monotonic_s=2000.0))
    CallRecord.begin(before)
    CallRecord.begin(alive)
    assert CallRecord.settle_interrupted(replace(RANG, monotonic_s=1500.0)) == 1
    assert {record.uid: record.result for record in CallRecord.latest(10)} == {
        before.uid: CallResult.MISSED,
        alive.uid: None,
    }


def test_a_message_gets_one_number_however_often_it_is_entered() -> None:
    start, uid = call(), uuid4().hex
    number = keep(start, uid)
    assert keep(start, uid) == number
    assert keep(start, uuid4().hex, "2026/b.wav") == number + 1


def test_a_message_brings_its_call_along_when_that_has_no_row_yet() -> None:
    start = call()
    number = keep(start, uuid4().hex)
    assert [message.id for message in only().messages] == [number]
    found = VoiceMessage.numbered(number)
    assert found is not None
    assert (found.call.uid, found.path, found.line) == (start.uid, "2026/a.wav", "gsm1")
    assert VoiceMessage.numbered(number + 1) is None


@pytest.mark.parametrize("where", ["/etc/passwd", "../secret.wav", "2026/../../secret.wav"])
def test_a_message_cannot_lie_outside_the_recordings(where: str) -> None:
    with pytest.raises(ValueError, match="leaves the directory"):
        keep(call(), uuid4().hex, where)


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4
from appliance.casework import sqlite
from appliance.casework.contacts.calls import CallRecord, CallStart
from appliance.casework.row import bind
from appliance.clock import Moment

sqlite.BUSY_TIMEOUT_S = 60.0
bind(Path(sys.argv[1])).connect()
for _ in range(int(sys.argv[2])):
    uid = uuid4().hex
    moment = Moment(datetime(2026, 11, 23, tzinfo=UTC), 1.0, True, "boot-1")
    CallRecord.begin(CallStart(uid, "gsm1", True, moment, None, None, "unavailable"))
    print(uid, flush=True)
"""


def writer(path: Path, rows: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(path), str(rows)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_every_acknowledged_row_survives_kill_9(path: Path) -> None:
    with writer(path, 1_000_000) as child:
        assert child.stdout is not None
        acknowledged = [child.stdout.readline().strip() for _ in range(50)]
        child.send_signal(signal.SIGKILL)
        acknowledged += child.stdout.read().split()
    kept = {record.uid for record in CallRecord.select()}
    assert {uid for uid in acknowledged if len(uid) == 32} <= kept
    assert bind(path).pragma("integrity_check") == "ok"


def test_two_processes_that_write_at_once_lose_nothing(path: Path) -> None:
    with writer(path, 150) as one, writer(path, 150) as other:
        acknowledged = one.communicate()[0].split() + other.communicate()[0].split()
    assert len(acknowledged) == 300
    assert {record.uid for record in CallRecord.select()} == set(acknowledged)
