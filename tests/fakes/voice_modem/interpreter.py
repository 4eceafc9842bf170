"""The modem's side of V.253: commands, states, <DLE> codes both ways. Written apart from the product's."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.fakes.voice_modem.modem import FakeVoiceModem

DLE, ETX, CAN, ESC = 0x10, 0x03, 0x18, 0x1B
ANSWER_S = 0.02
VOICE_ONLY = ("+VLS", "+VSM", "+VSD", "+VIT", "+VTD", "+VRA", "+VRN", "+VTS", "+VTX", "+VRX", "+VTR", "+VGT", "+VGR")
STREAMS = {"+VTX": "transmit", "+VRX": "receive", "+VTR": "duplex"}


class Interpreter:
    """One port: text and sound."""

    def __init__(self, modem: FakeVoiceModem) -> None:
        self._modem = modem
        self.reset()

    def reset(self) -> None:
        """Be as after power-up."""
        self.state = "command"
        self.echo = True
        self.fclass = "0"
        self.settings: dict[str, str] = {}
        self.dialling = False
        self._line = bytearray()
        self._queue: deque[int] = deque()
        self._blocked = False
        self._dle = False
        self._ending = False
        self._commands: asyncio.Queue[str] = asyncio.Queue()
        self._aborted = asyncio.Event()

    @property
    def playing(self) -> bool:
        """Whether the host's sound goes to the line."""
        return self.state in ("transmit", "duplex")

    @property
    def hearing(self) -> bool:
        """Whether sound of the line goes to the host."""
        return self.state in ("receive", "duplex")

    async def run(self) -> None:
        """Answer commands, one after another."""
        while True:
            text = await self._commands.get()
            faults = self._modem.faults
            self._modem.commands.append((self._modem.loop.time(), text))
            await asyncio.sleep(max([ANSWER_S, *(s for name, s in faults.slow.items() if text.startswith(name))]))
            if faults.interpreter_dead or any(text.startswith(name) for name in faults.mute):
                continue
            refused = [final for name, final in faults.refuse.items() if text.startswith(name)]
            for line in refused or await self._obey(text):
                self.say(line)

    def receive(self, octets: bytes) -> None:
        """Take bytes of the host."""
        self._queue.extend(octets)
        while self._queue and not self._blocked:
            if self.state == "command":
                self._text(self._queue.popleft())
            else:
                self._stream()

    def room_again(self) -> None:
        """The buffer takes sound again."""
        self._blocked = False
        self._modem.port_release("full")
        self.receive(b"")

    def say(self, *lines: str) -> None:
        """Send lines, each framed."""
        for line in lines:
            self._modem.write(self._modem.faults.garbage + f"\r\n{line}\r\n".encode())

    def code(self, *codes: str) -> None:
        """Send events."""
        for code in codes:
            self._modem.write(bytes((DLE, ord(code))))

    def send_sound(self, sound: bytes) -> None:
        """Send samples to the host."""
        self._modem.write(sound.replace(b"\x10", b"\x10\x10"))

    def starving(self) -> None:
        """Nothing is left to be played."""
        if not self._ending:
            self.code("u")

    def tick(self) -> None:
        """End a stream whose last sound has been played."""
        if self._ending and self._modem.sound.drained:
            self._leave(etx=self.state == "duplex")

    def end_stream(self) -> None:
        """End the stream unasked."""
        if self.state != "command":
            self._leave(etx=self.hearing)

    def _text(self, octet: int) -> None:
        if self.dialling:
            self._aborted.set()
            return
        if octet != 0x0D:
            self._line.append(octet)
            return
        line, self._line = bytes(self._line), bytearray()
        start = line.find(b"AT")
        if self.echo:
            self._modem.write(line + b"\r")
        if start >= 0:
            self._commands.put_nowait(line[start:].decode("ascii", "replace"))

    def _stream(self) -> None:
        sound = bytearray()
        while self._queue and self.state != "command":
            octet = self._queue.popleft()
            if not self._dle and octet != DLE:
                sound.append(octet)
            elif not self._dle:
                self._dle = True
            else:
                self._dle = False
                if octet == DLE:
                    sound.append(DLE)
                else:
                    self._flush(sound)
                    self._command_code(octet)
        self._flush(sound)

    def _flush(self, sound: bytearray) -> None:
        if not sound:
            return
        if self.state == "receive":
            self._modem.complaints.append(f"{len(sound)} bytes of sound while receiving")
        elif self.playing and not self._modem.sound.put(bytes(sound)):
            self._blocked = True
            self._modem.port_hold("full")
        sound.clear()

    def _command_code(self, octet: int) -> None:
        duplex_end = self._modem.habits.leaves_duplex_by
        if self.state == "duplex" and chr(octet) == duplex_end:
            self._leave(etx=self._modem.habits.says_etx_after_duplex)
        elif self.state == "receive" and octet in (ord("!"), ESC):
            self._leave(etx=True)
        elif self.playing and octet == CAN:
            self._modem.sound.purge()
            self._modem.port_release("full")
            self._blocked = False
        elif self.state == "transmit" and octet == ETX:
            self._ending = True
        else:
            self._modem.complaints.append(f"code {octet:#x} in state {self.state}")

    def _leave(self, *, etx: bool) -> None:
        self.state, self._ending = "command", False
        if etx:
            self.code("\x03")
        self.say(self._modem.habits.done)

    async def _obey(self, text: str) -> list[str]:
        body = text[2:]
        name, _, value = body.partition("=")
        if body.upper().startswith("D"):
            return [await self._dial(body[1:])]
        if name in STREAMS:
            return [self._open(STREAMS[name], value)]
        if name.startswith("+V") and name != "+VCID" and (self.fclass != "8" or name not in VOICE_ONLY):
            return ["ERROR"]
        if name == "+FCLASS":
            return self._fclass(value)
        if name == "+VLS":
            return [self._hook(value)]
        if name == "+VTS":
            self._modem.line.keys_from_host(value.replace(",", ""))
            await asyncio.sleep(0.2 * (value.count(",") + 1))
            return ["OK"]
        if name.startswith("-") and name not in self._modem.habits.own_commands:
            return ["ERROR"]
        return self._basic(body, name, value)

    def _basic(self, body: str, name: str, value: str) -> list[str]:
        if body.startswith("Z"):
            self.echo, self.fclass, self.settings = True, "0", {}
            self._modem.line.on_hook()
        elif body.startswith("E"):
            self.echo = body == "E1"
        elif body.startswith("H"):
            self._modem.line.on_hook()
        elif body.startswith("I"):
            return [self._modem.habits.product, "OK"]
        self.settings[name] = value
        return ["OK"]

    def _fclass(self, value: str) -> list[str]:
        if value == "?":
            return ["0,1" if self._modem.faults.data_only else "0,1,8", "OK"]
        if value == "8" and self._modem.faults.data_only:
            return ["ERROR"]
        self.fclass = value
        return ["OK"]

    def _hook(self, value: str) -> str:
        if value == "1":
            self._modem.line.off_hook()
        else:
            self._modem.line.on_hook()
        return self._modem.habits.done

    def _open(self, stream: str, value: str) -> str:
        allowed = self.fclass == "8" and self._modem.line.hook_is_off and not value
        if not allowed or (stream == "duplex" and self._modem.faults.no_duplex):
            return "ERROR"
        if self._modem.line.refuses_streams:
            return "ERROR"
        if self.settings.get("+VSM", "").split(",")[:2] != [self._modem.habits.compression, "8000"]:
            self._modem.complaints.append("a stream without +VSM: the sound is noise")
        self._modem.sound.fresh()
        self._modem.loop.call_soon(self._enter, stream)
        return "CONNECT"

    def _enter(self, stream: str) -> None:
        self.state, self._dle, self._ending = stream, False, False

    async def _dial(self, how: str) -> str:
        if self._modem.faults.no_dial_tone:
            await asyncio.sleep(3.0)
            return "NO DIALTONE"
        self.dialling = True
        self._aborted.clear()
        call = asyncio.ensure_future(self._modem.line.dial(how.lstrip("TP")))
        aborted = asyncio.ensure_future(self._aborted.wait())
        await asyncio.wait({call, aborted}, return_when=asyncio.FIRST_COMPLETED)
        aborted.cancel()
        self.dialling = False
        if call.done():
            return call.result()
        call.cancel()
        self._modem.line.on_hook()
        return "NO CARRIER"
