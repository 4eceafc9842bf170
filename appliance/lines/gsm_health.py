"""What a GSM line says of itself: asked now, beside its status; and the last of what went over its wire."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from appliance.contracts import LineFault
from appliance.contracts.self_test import LineCheck, Overheard, SoundState
from appliance.lines.alsa_pcm import Direction, SoundCardMissing, open_pcm
from appliance.lines.at import Command
from appliance.lines.at_log import AtLog
from appliance.lines.gsm_modem import GsmModem
from appliance.lines.registration import Service

UNUSABLE = "Модем зараз не можна спитати: лінія не працює або розмовляє."
MODEL, REVISION = "Model:", "Revision:"
IMEI_BEGINS = ("86", "35", "01")
"""The reporting bodies of nearly all modems there are: TAF of China, BABT and TÜV of Europe, CTIA."""
IMEI_DIGITS = (15, 16, 17)
LINE_MAX = 60
NO_VOICE = "Модем у мережі без голосу."


class GsmHealth:
    """Implements `contracts.self_test.SelfTesting` and `Remembering` for one GSM line."""

    def __init__(self, name: str, modem: Callable[[], GsmModem | None], log: AtLog) -> None:
        """`modem`: the one that may be asked now; None while there is none, or a call has it."""
        self.name = name
        self._modem = modem
        self._log = log

    def overheard(self) -> tuple[Overheard, ...]:
        """Return the newest lines of the wire."""
        return self._log.lines()

    async def self_test(self) -> LineCheck:
        """Ask the modem for its name, its network and its signal, and look at its sound. Raises LineFault."""
        modem = self._modem()
        if modem is None:
            return LineCheck(self.name, says=UNUSABLE)
        service = await modem.service()
        rssi = await modem.signal_rssi()
        sound, says = await _sound(modem)
        return LineCheck(
            self.name,
            answers=True,
            registered=service is not Service.NONE,
            roaming=modem.roaming,
            signal_dbm=2 * int(rssi) - 113 if rssi.isdecimal() and int(rssi) <= 31 else None,
            model=await _named(modem, MODEL),
            imei=await _imei(modem),
            firmware=await _named(modem, REVISION),
            sound=sound,
            says=NO_VOICE if service is Service.NO_VOICE else says,
        )


async def _imei(modem: GsmModem) -> str:
    """Return the serial number (AT+CGSN, 3GPP TS 27.007 §5.4), which comes without a name: known by how it begins."""
    for begins in IMEI_BEGINS:
        line = await _line(modem, "AT+CGSN", begins)
        if line.isdecimal() and len(line) in IMEI_DIGITS:
            return line
    return ""


async def _named(modem: GsmModem, name: str) -> str:
    """Return what ATI tells under a name (V.250 §6.1.3 leaves the names to makers), "" where it does not."""
    return (await _line(modem, "ATI", name)).removeprefix(name).strip()


async def _line(modem: GsmModem, question: str, begins: str) -> str:
    answer = await modem.ask(Command(question, informs=begins))
    return answer.lines[0].strip()[:LINE_MAX] if answer.lines else ""


async def _sound(modem: GsmModem) -> tuple[SoundState, str]:
    if not modem.sound_card:
        return SoundState.HELD, ""
    try:
        await asyncio.to_thread(_opened, modem.sound_card)
    except SoundCardMissing:
        # Some cards are there only while a call lasts.
        return SoundState.UNTESTED, ""
    except LineFault as fault:
        return SoundState.REFUSED, str(fault)
    return SoundState.OPENED, ""


def _opened(card: str) -> None:
    """Open a card in both directions and close it. Raises LineFault."""
    for direction in Direction:
        open_pcm(card, direction).close()
