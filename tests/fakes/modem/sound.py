"""The modem's own 8 kHz clock: every 20 ms a frame from the playout buffer to the far end, and one from there."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

from tests.fakes.modem.network_call import CallState, NetworkCall
from tests.fakes.modem.network_talk import mixed
from tests.fakes.modem.playout import SAMPLE_RATE, AudioReport, Playout

if TYPE_CHECKING:
    from tests.fakes.modem.modem import FakeModem

_SAMPLES = 160
_FRAME = _SAMPLES * 2
_DEVICE_BUFFER = 1600
_PAUSE_ABOVE, _GO_BELOW = 0.8, 0.3


class SoundClock:
    """Runs from the first moment a call may carry sound until its end, at absolute deadlines."""

    def __init__(
        self, modem: FakeModem, *, ppm: float, playout_s: float, prime_s: float, overflow: str, frame_bytes: int
    ) -> None:
        self._modem = modem
        self._settings = (playout_s, prime_s, overflow)
        self._frame_bytes = frame_bytes
        self._random = random.Random(1)
        self.rate = SAMPLE_RATE * (1 + ppm * 1e-6)
        self.voice_broken = False
        self._timer: asyncio.TimerHandle | None = None
        self._playout = self._fresh_playout()
        self._zero = 0.0
        self._ticks = 0
        self._opened_at: float | None = None
        self._down = b""
        self._voices: dict[NetworkCall, bytes] = {}
        """What each member of a conference has just said."""
        self._burst_until = 0.0
        self._bursting = False
        self._lose_byte = False
        self._paused = False
        self._pause_until = 0.0

    def follow(self) -> None:
        """Start or stop, as there is a call or not."""
        wanted = any(call.in_progress or call.state is CallState.HELD for call in self._modem.exchange.calls)
        if wanted and self._timer is None:
            self._playout = self._fresh_playout()
            self._zero, self._ticks = self._modem.loop.time(), 0
            self._opened_at, self._down = None, b""
            self._timer = self._modem.loop.call_at(self._zero, self._tick)
        elif not wanted and self._timer is not None:
            self._timer.cancel()
            self._timer = None
            self._close()

    def receive(self, octets: bytes) -> None:
        """Take sound from the host."""
        port = self._modem.audio_port
        rest = self._playout.put(octets, self._modem.loop.time())
        if rest and port:
            port.hold("full")
            port.push_back(rest)

    def report(self) -> AudioReport:
        """Return the figures of the current or last call."""
        port = self._modem.audio_port
        return self._playout.report(len(port.waiting) if port and self._timer else 0)

    def burst_after(self, seconds: float) -> None:
        """Deliver nothing for a while, then everything at once."""
        self._burst_until = self._modem.loop.time() + seconds
        self._bursting = True

    def lose_byte(self) -> None:
        """Lose one byte on the way to the host: all samples after it are swapped."""
        self._lose_byte = True

    def _fresh_playout(self) -> Playout:
        capacity_s, prime_s, overflow = self._settings
        return Playout(capacity_s=capacity_s, prime_s=prime_s, overflow=overflow)

    def _tick(self) -> None:
        at = self._zero + self._ticks * _SAMPLES / self.rate
        self._ticks += 1
        self._timer = self._modem.loop.call_at(self._zero + self._ticks * _SAMPLES / self.rate, self._tick)
        calls = self._modem.exchange.calls
        talking = next((call for call in calls if call.in_progress), None)
        flows = self._flows(talking)
        sound = self._uplink(flows)
        down = bytes(_FRAME)
        voices: dict[NetworkCall, bytes] = {}
        for call in calls:
            heard = self._heard_by(call, sound, at)
            if call.multiparty:
                heard = mixed(heard, *(voice for other, voice in self._voices.items() if other is not call))
            if call.party.answered_at is not None:
                call.party.hear(heard, at)
            voice = call.party.downlink.frame(_SAMPLES, heard)
            if call.multiparty:
                voices[call] = voice
            if call is talking:
                down = bytes(_FRAME) if self.voice_broken else voice
        self._voices = voices
        if voices:
            down = mixed(*voices.values())
        if flows:
            self._send(down)

    def _flows(self, call: NetworkCall | None) -> bool:
        modem, now = self._modem, self._modem.loop.time()
        flows = call is not None and modem.family.audio_flows(modem, call) and not modem.faults.audio_frozen
        if flows and self._opened_at is None:
            self._opened_at = now
        if port := modem.audio_port:
            (port.release if flows else port.hold)("closed")
            limit_s = modem.faults.uplink_stalls_after_s
            stalled = limit_s is not None and self._opened_at is not None and now - self._opened_at >= limit_s
            (port.hold if stalled else port.release)("stalled")
        return flows

    def _uplink(self, flows: bool) -> bytes:
        if not flows:
            return bytes(_FRAME)
        sound = self._playout.take(_FRAME)
        if port := self._modem.audio_port:
            port.release("full")
            self._control_flow()
        return sound

    def _control_flow(self) -> None:
        words = self._modem.family.flow_control
        if words is None:
            return
        level = self._playout.level
        if level > _PAUSE_ABOVE and not self._paused:
            self.pause(True)
        elif level < _GO_BELOW and self._paused and self._modem.loop.time() >= self._pause_until:
            self.pause(False)

    def pause(self, paused: bool, for_s: float = 0.0) -> None:
        """Tell the host to stop writing, and take nothing; or to go on."""
        words, port = self._modem.family.flow_control, self._modem.audio_port
        if words is None or port is None:
            raise AssertionError(f"{self._modem.family.name} has no flow control")
        self._paused, self._pause_until = paused, self._modem.loop.time() + for_s
        self._modem.urc(words[0] if paused else words[1])
        (port.hold if paused else port.release)("paused")

    def _heard_by(self, call: NetworkCall, sound: bytes, at: float) -> bytes:
        dead_s = self._modem.faults.dead_time_s
        if dead_s is None:
            dead_s = self._modem.family.dead_time_s
        answered_at = call.party.answered_at
        deaf = answered_at is None or at < answered_at + dead_s or self.voice_broken
        return bytes(_FRAME) if deaf or call.state is CallState.HELD else sound

    def _send(self, frame: bytes) -> None:
        self._down += frame[1:] if self._lose_byte else frame
        self._lose_byte = False
        if self._modem.loop.time() < self._burst_until:
            return
        jitter_s = self._modem.faults.downlink_jitter_s * self._random.random()
        if jitter_s:
            self._modem.loop.call_later(jitter_s, self._deliver)
        else:
            self._deliver()

    def _deliver(self) -> None:
        """Write whole frames as the host has room; a host that never reads loses the oldest."""
        port = self._modem.audio_port
        if port is None or self._timer is None:
            return
        while len(self._down) >= self._frame_bytes and port.write(self._down[: self._frame_bytes]):
            self._down = self._down[self._frame_bytes :]
        self._bursting = self._bursting and len(self._down) >= self._frame_bytes
        if not self._bursting:
            self._down = self._down[-_DEVICE_BUFFER:]

    def _close(self) -> None:
        self._paused = False
        if port := self._modem.audio_port:
            port.hold("closed")
            for reason in ("full", "paused", "stalled"):
                port.release(reason)
