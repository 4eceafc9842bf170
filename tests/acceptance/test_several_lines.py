"""Several lines in one box: each is served and logged by itself; one falls and the others go on."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from appliance.contracts import LineState
from appliance.menu.published import Published, load_current
from appliance.settings import Settings, read_settings
from tests.acceptance.ear import head
from tests.acceptance.staff import hire
from tests.fakes.box import Box, with_lines
from tests.fakes.kinds import Gsm, Kind, Sip, Voice
from tests.fakes.modem import FakeCaller, FakeModem
from tests.fakes.voice_modem import FakeVoiceModem

SITE = """
[box]
state = "{here}/state"
area_code = "4644"

[call]
answer_after_s = 0.1
opening_silence_s = 0.2

[[lines]]
name = "gsm1"
family = "huawei_e1550"
at = "{here}/modem/if02"
audio = "{here}/modem/if01"
"""
LANDLINE = """
[[lines]]
name = "landline"
kind = "voice"
family = "conexant_cx93010"
at = "{here}/landline/if00"
"""
TRUNK = """
[[lines]]
name = "trunk"
kind = "sip"
host = "127.0.0.1"
port = 0
peers = ["127.0.0.1"]
rtp_ports = [0, 0]
"""
NUMBERS = {"gsm1": "+380671112201", "landline": "+380671112202", "trunk": "+380671112203"}


def written(tmp_path: Path, *sections: str) -> Settings:
    """Return the settings of a site with these lines, as the technician writes them."""
    path = tmp_path / "slukhavka.toml"
    path.write_text("".join(sections).format(here=tmp_path), encoding="utf-8")
    return read_settings(path)


async def greeted(box: Box, line: str, menu: Published) -> FakeCaller:
    """Call a line and listen to the beginning of the greeting."""
    how = {"number_after_s": 0.2} if line == "landline" else {}
    call = box.ring(NUMBERS[line], line, **how)
    await call.answered(15)
    await call.wait_for(head(menu.prompts["greeting"], 1.0), 10)
    return call


async def asks_for(call: FakeCaller, key: str, heard: str, menu: Published) -> None:
    """Press a key and hear what it leads to."""
    await call.press(key)
    await call.wait_for(head(menu.prompts[heard]), 10)


@pytest.mark.row("L8")
def test_calls_on_every_kind_of_line_at_once_are_served_and_when_one_line_falls_the_others_go_on(
    tmp_path: Path, short_starter: Path
) -> None:
    menu = load_current(short_starter)

    async def talk(box: Box) -> None:
        calls = await asyncio.gather(*(greeted(box, line, menu) for line in NUMBERS))
        await asyncio.gather(*(asks_for(call, "4", "other", menu) for call in calls))
        modem = box.wires["gsm1"]
        assert isinstance(modem, FakeModem)
        modem.unplug()
        await box.until_line(LineState.DOWN, 10, "gsm1")
        await asyncio.gather(*(asks_for(call, "1", "no_entries", menu) for call in calls[1:]))
        for call in calls[1:]:
            await call.hang_up()
        records = {record.line: record for record in await box.closed_records(3)}
        assert {line: record.number for line, record in records.items()} == NUMBERS
        assert {line: record.keys for line, record in records.items()} == {"gsm1": "4", "landline": "41", "trunk": "41"}
        ends = {line: record.ended_by for line, record in records.items()}
        assert ends == {"gsm1": "fault", "landline": "caller", "trunk": "caller"}
        again = await greeted(box, "trunk", menu)
        await again.hang_up()

    lines: tuple[Kind, ...] = (Gsm(), Voice(), Sip())
    settings = written(tmp_path, SITE, LANDLINE, TRUNK)
    with_lines(talk, tmp_path, *lines, published=short_starter, settings=settings)


@pytest.mark.parametrize(("sections", "lines"), [((SITE,), (Gsm(),)), ((SITE, LANDLINE), (Gsm(), Voice()))])
def test_a_line_is_added_in_the_settings_alone(
    sections: tuple[str, ...], lines: tuple[Kind, ...], tmp_path: Path, published_starter: Path, starter: Published
) -> None:
    async def talk(box: Box) -> None:
        for kind in lines:
            call = await greeted(box, kind.line, starter)
            await call.hang_up()
        assert {record.line for record in await box.closed_records(len(lines))} == {kind.line for kind in lines}

    settings = written(tmp_path, *sections)
    with_lines(talk, tmp_path, *lines, published=published_starter, settings=settings)


@pytest.mark.row("L8")
@pytest.mark.parametrize("fallen", ["gsm1", "landline"])
def test_a_modem_that_is_pulled_out_costs_its_own_call_alone_and_takes_calls_again_when_it_is_back(
    fallen: str, tmp_path: Path, published_starter: Path, starter: Published
) -> None:
    async def talk(box: Box) -> None:
        calls = {line: await greeted(box, line, starter) for line in ("gsm1", "landline")}
        modem = box.wires[fallen]
        assert isinstance(modem, FakeModem | FakeVoiceModem)
        modem.unplug()
        await box.until_line(LineState.DOWN, 10, fallen)
        other = next(line for line in calls if line != fallen)
        await asks_for(calls[other], "2", "services", starter)
        await calls[other].hang_up()
        ends = {record.line: record.ended_by for record in await box.closed_records(2)}
        assert ends == {fallen: "fault", other: "caller"}
        modem.plug()
        await box.until_line(LineState.IDLE, 120, fallen)
        for line in calls:
            call = await greeted(box, line, starter)
            await call.hang_up()
        await box.closed_records(4)

    with_lines(talk, tmp_path, Gsm(), Voice(), published=published_starter)


@pytest.mark.row("L8")
@pytest.mark.parametrize("broken", ["", "gsm1"], ids=["all lines up", "one line down"])
def test_an_operators_mobile_is_reached_over_whichever_other_line_is_free(
    broken: str, tmp_path: Path, published_starter: Path, starter: Published
) -> None:
    async def talk(box: Box) -> None:
        modems = {line: box.wires[line] for line in ("gsm1", "gsm2")}
        if broken:
            gone = modems.pop(broken)
            assert isinstance(gone, FakeModem)
            gone.unplug()
            await box.until_line(LineState.DOWN, 10, broken)
        way, modem = next(iter(modems.items()))
        assert isinstance(modem, FakeModem)
        callee = modem.callee("+380671112299", after_s=2.0)
        operator = await hire(box, "Олена", "0671112299")
        call = await greeted(box, "landline", starter)
        await call.press("0")
        await callee.answered(15)
        await asyncio.sleep(1.0)
        await callee.say(starter.prompts["tail"].pcm)
        await call.wait_for(starter.prompts["tail"].pcm, 3)
        await callee.hang_up()
        await call.wait_for(head(starter.prompts["rating"]), 10)
        await asyncio.sleep(3.0)
        await call.hang_up()
        outgoing, incoming = sorted(await box.closed_records(2), key=lambda record: record.incoming)
        assert (outgoing.line, outgoing.number, outgoing.result) == (way, "+380671112299", "SERVED")
        assert (incoming.line, incoming.operator_id, incoming.result) == ("landline", operator, "SERVED")

    lines = (Voice(), Gsm(), Gsm("quectel_ec25", line="gsm2"))
    with_lines(talk, tmp_path, *lines, published=published_starter)
