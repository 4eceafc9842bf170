"""Makes the lines of the settings: the one place beside the daemon that names their kinds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from appliance.calls.call import CallRules
from appliance.casework.database import Database
from appliance.clock import Clock
from appliance.contracts import LineStatus
from appliance.lines.family import load_family
from appliance.lines.found import scan
from appliance.lines.gsm import GsmLine
from appliance.lines.gsm_sim import SimGate
from appliance.lines.kin import all_kin
from appliance.lines.ports import find_ports
from appliance.lines.rtp_port import Codec, Codecs
from appliance.lines.sip import SipLine
from appliance.lines.sip_stack import SipThread
from appliance.lines.voice_family import load_voice_family
from appliance.lines.voice_line import VoiceLine
from appliance.settings import (
    MODEMS,
    VOICE_MODEMS,
    CallSettings,
    GsmLineSettings,
    LineSettings,
    SipLineSettings,
    VoiceLineSettings,
)
from appliance.upkeep.mending.pins import Pins
from audio.line.g711 import decode_alaw, decode_ulaw, encode_alaw, encode_ulaw

CODECS = Codecs({"PCMA": Codec(encode_alaw, decode_alaw), "PCMU": Codec(encode_ulaw, decode_ulaw)})

AnyLine = GsmLine | VoiceLine | SipLine


class LineWorks:
    """Lines made for one box, and the rules of a call on each of them."""

    def __init__(
        self, times: CallSettings, database: Database, clock: Clock, on_status: Callable[[LineStatus], None]
    ) -> None:
        """Make none yet. `on_status` hears of every change of every line."""
        self._times = times
        self._database = database
        self._clock = clock
        self._on_status = on_status
        self._sip_thread = SipThread()
        self._relaxed_dtmf: set[str] = set()

    def line(self, line: LineSettings) -> AnyLine:
        """Make the line that the settings describe. Raises SettingsError."""
        common: dict[str, Any] = {"clock": self._clock, "on_status": self._on_status}
        match line:
            case GsmLineSettings():
                family = load_family(line.family, MODEMS)
                if family.dtmf.relaxed:
                    self._relaxed_dtmf.add(line.name)
                ports = partial(find_ports, line.at, line.audio, family.usb)
                gate = SimGate(line.name, line.pin, Pins(self._database, self._clock))
                return GsmLine(line.name, family, find_ports=ports, gate=gate, **common)
            case VoiceLineSettings():
                voice = load_voice_family(line.family, VOICE_MODEMS)
                ports = partial(find_ports, line.at, line.at, voice.usb)
                return VoiceLine(line.name, voice, find_ports=ports, **common)
            case SipLineSettings():
                return SipLine(line.name, line, thread=self._sip_thread, codecs=CODECS, **common)

    async def free_modems(self, lines: Sequence[LineSettings]) -> list[dict[str, str]]:
        """Return the modems that are plugged in and belong to none of `lines`: "place" on USB and "title"."""
        found = await asyncio.to_thread(lambda: scan(lines, all_kin(MODEMS, VOICE_MODEMS)))
        return [{"place": each.place, "title": each.kin[0].title} for each in found.free]

    def rules(self, line: str) -> CallRules:
        """Return how a call on that line is led."""
        return CallRules(
            opening_silence_s=self._times.opening_silence_s,
            cap_s=self._times.cap_s,
            cap_warning_s=self._times.cap_warning_s,
            silence_limit_s=self._times.silence_limit_s,
            relaxed_dtmf=line in self._relaxed_dtmf,
        )
