"""A caller's whole way through the starter menu, over each kind of line, from the first ring to the log."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from appliance.contracts import LineState
from appliance.menu.published import Published
from appliance.menu.week_words import week_in_words
from audio.line.tones import beep
from audio.line.wav import read_wav
from tests.acceptance.ear import head, hours_now, recognised, tail
from tests.acceptance.scene import GSM, KINDS, LANDLINES, Caller, Scene
from tests.fakes.box import Box, with_box
from tests.fakes.kinds import Kind
from tests.fakes.modem import FakeCaller, FakeModem
from tests.fakes.spoken import said_by_a_caller
from tests.fakes.voice_modem import FakeVoiceModem

over = pytest.mark.parametrize


def words() -> bytes:
    """Return four seconds of what a caller might say."""
    return said_by_a_caller()[:64000]


@pytest.mark.row("A1", "J11")
@over("kind", KINDS, ids=str)
def test_a_caller_is_answered_informed_and_leaves_a_message_that_stands_in_the_log(kind: Kind, scene: Scene) -> None:
    menu = scene.menu

    async def talk(caller: Caller) -> None:
        call = caller.ring()
        answered = await call.answered(11)
        assert answered - (call.rang_at or 0.0) <= 10, "at most two rings"
        greeting = head(menu.prompts["greeting"])
        greeted = await call.wait_for(greeting, 5)
        assert kind.real_time or greeted - len(greeting) / 16000 - answered <= 1.5, "first speech"
        await call.press("1")
        await call.wait_for(hours_now(caller.box, menu)[0], 5)
        await call.wait_for(head(menu.phrases[week_in_words(menu.calendar)[0]]), 4)
        await call.press("9")
        await call.wait_for(hours_now(caller.box, menu)[0], 5)
        await call.press("#")
        await call.wait_for(head(menu.prompts["main"]), 4)
        await call.press("3")
        await call.wait_for(head(menu.prompts["message"]), 4)
        await call.wait_for(beep(), len(menu.prompts["message"].pcm) / 16000 + 1)
        await asyncio.sleep(0.3)
        await call.say(words())
        await call.press("5")
        await call.wait_for(head(menu.prompts["review"]), 5)
        await call.press("1")
        await call.wait_for(words()[8000:24000], 10)
        await call.hang_up()
        record = await caller.record()
        assert (record.result, record.ended_by, record.line) == ("SERVED", "caller", kind.line)
        assert (record.number, record.number_kind) == (caller.number, "normal")
        assert record.keys == "19#351"
        assert record.nodes == ["greeting", "notices", "main", "hours", "hours", "main", "message"]
        assert record.menu_revision == "1"
        assert record.clock_trusted
        [message] = record.messages
        assert recognised(read_wav(caller.box.settings.recordings / message.path), words()[8000:48000])
        assert 2.5 <= message.sound_s <= message.duration_s
        assert not [name for name in ("greeting", "main") if recognised(call.heard, tail(menu.prompts[name]))]

    scene.each(talk)


@pytest.mark.row("A14", "L6")
@over("kind", KINDS, ids=str)
def test_who_hangs_up_while_he_is_recorded_has_left_what_he_said_and_the_line_is_free(kind: Kind, scene: Scene) -> None:
    async def talk(caller: Caller) -> None:
        call = caller.ring()
        await call.answered(10)
        await call.wait_for(head(scene.menu.prompts["greeting"], 1.0), 5)
        await call.press("3")
        await call.wait_for(beep(), len(scene.menu.prompts["message"].pcm) / 16000 + 3)
        await asyncio.sleep(0.3)
        await call.say(words())
        # The last of a recording that ends in the busy tone is left out with the tone.
        await asyncio.sleep(1.0)
        await call.hang_up()
        await caller.box.until_line(LineState.IDLE, 10)
        record = await caller.record()
        assert (record.ended_by, record.result, len(record.messages)) == ("caller", "SERVED", 1)
        assert recognised(read_wav(caller.box.settings.recordings / record.messages[0].path), words()[8000:48000])

    scene.each(talk)


@pytest.mark.row("A4")
@over("kind", KINDS, ids=str)
def test_three_keys_typed_ahead_walk_three_levels(kind: Kind, scene: Scene) -> None:
    async def talk(caller: Caller) -> None:
        call = caller.ring()
        await call.answered(10)
        await call.wait_for(head(scene.menu.prompts["greeting"], 1.0), 5)
        await call.press("418")
        await call.wait_for(head(scene.menu.prompts["other"]), 5)
        await call.hang_up()
        record = await caller.record()
        assert record.nodes == ["greeting", "notices", "main", "other", "news", "other"]
        assert record.keys == "418"

    scene.each(talk)


@pytest.mark.row("L4")
@over(("number", "known"), [("", "withheld"), (None, "unavailable")])
@over("kind", KINDS, ids=str)
def test_a_caller_without_a_number_is_answered_like_any_other(
    kind: Kind, number: str | None, known: str, scene: Scene
) -> None:
    async def talk(box: Box) -> None:
        call = box.ring(number)
        await call.answered(10)
        await call.wait_for(head(scene.menu.prompts["greeting"]), 5)
        await call.hang_up()
        [record] = await box.closed_records(1)
        assert (record.number, record.number_kind) == (None, known)
        assert record.answered_at is not None

    scene.run(talk)


@over("kind", [kind for kind in KINDS if kind.knows_second], ids=str)
def test_a_second_caller_neither_hears_nor_disturbs_the_first_and_is_in_the_log(kind: Kind, scene: Scene) -> None:
    async def talk(box: Box) -> None:
        first = box.ring("+380671112244")
        await first.answered(10)
        second = box.ring("+380509998877")
        await first.wait_for(scene.menu.prompts["greeting"].pcm, 20)
        await first.press("2")
        await first.wait_for(head(scene.menu.prompts["services"]), 5)
        await second.hang_up()
        await first.hang_up()
        records = await box.closed_records(2)
        assert {(record.number, record.answered_at is not None) for record in records} == {
            ("+380671112244", True),
            ("+380509998877", False),
        }
        assert [record.number for record in records if record.result == "BUSY"] == ["+380509998877"]
        assert not any(second.heard)

    scene.run(talk, most_calls=1)


@over("kind", LANDLINES, ids=str)
def test_on_a_landline_a_second_caller_hears_the_exchange_and_the_box_nothing(kind: Kind, scene: Scene) -> None:
    async def talk(box: Box) -> None:
        first = box.ring("+380671112244")
        await first.answered(10)
        second = box.ring("+380509998877")
        assert second.ended_by == "network"
        await first.wait_for(scene.menu.prompts["greeting"].pcm, 20)
        await first.hang_up()
        assert [record.number for record in await box.closed_records(1)] == ["+380671112244"]

    scene.run(talk)


def go(box: Box, call: FakeCaller, sign: str) -> None:
    """The caller goes, and the line tells it in one way or another."""
    [wire] = box.wires.values()
    assert isinstance(wire, FakeModem | FakeVoiceModem)
    wire.faults.lose_end_urc = sign != "announced"
    if sign == "busy tone" and isinstance(wire, FakeModem):
        call.busy_tone()
    else:
        wire.far_end_hangs_up(call)


@pytest.mark.row("L6")
@over("sign", ["announced", "not announced", "busy tone"])
@over("kind", [*GSM, *LANDLINES], ids=str)
def test_the_line_is_free_within_ten_seconds_of_the_callers_going(kind: Kind, sign: str, scene: Scene) -> None:
    async def talk(box: Box) -> None:
        call = box.ring()
        await call.answered(10)
        await call.wait_for(head(scene.menu.prompts["greeting"]), 5)
        gone = asyncio.get_running_loop().time()
        go(box, call, sign)
        await call.ended(10)
        while box.line().status.state != "idle":
            await asyncio.sleep(0.1)
        assert asyncio.get_running_loop().time() - gone <= 10
        go(box, call, "announced")
        await asyncio.sleep(1)
        again = box.ring()
        await again.answered(10)
        await again.hang_up()
        assert (await box.closed_records(2))[-1].ended_by == "caller"

    scene.run(talk)


@pytest.mark.row("L3")
def test_everything_works_when_no_internet_can_be_reached(
    tmp_path: Path, published_starter: Path, starter: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_connect = socket.socket.connect

    def no_route(self: socket.socket, address: object) -> None:
        if self.family != socket.AF_UNIX:
            raise OSError("network is unreachable")
        real_connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", no_route)

    async def talk(box: Box) -> None:
        call = box.modem.ring()
        await call.answered(11)
        await call.wait_for(head(starter.prompts["greeting"]), 5)
        await call.press("2")
        await call.wait_for(head(starter.prompts["services"]), 5)
        await call.hang_up()
        assert [record.result for record in await box.records()] == ["SERVED"]

    with_box(talk, tmp_path, published=published_starter)
