"""What a caller leaves is kept, in the register or beside it, and entered exactly once."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import apsw
import pytest

from appliance.casework import sqlite
from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.contacts.calls import INTERRUPTED, CallEnd, CallStart
from appliance.casework.database import reading
from appliance.contracts import CallResult, EndedBy
from appliance.contracts.office import KeptMessage, NotKept
from appliance.desk.pending import PendingMessage, as_json, call_from, end_from, message_from
from audio.line.wav import read_wav
from tests.appliance.calls.scripted_leg import speech
from tests.appliance.desk.house import Caller, Desk, at_desk


def a_call(desk: Desk, uid: str = "a" * 32) -> CallStart:
    return CallStart(uid, "gsm1", True, desk.clock.now(), "0662838182", "+380662838182", "normal")


def an_end(desk: Desk) -> CallEnd:
    now = desk.clock.now().wall
    return CallEnd(now, now + timedelta(seconds=9), 9.0, CallResult.SERVED, EndedBy.CALLER, "13", ("top", "it"))


def a_message(desk: Desk, uid: str = "b" * 32) -> PendingMessage:
    return PendingMessage(uid, "message", desk.clock.now(), f"{uid}-1.wav", 6.0, 4.5)


def corrupt(desk: Desk) -> None:
    desk.database.write_bytes(b"no database at all" * 1000)


FAILURES = {"gone": Desk.break_database, "corrupt": corrupt}


def test_what_is_written_beside_the_database_is_read_back_as_it_was(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        call, end, message = a_call(desk), an_end(desk), a_message(desk)
        assert call_from(json.loads(json.dumps(as_json(call)))) == call
        assert message_from(json.loads(json.dumps(as_json(message)))) == message
        assert end_from(json.loads(json.dumps(as_json(end)))) == replace(end, nodes=["top", "it"])
        assert end_from(as_json(replace(end, answered_at=None))).answered_at is None

    at_desk(scene, tmp_path)


@pytest.mark.parametrize("failure", FAILURES)
def test_while_the_database_fails_a_message_lies_beside_it_and_is_entered_once_when_it_works(
    tmp_path: Path, failure: str
) -> None:
    async def scene(desk: Desk) -> None:
        call, message = a_call(desk), a_message(desk)
        whole = desk.database.read_bytes() if failure == "corrupt" else b""
        FAILURES[failure](desk)
        assert await desk.ledger.keep_message(call, message) == KeptMessage(None)
        await desk.ledger.ended(call, an_end(desk))
        assert sorted(path.name for path in desk.pending.iterdir()) == [
            f"call-{call.uid}.json",
            f"message-{message.uid}.json",
        ]
        assert await desk.ledger.enter_pending() == 2
        if failure == "corrupt":
            for path in desk.root.glob("slukhavka.db-*"):
                path.unlink()
            desk.database.write_bytes(whole)
        else:
            desk.mend_database()
        await asyncio.sleep(10.0)
        assert await desk.ledger.enter_pending() == 0
        assert await desk.ledger.enter_pending() == 0
        assert list(desk.pending.iterdir()) == []
        [record] = await desk.records()
        assert (record.result, record.keys, [each.uid for each in record.messages]) == ("SERVED", "13", [message.uid])

    at_desk(scene, tmp_path)


def test_a_locked_database_does_not_lose_a_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_S", 0.05)

    async def scene(desk: Desk) -> None:
        other = apsw.Connection(str(desk.database))
        other.execute("BEGIN IMMEDIATE")
        assert await desk.ledger.keep_message(a_call(desk), a_message(desk)) == KeptMessage(None)
        other.execute("ROLLBACK")
        other.close()
        assert await desk.ledger.enter_pending() == 0
        assert len(desk.messages()) == 1

    at_desk(scene, tmp_path)


def test_a_message_entered_from_beside_keeps_its_number_when_it_comes_twice(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        call, message = a_call(desk), a_message(desk)
        kept = await desk.ledger.keep_message(call, message)
        desk.pending.mkdir()
        entry = {"call": as_json(call), "message": as_json(message)}
        (desk.pending / "message-again.json").write_text(json.dumps(entry))
        assert await desk.ledger.enter_pending() == 0
        assert [each.id for each in desk.messages()] == [kept.number]

    at_desk(scene, tmp_path)


def dangers() -> list[tuple[str, str]]:
    return [(alarm.about, alarm.text) for alarm in Alarm.standing() if alarm.kind == AlarmKind.DANGER_MESSAGE]


@pytest.mark.row("K2")
def test_a_message_about_a_danger_to_life_is_an_alarm_once_however_often_it_is_entered(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        call, message = a_call(desk), replace(a_message(desk), purpose="emergency")
        await desk.ledger.keep_message(call, message)
        desk.pending.mkdir()
        entry = {"call": as_json(call), "message": as_json(message)}
        (desk.pending / "message-again.json").write_text(json.dumps(entry))
        assert await desk.ledger.enter_pending() == 0
        with reading(desk.database):
            [(about, text)] = dangers()
        assert about == "1"
        assert "№ 1" in text and "0662838182" not in text

    at_desk(scene, tmp_path)


def test_an_alarm_of_danger_outlives_a_database_that_failed_and_other_messages_raise_none(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        await desk.ledger.keep_message(a_call(desk), a_message(desk))
        desk.break_database()
        left_at = desk.clock.now().wall
        await desk.ledger.keep_message(a_call(desk), replace(a_message(desk, "c" * 32), purpose="emergency"))
        await asyncio.sleep(60.0)
        desk.mend_database()
        await asyncio.sleep(10.0)
        assert await desk.ledger.enter_pending() == 0
        with reading(desk.database):
            assert [about for about, _ in dangers()] == ["2"]
            assert Alarm.standing()[0].raised_at == left_at

    at_desk(scene, tmp_path)


def test_when_disk_and_database_refuse_nothing_is_promised(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        desk.break_database()
        desk.pending.write_text("a file where a directory should be")
        with pytest.raises(NotKept):
            await desk.ledger.keep_message(a_call(desk), a_message(desk))
        await desk.ledger.ended(a_call(desk), an_end(desk))

    at_desk(scene, tmp_path)


def test_how_a_call_ended_while_nothing_could_be_written_is_entered_when_there_is_room(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        call = a_call(desk)
        await desk.ledger.began(call)
        desk.break_database()
        desk.pending.write_text("a file where a directory should be")
        await desk.ledger.ended(call, an_end(desk))
        desk.pending.unlink()
        desk.mend_database()
        await asyncio.sleep(10.0)
        await desk.ledger.enter_pending()
        [record] = await desk.records()
        assert (record.result, record.keys) == ("SERVED", "13")

    at_desk(scene, tmp_path)


def test_a_mistake_of_ours_in_the_register_does_not_lose_a_message(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        await desk.ledger.keep_message(a_call(desk), a_message(desk))
        same_path = replace(a_message(desk), uid="c" * 32)
        assert await desk.ledger.keep_message(a_call(desk), same_path) == KeptMessage(None)
        assert [path.name for path in desk.pending.iterdir()] == [f"message-{'c' * 32}.json"]

    at_desk(scene, tmp_path)


@pytest.mark.parametrize(
    "entry",
    [
        b"",
        b"{",
        b"[]",
        b"5",
        b"\xff\xfe",
        b"{}",
        b'{"call": {}}',
        b'{"call": 5, "message": 5}',
        b"[" * 100_000,
        "outside",
    ],
)
def test_a_file_that_makes_no_sense_is_set_aside_and_the_others_are_entered(tmp_path: Path, entry: bytes | str) -> None:
    async def scene(desk: Desk) -> None:
        good = {"call": as_json(a_call(desk)), "message": as_json(a_message(desk))}
        outside = {**good, "message": {**good["message"], "uid": "d", "path": "../../etc/passwd"}}
        desk.pending.mkdir()
        bad = entry if isinstance(entry, bytes) else json.dumps(outside).encode()
        (desk.pending / "a.json").write_bytes(bad)
        (desk.pending / "b.json").write_text(json.dumps(good))
        assert await desk.ledger.enter_pending() == 0
        assert [path.name for path in desk.pending.iterdir()] == ["a.bad"]
        assert len(desk.messages()) == 1

    at_desk(scene, tmp_path)


def test_a_disk_that_takes_no_file_away_does_not_end_the_daemon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path) -> None:
        raise OSError(30, "Read-only file system")

    async def scene(desk: Desk) -> None:
        desk.pending.mkdir()
        for name in "ab":
            entry = {"call": as_json(a_call(desk, name * 32)), "message": as_json(a_message(desk, name * 32))}
            (desk.pending / f"{name}.json").write_text(json.dumps(entry))
        with monkeypatch.context() as disk:
            disk.setattr(Path, "unlink", refuse)
            assert await desk.ledger.enter_pending() == 2
        assert await desk.ledger.enter_pending() == 0
        assert len(desk.messages()) == 2

    at_desk(scene, tmp_path)


@pytest.mark.parametrize("database", ["works", "works later"])
def test_calls_that_a_power_cut_broke_off_are_settled(tmp_path: Path, database: str) -> None:
    async def scene(desk: Desk) -> None:
        earlier = replace(a_call(desk), rang=replace(desk.clock.now(), boot_id="an earlier boot"))
        await desk.ledger.began(earlier)
        if database == "works later":
            desk.break_database()
        await desk.ledger.start(desk.clock.now())
        if database == "works later":
            desk.mend_database()
            await asyncio.sleep(10.0)
            await desk.ledger.enter_pending()
        [record] = await desk.records()
        assert (record.result, record.ended_by, record.fault) == ("MISSED", "fault", INTERRUPTED)

    at_desk(scene, tmp_path)


def test_how_a_call_really_ended_is_not_lost_though_it_lay_beside_the_database_over_a_restart(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        earlier = replace(a_call(desk), rang=replace(desk.clock.now(), boot_id="an earlier boot"))
        await desk.ledger.began(earlier)
        desk.break_database()
        await desk.ledger.ended(earlier, an_end(desk))
        desk.mend_database()
        await asyncio.sleep(10.0)
        await desk.ledger.start(desk.clock.now())
        [record] = await desk.records()
        assert (record.result, record.ended_by, record.fault, record.keys) == ("SERVED", "caller", "", "13")

    at_desk(scene, tmp_path)


async def leaves_a_message(caller: Caller) -> None:
    await caller.hears("top")
    caller.leg.press("11")
    await caller.hears("it")
    await asyncio.sleep(2.6)
    caller.leg.say(speech("caller", 6.0))
    await caller.hears("review")


def test_a_caller_whose_message_lies_beside_the_database_hears_that_it_was_recorded_without_a_number(
    tmp_path: Path,
) -> None:
    async def scene(desk: Desk) -> None:
        caller = await desk.ring()
        await caller.hears("top")
        desk.break_database()
        await leaves_a_message(caller)
        caller.leg.press("4")
        await caller.hears("kept", within_s=2.0)
        await caller.hears("goodbye")
        assert "kept_number" not in caller.ear.said
        assert caller.leg.ended is None
        await asyncio.sleep(30.0)
        desk.mend_database()
        assert await desk.ledger.enter_pending() == 0
        [record] = await desk.records()
        [message] = record.messages
        assert (record.number, record.keys, record.result) == ("+380662838182", "114", "SERVED")
        assert speech("caller", 6.0)[:32000] in read_wav(desk.recordings / message.path)

    at_desk(scene, tmp_path)


def test_a_caller_whose_message_nothing_can_keep_is_told_so(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        caller = await desk.ring()
        await caller.hears("top")
        desk.break_database()
        desk.pending.write_text("a file where a directory should be")
        await leaves_a_message(caller)
        caller.leg.press("4")
        await caller.hears("failed", within_s=2.0)
        await caller.hears("goodbye")
        assert {"kept", "kept_number"}.isdisjoint(caller.ear.said)

    at_desk(scene, tmp_path)


@pytest.mark.parametrize("number", ["\ud83d", "+380662838182"])
def test_no_number_however_broken_costs_a_message(tmp_path: Path, number: str) -> None:
    async def scene(desk: Desk) -> None:
        caller = await desk.ring(number=number)
        await caller.hears("top")
        desk.break_database()
        await leaves_a_message(caller)
        caller.leg.press("4")
        await caller.hears("kept", within_s=2.0)

    at_desk(scene, tmp_path)
