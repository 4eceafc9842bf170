"""A modem that no line has, asked in short what it can do.

Nothing is set on it that a line does not set itself, and no PIN is entered. A port that another program holds is left
alone: it is locked by whoever uses it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from appliance.clock import Clock
from appliance.contracts import LineFault
from appliance.errors import SettingsError
from appliance.lines.at import Command, query
from appliance.lines.at_channel import AtChannel, ModemSilent
from appliance.lines.family import load_family
from appliance.lines.found import FoundModem
from appliance.lines.gsm_modem import GsmModem
from appliance.lines.gsm_sim import READY, fault_of, state_of
from appliance.lines.kin import VOICE, Kin
from appliance.lines.ports import ModemPorts
from appliance.lines.serial_port import PortTaken
from appliance.lines.voice_family import VoiceFamily, load_voice_family

LIMIT_S = 12.0
WAKE_S = 1.5
WAKE_TRIES = 2
"""The first command after a modem was plugged in may be lost."""
WORDS_MAX = 80
SILENT = "не відповідає на команди: зачекайте хвилину, вийміть і вставте знову"
NO_VOICE_MODE = "голосового режиму НЕ має: потрібен інший модем"
LEAVE_VOICE = "AT+FCLASS=0"


async def probe(modems: Sequence[FoundModem], families: Path, voice_families: Path, clock: Clock) -> Mapping[str, str]:
    """Ask them all at once; return for each place what to tell people. Takes `LIMIT_S` at most, never raises."""
    async with asyncio.TaskGroup() as group:
        asked = {
            each.place: group.create_task(_within_limit(each, each.kin[0], families, voice_families, clock))
            for each in modems
        }
    return {place: task.result() for place, task in asked.items()}


async def _within_limit(modem: FoundModem, kin: Kin, families: Path, voice_families: Path, clock: Clock) -> str:
    ports = modem.ports(kin)
    try:
        async with asyncio.timeout(LIMIT_S):
            if kin.kind == VOICE:
                return await _voice(ports["at"], load_voice_family(kin.name, voice_families))
            return await _gsm(ModemPorts(ports["at"], ports["audio"], modem.place), kin, families, clock)
    except PortTaken:
        return "порт зайнятий іншою програмою"
    except (ModemSilent, TimeoutError):
        return SILENT
    except (LineFault, SettingsError) as error:
        return str(error)


async def _gsm(ports: ModemPorts, kin: Kin, families: Path, clock: Clock) -> str:
    family = load_family(kin.name, families)
    modem = GsmModem(family, ports, clock=clock, on_said=lambda _: None, on_lost=lambda _: None)
    try:
        await _wake(modem)
        await modem.ask(Command("AT+CMEE=1"))
        told = [await _card(modem)]
        voice = await modem.ask(query(family.voice_check))
        if not any(family.voice_answer.search(line) for line in (*voice.lines, voice.final)):
            told.append("голосу через USB НЕ передає: потрібна інша прошивка або інший модем")
        return "; ".join(told)
    finally:
        modem.close()


async def _card(modem: GsmModem) -> str:
    said = await state_of(modem)
    if said != READY:
        return str(fault_of(said)).rstrip(".")
    operator, rssi = await modem.operator(), await modem.signal_rssi()
    network = "".join(sign for sign in operator if sign.isprintable())[:WORDS_MAX] or "мережі ще немає"
    signal = f", сигнал {2 * int(rssi) - 113} дБм" if rssi.isdecimal() and int(rssi) <= 31 else ""
    return f"SIM готова, {network}{signal}"


async def _voice(path: Path, family: VoiceFamily) -> str:
    channel = AtChannel(path, baudrate=family.baudrate, on_line=lambda _: None, on_lost=lambda _: None)
    try:
        await _wake(channel)
        answers = [await channel.ask(Command(text)) for text in (*family.call.enter, LEAVE_VOICE)]
        return "голосовий режим є" if all(answer.ok for answer in answers) else NO_VOICE_MODE
    finally:
        channel.close()


async def _wake(modem: GsmModem | AtChannel) -> None:
    for _ in range(WAKE_TRIES - 1):
        try:
            await modem.ask(Command("AT", timeout_s=WAKE_S))
        except ModemSilent:
            continue
        return
    await modem.ask(Command("AT", timeout_s=WAKE_S))
