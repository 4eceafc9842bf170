"""One voice modem (V.253), open: its port, and what it is told, in the words of its family."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from appliance.clock import Clock
from appliance.contracts import AudioPort, LineFault
from appliance.lines.at_channel import ModemSilent
from appliance.lines.serial_port import PortLost
from appliance.lines.voice_channel import Event, OrderRefused, VoiceChannel
from appliance.lines.voice_dle import Coded, Sign
from appliance.lines.voice_family import VoiceFamily
from appliance.lines.voice_half_port import HalfDuplexVoicePort
from appliance.lines.voice_keys import KeyReader
from appliance.lines.voice_port import DuplexVoicePort
from appliance.lines.voice_protocol import Ended, Heard, Line, Mode, Order, Outcome

log = logging.getLogger(__name__)

WAKE_TRIES = 5
LEFT_OVER_S = 0.2
"""For what a stream leaves behind, and for the answers to what the modem was told before it woke."""
STREAM_S = 3.0
DIGIT_S = 0.5

VoicePort = DuplexVoicePort | HalfDuplexVoicePort


class NoVoice(LineFault):
    """The modem has no voice mode."""


class StreamRefused(LineFault):
    """The modem would not open the sound of a call."""


class VoiceModem:
    """A modem in use.

    `on_line` gets the lines nobody asked for, `on_key` each press, `on_sign` the other events of a call (END when the
    modem ended the sound and would not open it again), `on_lost` the loss of the port or of the sound.
    """

    def __init__(
        self,
        family: VoiceFamily,
        path: Path,
        *,
        clock: Clock,
        on_line: Callable[[str], None],
        on_key: Callable[[str], None],
        on_sign: Callable[[Sign], None],
        on_lost: Callable[[LineFault], None],
    ) -> None:
        """Open the port. Raises PortMissing, PortTaken."""
        self.family = family
        self._clock = clock
        self._on_line = on_line
        self._on_key = on_key
        self._on_sign = on_sign
        self._on_lost = on_lost
        self._duplex = bool(family.streams.duplex)
        self._port: VoicePort | None = None
        self._keys = KeyReader()
        self._off_hook = False
        self._dialling = False
        self._dialogue = asyncio.Lock()
        self._turning: set[asyncio.Task[None]] = set()
        self._channel = VoiceChannel(path, baudrate=family.baudrate, on_event=self._happened, on_lost=self._lost)

    def close(self) -> None:
        """Close the port."""
        for task in self._turning:
            task.cancel()
        self._channel.close()

    @property
    def sound_quiet_for_s(self) -> float:
        """Seconds for which an open stream has shown no life, 0 outside a call."""
        return self._port.quiet_for_s if self._port is not None else 0.0

    @property
    def deaf(self) -> bool:
        """Whether an open duplex stream has not brought a single sample: the modem only says that it can."""
        return isinstance(self._port, DuplexVoicePort) and not self._port.has_heard

    @property
    def listening(self) -> bool:
        """Whether what the modem tells of tones on the line can be true at this moment."""
        return self._port is None or self._port.hearing

    async def initialise(self) -> None:
        """Bring the modem from any state to ready for calls. Raises LineFault with a sentence."""
        async with self._dialogue:
            await self._wake()
            for text in self.family.start:
                outcome = await self._channel.ask(Order(text))
                if not outcome.ok:
                    log.info("%s: %s", text, outcome.final)
            try:
                await self._enter_voice()
            except OrderRefused as refused:
                raise NoVoice(f"Цей модем не має голосового режиму ({refused}): потрібен інший модем.") from refused
            await self._put_on_hook()

    async def check(self) -> None:
        """See whether the modem still listens. Raises ModemSilent, PortLost."""
        async with self._dialogue:
            await self._channel.ask(Order("AT"))

    async def take(self) -> None:
        """Take the line: whoever rings is answered. Raises LineFault."""
        async with self._dialogue:
            await self._enter_voice()
            self._off_hook = True
            await self._channel.order(self.family.call.off_hook)

    async def dial(self, number: str) -> Outcome:
        """Take the line, dial, and return what came of the call: OK or VCON when it was taken."""
        call = self.family.call
        async with self._dialogue:
            await self._enter_voice()
            self._off_hook = self._dialling = True
            text = call.dial.format(dialling=call.dialling, number=number)
            try:
                return await self._channel.ask(Order(text, dials=True, timeout_s=call.dial_limit_s))
            finally:
                self._dialling = False

    async def open_sound(self) -> AudioPort:
        """Open the sound of a taken call, both ways where the modem can. Raises StreamRefused."""
        async with self._dialogue:
            streams = self.family.streams
            if self._duplex and not await self._open(streams.duplex, Mode.DUPLEX):
                log.warning("%s refuses %s: it will speak and listen by turns", self.family.name, streams.duplex)
                self._duplex = False
            if self._duplex:
                self._port = DuplexVoicePort(self, monotonic=self._clock.monotonic)
            elif await self._open(streams.receive, Mode.RECEIVE):
                self._port = HalfDuplexVoicePort(self, monotonic=self._clock.monotonic, turn=self._turn)
            else:
                raise StreamRefused("Модем не відкриває звуку дзвінка.")
            return self._port

    async def send_digits(self, digits: str) -> None:
        """Send DTMF; the sound stands still meanwhile."""
        async with self._dialogue:
            mode = self._channel.mode
            await self._leave()
            text = self.family.call.send_digits.format(digits=",".join(digits))
            await self._channel.order(text, timeout_s=5.0 + DIGIT_S * len(digits))
            await self._reopen(mode)

    async def put_down(self) -> None:
        """Leave the line if it is taken. Raises ModemSilent, PortLost."""
        if self._dialling:
            # Any character ends a dialling (V.250 5.6.1).
            self._channel.interrupt(b"\r")
        async with self._dialogue:
            if not self._off_hook:
                return
            self._port = None
            await self._leave()
            await self._put_on_hook()
            self._off_hook = False

    # What a port needs.

    @property
    def queued_bytes(self) -> int:
        """Bytes that the driver still holds."""
        return self._channel.queued_bytes

    def speak(self, sound: bytes) -> bool:
        """Send samples; False when some were lost."""
        return self._channel.speak(sound)

    def purge(self) -> None:
        """Let the modem forget what it has not played."""
        self._channel.interrupt(self.family.streams.purge)

    async def _wake(self) -> None:
        """Get to command state from wherever a former run died: the codes mean nothing to a modem that is there."""
        streams = self.family.streams
        for code in (streams.leave_transmit, streams.leave_duplex, streams.leave_receive, b"\r"):
            self._channel.interrupt(code)
            await asyncio.sleep(LEFT_OVER_S)
        for last in (*(False,) * (WAKE_TRIES - 1), True):
            try:
                await self._channel.ask(Order("AT", timeout_s=1.0))
            except ModemSilent:
                if last:
                    raise
                continue
            break
        await asyncio.sleep(LEFT_OVER_S)

    async def _enter_voice(self) -> None:
        for text in self.family.call.enter:
            await self._channel.order(text)
        for text in self.family.call.tune:
            outcome = await self._channel.ask(Order(text))
            if not outcome.ok:
                log.debug("%s: %s", text, outcome.final)

    async def _put_on_hook(self) -> None:
        for text in self.family.call.on_hook:
            outcome = await self._channel.ask(Order(text))
            if not outcome.ok:
                log.warning("%s: %s", text, outcome.final)

    async def _open(self, command: str, mode: Mode) -> bool:
        return (await self._channel.ask(Order(command, opens=mode, timeout_s=STREAM_S))).ok

    async def _leave(self) -> None:
        streams = self.family.streams
        codes = {
            Mode.DUPLEX: streams.leave_duplex,
            Mode.TRANSMIT: streams.leave_transmit,
            Mode.RECEIVE: streams.leave_receive,
        }
        if leave := codes.get(self._channel.mode):
            await self._channel.ask(Order(f"<DLE> {leave.hex(' ')}", leave=leave, timeout_s=STREAM_S))

    async def _reopen(self, mode: Mode) -> None:
        streams = self.family.streams
        commands = {Mode.DUPLEX: streams.duplex, Mode.TRANSMIT: streams.transmit, Mode.RECEIVE: streams.receive}
        if mode in commands and not await self._open(commands[mode], mode):
            raise StreamRefused("Модем не відкриває звуку дзвінка.")
        if self._port is not None:
            self._port.reopened()

    def _turn(self, mode: Mode) -> None:
        """Let the modem change from speaking to listening or back."""
        self._begin(self._turn_to(mode))

    async def _turn_to(self, mode: Mode) -> None:
        async with self._dialogue:
            port = self._port
            if not isinstance(port, HalfDuplexVoicePort):
                return
            await self._leave()
            await self._reopen(mode)
            port.turned(mode)

    async def _stream_ended(self, mode: Mode) -> None:
        """The modem has ended the sound by itself: it has noticed that nobody is there, or it was a timer."""
        async with self._dialogue:
            if self._port is None:
                return
            try:
                await self._reopen(mode)
            except StreamRefused:
                self._on_sign(Sign.END)
                return
            if isinstance(self._port, HalfDuplexVoicePort):
                self._port.turned(mode)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._turning.add(task)
        task.add_done_callback(self._turned)

    def _turned(self, task: asyncio.Task[None]) -> None:
        self._turning.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, LineFault):
            self._on_lost(error)
        elif error is not None:
            raise error

    def _happened(self, event: Event) -> None:
        match event:
            case Heard(sound):
                if self._port is not None:
                    self._port.heard(sound)
            case Line(text):
                self._on_line(text)
            case Ended():
                self._begin(self._stream_ended(Mode.DUPLEX if self._duplex else Mode.RECEIVE))
            case Coded():
                self._coded(event)

    def _coded(self, event: Coded) -> None:
        if key := self._keys.read(event, self._clock.monotonic()):
            if self._port is not None:
                self._port.pressed()
            self._on_key(key)
        elif event.sign is Sign.UNDERRUN:
            if self._port is not None:
                self._port.starving()
        elif event.sign is not None:
            self._on_sign(event.sign)

    def _lost(self, fault: PortLost) -> None:
        self._on_lost(fault)
