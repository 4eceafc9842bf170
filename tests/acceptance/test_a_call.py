"""A caller's whole way through the starter menu, over each family of modem, from the first ring to the log."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from appliance.menu.published import Published
from audio.line.wav import read_wav
from tests.acceptance.ear import head, hours_now, likeness
from tests.fakes.box import FAMILIES, Box, with_box
from tests.fakes.spoken import said_by_a_caller


@pytest.mark.row("A1", "J11")
@pytest.mark.parametrize("family", FAMILIES)
def test_a_caller_is_answered_informed_and_leaves_a_message_that_stands_in_the_log(
    family: str, tmp_path: Path, published_starter: Path, starter: Published
) -> None:
    async def talk(box: Box) -> None:
        call = box.modem.ring("+380671112244")
        answered = await call.answered(11)
        assert answered - (call.rang_at or 0.0) <= 10, "at most two rings"
        greeted = await call.wait_for(head(starter.prompts["greeting"]), 5)
        assert greeted - 2.0 - answered <= 1.5, "first speech"
        await call.press("1")
        await call.wait_for(hours_now(box, starter)[0], 5)
        await call.wait_for(head(starter.prompts["hours"]), 4)
        await call.press("9")
        await call.wait_for(hours_now(box, starter)[0], 5)
        await call.press("#")
        await call.wait_for(head(starter.prompts["main"]), 4)
        await call.press("3")
        await call.wait_for(head(starter.prompts["message"]), 4)
        await asyncio.sleep(len(starter.prompts["message"].pcm) / 16000 + 1.0)
        words = said_by_a_caller()
        await call.say(words)
        await asyncio.sleep(0.5)
        await call.hang_up()
        [record] = await box.records()
        assert (record.result, record.ended_by, record.line) == ("SERVED", "caller", "gsm1")
        assert (record.number, record.number_kind) == ("+380671112244", "normal")
        assert record.keys == "19#3"
        assert record.nodes == ["greeting", "main", "hours", "hours", "main", "message"]
        assert record.menu_revision == "1"
        assert record.clock_trusted
        [message] = record.messages
        kept = read_wav(box.settings.recordings / message.path)
        assert likeness(kept, words) > 0.9
        assert 4.0 <= message.sound_s <= message.duration_s
        call.save(tmp_path / "heard.wav")
        heard = read_wav(tmp_path / "heard.wav")
        for name in ("hours", "message"):
            assert likeness(heard, head(starter.prompts[name])) > 0.9

    with_box(talk, tmp_path, family, published=published_starter)


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


@pytest.mark.row("L4")
@pytest.mark.parametrize(("number", "kind"), [("", "withheld"), (None, "unavailable")])
@pytest.mark.parametrize("family", FAMILIES)
def test_a_caller_without_a_number_is_answered_like_any_other(
    family: str, number: str | None, kind: str, tmp_path: Path, published_starter: Path, starter: Published
) -> None:
    async def talk(box: Box) -> None:
        call = box.modem.ring(number)
        await call.answered(10)
        await call.wait_for(head(starter.prompts["greeting"]), 5)
        await asyncio.sleep(3)
        await call.hang_up()
        [record] = await box.records()
        assert (record.number, record.number_kind, record.result) == (None, kind, "SERVED")

    with_box(talk, tmp_path, family, published=published_starter)


@pytest.mark.row("L6")
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("sign", ["announced", "not announced", "busy tone"])
def test_the_line_is_free_within_ten_seconds_of_the_callers_going(
    sign: str, family: str, tmp_path: Path, published_starter: Path, starter: Published
) -> None:
    async def talk(box: Box) -> None:
        call = box.modem.ring()
        await call.answered(10)
        await call.wait_for(head(starter.prompts["greeting"]), 5)
        if sign == "busy tone":
            call.busy_tone()
        else:
            box.modem.faults.lose_end_urc = sign == "not announced"
            await call.hang_up()
        gone = asyncio.get_running_loop().time()
        await call.ended(10)
        box.modem.faults.lose_end_urc = False
        while box.daemon.lines[0].status.state != "idle":
            await asyncio.sleep(0.1)
        assert asyncio.get_running_loop().time() - gone <= 10
        await asyncio.sleep(1)
        await box.modem.ring().answered(10)
        assert [(record.ended_by, record.result) for record in await box.records()][-1][0] == "caller"

    with_box(talk, tmp_path, family, published=published_starter)


def test_a_second_caller_neither_hears_nor_disturbs_the_first_and_is_in_the_log(
    tmp_path: Path, published_starter: Path, starter: Published
) -> None:
    async def talk(box: Box) -> None:
        first = box.modem.ring("+380671112244")
        await first.answered(10)
        second = box.modem.second_call("+380509998877")
        await first.wait_for(starter.prompts["greeting"].pcm, 20)
        await asyncio.sleep(2)
        await first.hang_up()
        records = await box.records()
        busy = [record for record in records if record.result == "BUSY"]
        assert [record.number for record in busy] == ["+380509998877"]
        assert not any(second.heard[: 16000 * 5])

    with_box(talk, tmp_path, "quectel_ec25", published=published_starter)
