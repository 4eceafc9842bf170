"""A message that a power cut broke off is in the register after the next start."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from appliance.calls.recording import MARK
from appliance.casework.contacts.calls import CallStart
from appliance.casework.row import bind
from appliance.clock import Moment
from appliance.desk.pending import PendingMessage, uid_of
from audio.line.wav import header, read_wav
from tests.appliance.calls.scripted_leg import speech
from tests.appliance.desk.house import Desk, at_desk
from tests.appliance.desk.test_ledger import a_call
from tests.fakes.fresh_register import lay_register
from tests.fakes.virtual_time import START

UID = "e" * 32
SAID = speech("caller", 9.0)


def cut_off(tmp_path: Path, content: bytes) -> Path:
    """Leave what a recorder leaves that was cut off: a file with an old header, and its mark."""
    path = tmp_path / "recordings" / f"{UID}-1.wav"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    path.with_suffix(MARK).touch()
    return path


def marks(tmp_path: Path) -> list[str]:
    return [path.name for path in (tmp_path / "recordings").glob(f"*{MARK}")]


@pytest.mark.parametrize("head", [header(len(SAID) - 8000), bytes(44)], ids=["an old header", "no header"])
def test_it_is_mended_and_entered_with_its_call(tmp_path: Path, head: bytes) -> None:
    path = cut_off(tmp_path, head + SAID + b"\1")

    async def first(desk: Desk) -> None:
        await desk.ledger.began(a_call(desk, UID))
        await asyncio.sleep(1.0)
        [record] = await desk.records()
        [message] = record.messages
        assert (message.line, message.path, record.number) == ("gsm1", path.name, "+380662838182")
        assert message.sound_s == pytest.approx(6.0, abs=0.3)
        assert read_wav(path) == SAID
        assert marks(tmp_path) == []

    async def second(desk: Desk) -> None:
        await asyncio.sleep(1.0)
        assert len(desk.messages()) == 1

    at_desk(first, tmp_path)
    at_desk(second, tmp_path)


def test_words_about_a_danger_to_life_are_a_danger_after_a_power_cut_too(tmp_path: Path) -> None:
    path = cut_off(tmp_path, header(len(SAID)) + SAID)
    path.with_suffix(MARK).write_text("emergency", encoding="ascii")

    async def test(desk: Desk) -> None:
        await asyncio.sleep(1.0)
        assert [message.purpose for message in desk.messages()] == ["emergency"]

    at_desk(test, tmp_path)


def test_a_cut_between_the_entry_and_the_mark_enters_nothing_twice(tmp_path: Path) -> None:
    async def keeps(desk: Desk) -> None:
        caller = await desk.ring()
        caller.leg.press("11")
        await caller.hears("it")
        await asyncio.sleep(2.6)
        caller.leg.say(SAID)
        await asyncio.sleep(8.0)
        [mark] = marks(tmp_path)
        caller.leg.end()
        await asyncio.sleep(1.0)
        assert marks(tmp_path) == []
        (desk.recordings / mark).touch()

    async def after(desk: Desk) -> None:
        await asyncio.sleep(1.0)
        assert len(desk.messages()) == 1
        assert marks(tmp_path) == []

    at_desk(keeps, tmp_path)
    at_desk(after, tmp_path)


def test_a_call_that_never_had_a_row_keeps_its_message(tmp_path: Path) -> None:
    cut_off(tmp_path, header(0) + SAID)

    async def scene(desk: Desk) -> None:
        [record] = await desk.records()
        assert (record.uid, len(record.messages)) == (UID, 1)

    at_desk(scene, tmp_path)


def test_silence_is_no_message(tmp_path: Path) -> None:
    path = cut_off(tmp_path, header(0) + bytes(160_000))

    async def scene(desk: Desk) -> None:
        await asyncio.sleep(1.0)
        assert desk.messages() == []
        assert not path.exists()
        assert marks(tmp_path) == []

    at_desk(scene, tmp_path)


@pytest.mark.parametrize("content", [b"", b"RIFF"])
def test_what_was_cut_off_before_its_first_sound_leaves_nothing(tmp_path: Path, content: bytes) -> None:
    path = cut_off(tmp_path, content)

    async def scene(desk: Desk) -> None:
        await asyncio.sleep(1.0)
        assert desk.messages() == []
        assert not path.exists()
        assert marks(tmp_path) == []

    at_desk(scene, tmp_path)


def test_a_kept_message_is_not_judged_anew_when_its_mark_came_back(tmp_path: Path) -> None:
    path = cut_off(tmp_path, header(16_000) + SAID[:16_000])

    database = tmp_path / "slukhavka.db"
    lay_register(database)
    moment = Moment(START, 5.0, True, "boot")
    with bind(database).connection_context():
        call = CallStart(UID, "gsm1", True, moment, None, None, "unavailable")
        about = PendingMessage(uid_of(path), "message", moment, path.name, duration_s=1.0, sound_s=2.01)
        about.enter(call)

    async def scene(desk: Desk) -> None:
        await asyncio.sleep(1.0)
        assert path.read_bytes() == header(16_000) + SAID[:16_000]
        assert marks(tmp_path) == []
        assert len(desk.messages()) == 1

    at_desk(scene, tmp_path)


@pytest.mark.parametrize("content", [b"something else" * 10])
def test_what_is_no_recording_is_left_alone_and_stops_nothing(tmp_path: Path, content: bytes) -> None:
    path = cut_off(tmp_path, content)

    async def scene(desk: Desk) -> None:
        caller = await desk.ring()
        await caller.hears("top")
        assert desk.messages() == []
        assert path.read_bytes() == content
        assert marks(tmp_path) == []

    at_desk(scene, tmp_path)


def test_while_the_database_fails_it_waits_for_the_next_start(tmp_path: Path) -> None:
    cut_off(tmp_path, header(0) + SAID)
    (tmp_path / "slukhavka.db").mkdir()

    async def without(desk: Desk) -> None:
        await asyncio.sleep(1.0)
        assert len(marks(tmp_path)) == 1

    async def working(desk: Desk) -> None:
        await asyncio.sleep(1.0)
        assert len(desk.messages()) == 1

    at_desk(without, tmp_path)
    (tmp_path / "slukhavka.db").rmdir()
    at_desk(working, tmp_path)
