"""One GSM/LTE modem, open: its AT port, its sound, and what it is told, in the words of its family."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping

from appliance.clock import Clock
from appliance.contracts import AudioPort, LineFault
from appliance.lines.alsa_port import AlsaAudioPort
from appliance.lines.at import Answer, Command, asking, query
from appliance.lines.at_channel import AtChannel, ModemSilent
from appliance.lines.at_log import AtLog
from appliance.lines.audio_port import SerialAudioPort
from appliance.lines.family import ModemFamily, Said, Says
from appliance.lines.gsm_sim import SimGate
from appliance.lines.ports import ModemPorts
from appliance.lines.registration import FULL, ROAMING, Registration, Service, registration, service
from appliance.lines.serial_port import PortLost

log = logging.getLogger(__name__)

WAKE_TRIES = 5
NETWORK_ANSWER_S = 30.0
"""What concerns the network (AT+CCWA) takes up to 20 s."""
SUBMIT_S = 45.0
"""From AT+CMGS to its result: 2 to 10 s, up to 40 by the standard's clocks."""
GONE_FINALS = {"NO CARRIER", "BUSY", "NO ANSWER"}


UKRAINE = "255"
"""The country of a card, as its IMSI begins (ITU-T E.212)."""


class ModemForgot(LineFault):
    """The modem does not know any more what it was told at the start."""


class VoiceLocked(LineFault):
    """The modem cannot carry voice over USB."""


class SoundRefused(LineFault):
    """The modem would not open the sound of a call; only its reset helps."""


class GsmModem:
    """A modem in use. `on_said` gets every unsolicited line that means something, `on_lost` the loss of either port."""

    def __init__(
        self,
        family: ModemFamily,
        ports: ModemPorts,
        *,
        clock: Clock,
        on_said: Callable[[Said], None],
        on_lost: Callable[[PortLost], None],
        record: AtLog | None = None,
    ) -> None:
        """Open both ports; `record` keeps what goes over the AT port. Raises PortMissing, PortTaken."""
        self.family = family
        self.sound_card = ports.card or family.audio.card
        self._on_said = on_said
        self.sound_failed = False
        self.awake = False
        """It has answered; what it said of its own start before is no news."""
        self._ready = asyncio.Event()
        self._sound_open = False
        self.roaming = False
        """As `service` has found it last: a guest in another operator's network."""
        self._reports: int | None = None
        self._take_from_s = 0.0
        self._clock = clock
        self._at = AtChannel(ports.at, baudrate=family.baudrate, on_line=self._heard, on_lost=on_lost, record=record)
        try:
            self._audio = self._sound_port(ports, on_lost)
        except LineFault:
            self._at.close()
            raise

    def close(self) -> None:
        """Close both ports."""
        self._at.close()
        self._audio.close()

    @property
    def sound_quiet_for_s(self) -> float:
        """Seconds for which the modem has sent or taken no sound in an open call, 0 outside one."""
        return self._audio.quiet_for_s if self._sound_open else 0.0

    def pause_sound(self, paused: bool) -> None:
        """The modem asks to hold (or go on with) the sound."""
        self._audio.pause(paused)

    async def ask(self, command: Command) -> Answer:
        """Send a command and return its answer."""
        return await self._at.ask(command)

    async def submit(self, text: str, body: str, hurry: asyncio.Event) -> Answer:
        """Send a command with a body (AT+CMGS). Raises NotSubmitted, OutcomeUnknown."""
        command = Command(
            text, informs=f"{text[2:].partition('=')[0]}:", always_informs=True, body=body, timeout_s=SUBMIT_S
        )
        return await self._at.submit(command, hurry)

    async def order(self, text: str, *, timeout_s: float = 5.0) -> None:
        """Send a command that must be obeyed."""
        await self._at.order(text, timeout_s=timeout_s)

    async def initialise(self, gate: SimGate) -> None:
        """Bring the modem from any state to ready for calls. Raises LineFault with a sentence."""
        await self._wake()
        self.awake = True
        await self._start()
        if await gate.pass_through(self):
            await self._start()
        await self._check_voice()
        self._reports = (await self._registration("+CREG")).reports

    def ready(self) -> None:
        """Calls may be taken from now on: nothing more is set up, which could end them (ATZ: V.250 6.1.1)."""
        self._ready.set()

    def settle(self) -> None:
        """Take no call for the family's `settle_s`: the modem has just come back."""
        self._take_from_s = self._clock.monotonic() + self.family.settle_s

    async def calls(self) -> list[Mapping[str, str]] | None:
        """Return the living voice calls (AT+CLCC): the groups of `listed`. None: the modem will not tell."""
        answer = await self._at.ask(Command("AT+CLCC", informs="+CLCC:"))
        if not answer.ok:
            return None
        said = (self.family.says[Says.LISTED].search(line) for line in answer.lines)
        entries = [found.groupdict(default="") for found in said if found]
        return [entry for entry in entries if entry["stat"] not in {"6", "-1"} and entry["mode"] == "0"]

    async def take(self) -> bool:
        """Answer the ringing call; False when the caller was gone by then."""
        await self._ready.wait()
        await asyncio.sleep(max(self._take_from_s - self._clock.monotonic(), 0))
        await self.close_sound()
        command = Command(self.family.call.answer, ends_with_call=True, timeout_s=15.0)
        answer = await self._at.ask(command)
        if not answer.ok and answer.final not in GONE_FINALS and await self.calls():
            answer = await self._at.ask(command)
        return answer.ok

    async def dial(self, number: str) -> None:
        """Place a call. Raises LineFault when the modem refuses."""
        text = self.family.call.dial.format(number=number)
        answer = await self._at.ask(Command(text, ends_with_call=True, timeout_s=40.0))
        if not answer.ok:
            raise LineFault(f"Набрати номер не вдалося: {answer.final}")

    async def open_sound(self) -> AudioPort:
        """Open the sound of the active call. Raises SoundRefused."""
        rules = self.family.audio
        give_up_s = self._clock.monotonic() + rules.window_s
        while not (answer := await self._at.ask(Command(rules.open))).ok:
            if self._clock.monotonic() >= give_up_s:
                self.sound_failed = True
                raise SoundRefused(f"Модем не відкриває звуку: {answer.final}")
            await asyncio.sleep(rules.retry_s)
        self._audio.begin()
        self._sound_open = True
        return self._audio

    async def close_sound(self) -> None:
        """Close the sound of the call that is over, if it was open."""
        if self._sound_open:
            self._sound_open = False
            self._audio.end()
            if self.family.audio.close:
                await self._at.ask(Command(self.family.audio.close))

    async def service(self) -> Service:
        """Return what the network gives. Raises ModemForgot when the modem started anew and said nothing of it."""
        circuit = await self._registration("+CREG")
        if self._reports and circuit.reports == 0:
            raise ModemForgot("Модем перезапустився мовчки.")
        packet, volte = Registration(), None
        if circuit.stat not in FULL:
            packet = await self._registration("+CEREG")
            volte = await self._voice_over_lte() if packet.stat in FULL else None
        self.roaming = not ROAMING.isdisjoint({circuit.stat, packet.stat})
        return service(circuit, packet, voice_over_lte=volte)

    async def home_network(self) -> str:
        """Return country and network of the card by its IMSI, "" for a card that is not Ukrainian."""
        answer = await self._at.ask(Command("AT+CIMI", informs=UKRAINE))
        return answer.lines[0][:5] if answer.lines else ""

    async def operator(self) -> str:
        """Return the network's name, "" when unknown."""
        answer = await self._at.ask(query("AT+COPS?", timeout_s=10.0))
        return answer.lines[0].split('"')[1] if answer.lines and answer.lines[0].count('"') >= 2 else ""

    async def signal_rssi(self) -> str:
        """Return the signal as AT+CSQ tells it, "99" when unknown."""
        answer = await self._at.ask(Command("AT+CSQ", informs="+CSQ:"))
        return answer.lines[0].removeprefix("+CSQ:").split(",")[0].strip() if answer.lines else "99"

    def reset(self) -> None:
        """Order the family's full reset; the ports will go and come back."""
        self._at.shout(self.family.reset)

    def _sound_port(self, ports: ModemPorts, on_lost: Callable[[PortLost], None]) -> SerialAudioPort | AlsaAudioPort:
        monotonic = self._clock.monotonic
        if card := self.sound_card:
            return AlsaAudioPort(card, monotonic=monotonic, on_lost=on_lost)
        return SerialAudioPort(ports.audio, baudrate=self.family.baudrate, monotonic=monotonic, on_lost=on_lost)

    async def _wake(self) -> None:
        for _ in range(WAKE_TRIES - 1):
            try:
                await self._at.ask(Command("AT", timeout_s=1.0))
            except ModemSilent:
                continue
            return
        await self._at.ask(Command("AT", timeout_s=1.0))

    async def _start(self) -> None:
        for text in self.family.start:
            answer = await self._at.ask(Command(text, timeout_s=NETWORK_ANSWER_S))
            if not answer.ok:
                log.info("%s: %s", text, answer.final)

    async def _registration(self, name: str) -> Registration:
        return registration((await self._at.ask(query(f"AT{name}?"))).lines)

    async def _voice_over_lte(self) -> bool | None:
        rules = self.family.volte
        if not rules.ask:
            return None
        answer = await self._at.ask(asking(rules.ask))
        return any(rules.yes.search(line) for line in answer.lines) if answer.ok else None

    async def _check_voice(self) -> None:
        answer = await self._at.ask(query(self.family.voice_check))
        said = [*answer.lines, answer.final]
        if not any(self.family.voice_answer.search(line) for line in said):
            raise VoiceLocked("Цей модем не передає голосу через USB: потрібна інша прошивка або інший модем.")

    def _heard(self, line: str) -> None:
        if said := self.family.understand(line):
            self._on_said(said)
