"""A GSM line whose sound is a sound card: the real daemon, the simulated modem's AT port, the card of alsa-lib."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest

from appliance.contracts import LineState
from appliance.lines import gsm_modem
from appliance.lines.alsa_pcm import Direction, Pcm
from appliance.lines.alsa_port import AlsaAudioPort
from appliance.lines.ports import ModemPorts, find_ports
from appliance.menu.published import load_current
from appliance.settings import GsmLineSettings, LineSettings
from audio.line.tones import dtmf
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import publish_noise
from tests.fakes.box import Box, with_lines
from tests.fakes.kinds import Gsm
from tests.fakes.modem.listen import Ear
from tests.fakes.sound_card import SoundCard


@dataclass(frozen=True)
class Uac(Gsm):
    """A Quectel modem that is a sound card. `audio`: what the line's settings say of it."""

    family: str = "quectel_ec25"
    told_family: str = "quectel_ec25_uac"
    audio: str = ""

    def settings(self, directory: Path) -> LineSettings:
        line = super().settings(directory)
        assert isinstance(line, GsmLineSettings)
        return replace(line, family=self.told_family, audio=self.audio or line.audio)


class Cards:
    """The sound cards of the machine, made when they are opened first."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, missing: int = 0) -> None:
        self.names: set[str] = set()
        self.held: list[Pcm] = []
        self.card: SoundCard
        self._missing = missing
        monkeypatch.setattr(gsm_modem, "AlsaAudioPort", partial(AlsaAudioPort, open_pcm=self.open))
        really_close = Pcm.close

        def close(pcm: Pcm) -> None:
            self.held.remove(pcm)
            really_close(pcm)

        monkeypatch.setattr(Pcm, "close", close)

    def open(self, name: str, direction: Direction) -> Pcm:
        self.names.add(name)
        self.held.append(self.card.open(name, direction))
        return self.held[-1]

    def plug(self) -> None:
        self.card = SoundCard(asyncio.get_running_loop().time, missing=self._missing)


@pytest.mark.parametrize("missing", [0, 5], ids=["at once", "half a second later"])
def test_a_call_is_heard_and_its_keys_are_understood_through_the_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: int
) -> None:
    cards = Cards(monkeypatch, missing=missing)
    published = publish_noise(small_flow("menu"), tmp_path, seconds={"top": 4.0})
    prompts = load_current(published).prompts

    async def talk(box: Box) -> None:
        cards.plug()
        call = box.ring()
        await call.answered(10.0)
        await asyncio.sleep(3.0)
        cards.card.said += dtmf("1", 0.1)
        await asyncio.sleep(1.5)
        await call.hang_up()
        [record] = await box.closed_records(1)
        assert (record.keys, record.nodes) == ("1", ["top", "sub"])
        assert Ear(prompts["sub"].pcm).hear(cards.card.played, 0.9, over=True)
        commands = [text for _, text in box.modem.commands if "QPCMV" in text]
        assert commands == ["AT+QPCMV=?", "AT+QPCMV=1,2", "AT+QPCMV=0"]
        await box.until_line(LineState.IDLE)
        await asyncio.sleep(0.1)
        assert cards.held == [], "between calls nobody holds the card"

    with_lines(talk, tmp_path, Uac(), published=published)


def test_the_card_of_the_settings_goes_before_the_familys_and_serves_call_after_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards = Cards(monkeypatch)
    published = publish_noise(small_flow("menu"), tmp_path)

    async def talk(box: Box) -> None:
        cards.plug()
        for _ in range(2):
            call = box.ring()
            await call.answered(10.0)
            await asyncio.sleep(3.0)
            cards.card.said += dtmf("1", 0.1)
            await asyncio.sleep(1.0)
            await call.hang_up()
            await box.until_line(LineState.IDLE)
        assert [record.keys for record in await box.closed_records(2)] == ["1", "1"]
        assert cards.names == {"plughw:CARD=Android_1"}

    with_lines(talk, tmp_path, Uac(audio="plughw:CARD=Android_1"), published=published)


def test_a_card_that_is_pulled_out_ends_the_call_and_the_line_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards = Cards(monkeypatch)
    published = publish_noise(small_flow("menu"), tmp_path)

    async def talk(box: Box) -> None:
        cards.plug()
        call = box.ring()
        await call.answered(10.0)
        await asyncio.sleep(2.0)
        cards.card.unplug()
        await box.until_line(LineState.DOWN, 5.0)
        [record] = await box.closed_records(1)
        assert record.ended_by == "fault"
        cards.plug()
        await box.until_line(LineState.IDLE, 30.0)
        again = box.ring()
        await again.answered(20.0)
        await asyncio.sleep(2.0)
        assert cards.card.played
        await again.hang_up()

    with_lines(talk, tmp_path, Uac(), published=published)


def test_a_card_is_no_path_and_is_not_looked_for_among_the_ports(tmp_path: Path) -> None:
    (tmp_path / "ttyUSB2").touch()
    ports = find_ports(f"{tmp_path}/ttyUSB*", "plughw:CARD=Android", {})
    assert (ports.at, ports.card) == (tmp_path / "ttyUSB2", "plughw:CARD=Android")
    assert ModemPorts(Path("/dev/ttyUSB2"), Path("/dev/ttyUSB1")).card == ""
