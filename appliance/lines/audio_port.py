"""The sound of a modem: raw S16LE, mono, 8 kHz, on a serial port of its own.

No flow control and no drain command exist on such a port. A driver (or a pty) swallows a second of sound before it
refuses a write, and what it swallowed becomes latency for the rest of the call. So the port watches itself:

* nothing is written while the modem has sent no sound for `STALL_S`: a port that stands still only hoards, and as many
  frames as it hoarded until that was noticed are left out afterwards;
* nothing is written while the driver says it still holds more than `MAX_QUEUED_BYTES`;
* a refused write drops the frame, what lies in the driver, and all that comes within `REST_S`; once the port takes
  sound again, it rests once more, so that what it had swallowed is played out first;
* the modem's own 8 kHz clock differs from ours: in silence a frame is left out or given twice, so that what was sent
  stays beside what came.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from appliance.contracts import FRAME_BYTES, PTIME_MS, SAMPLE_RATE
from appliance.lines.serial_port import PortLost, SerialPort

log = logging.getLogger(__name__)

BYTES_PER_S = SAMPLE_RATE * 2
STALL_S = 0.15
REST_S = 0.4
PAUSE_LIMIT_S = 5.0
"""A pause that the modem asked for and never ended is over."""
MAX_QUEUED_BYTES = BYTES_PER_S // 10
MAX_UNREAD_BYTES = BYTES_PER_S // 5
PRIMING_FRAMES = 3
"""Frames of silence sent first, so that our jitter of a few milliseconds is not a gap in the caller's ear."""
DRIFT_BYTES = BYTES_PER_S * 15 // 1000
SETTLING_BYTES = BYTES_PER_S * 4
SMOOTHING = 0.01


class SerialAudioPort:
    """One modem's audio port, open for as long as its line is up; `begin` and `end` frame each call."""

    encoding = "S16LE"
    ptime_ms = PTIME_MS
    duplex = True
    in_band_keys = True
    in_band_tones = True
    listening = True

    def __init__(
        self, path: Path, *, baudrate: int, monotonic: Callable[[], float], on_lost: Callable[[PortLost], None]
    ) -> None:
        """Open the port. Raises PortMissing, PortTaken."""
        self._monotonic = monotonic
        self._frames_since_arrival = 0
        self._frames_to_skip = 0
        self._port = SerialPort(path, baudrate=baudrate, on_bytes=self._arrived, on_lost=on_lost)
        self._start()

    def begin(self) -> None:
        """A call begins: forget what lies in the port."""
        self._port.drop_arrived()
        self._port.drop_queued()
        self._start()

    def end(self) -> None:
        """The call is over; the port stays open for the next."""

    def pause(self, paused: bool) -> None:
        """The modem asks to hold the sound, or to go on."""
        self._paused_until_s = self._monotonic() + PAUSE_LIMIT_S if paused else 0.0

    def close(self) -> None:
        """Close the port."""
        self._port.close()

    @property
    def quiet_for_s(self) -> float:
        """Seconds since the modem last sent sound, or for which it has refused ours; counted from `begin`."""
        refused_since_s = self._last_arrival_s if self._refused_since_s is None else self._refused_since_s
        return self._monotonic() - min(self._last_arrival_s, refused_since_s)

    def read(self) -> bytes:
        """Return all whole samples that have arrived."""
        whole = len(self._arrived_bytes) & ~1
        sound = bytes(self._arrived_bytes[:whole])
        del self._arrived_bytes[:whole]
        return sound

    def write(self, frame: bytes) -> None:
        """Send a frame now, or drop it when the port would only hoard it."""
        now = self._monotonic()
        if self._stalled(now):
            self._frames_to_skip = self._frames_since_arrival
            return
        if self._frames_to_skip:
            self._frames_to_skip -= 1
            self._settle()
            return
        if now < max(self._paused_until_s, self._resting_until_s):
            self._primed = False
            return
        if not self._primed:
            self._primed = True
            self._settle()
            frame = bytes(FRAME_BYTES) * PRIMING_FRAMES + frame
        self._frames_since_arrival += 1
        for piece in self._in_step(frame):
            self._send(piece, now)

    def _start(self) -> None:
        self._arrived_bytes = bytearray()
        self._odd_tail = b""
        self._last_arrival_s = self._monotonic()
        self._resting_until_s = 0.0
        self._paused_until_s = 0.0
        self._refused_since_s: float | None = None
        self._primed = False
        self._frames_since_arrival = 0
        self._frames_to_skip = 0
        self._settle()

    def _settle(self) -> None:
        self._written = 0
        self._read = 0
        self._ahead = 0.0
        self._usual_ahead: float | None = None

    def _arrived(self, data: bytes) -> None:
        self._last_arrival_s = self._monotonic()
        self._frames_since_arrival = 0
        self._read += len(data)
        self._arrived_bytes += data
        excess = (len(self._arrived_bytes) - MAX_UNREAD_BYTES) & ~1
        if excess > 0:
            del self._arrived_bytes[:excess]

    def _stalled(self, now: float) -> bool:
        if self._port.queued_bytes > MAX_QUEUED_BYTES:
            return True
        return now - self._last_arrival_s > STALL_S

    def _in_step(self, frame: bytes) -> tuple[bytes, ...]:
        self._ahead += (self._written - self._read - self._ahead) * SMOOTHING
        if self._written < SETTLING_BYTES:
            return (frame,)
        if self._usual_ahead is None:
            self._usual_ahead = self._ahead
        drift = self._ahead - self._usual_ahead
        if abs(drift) < DRIFT_BYTES or any(frame):
            return (frame,)
        log.debug("audio drift %d ms", drift * 1000 / BYTES_PER_S)
        self._ahead -= FRAME_BYTES if drift > 0 else -FRAME_BYTES
        return () if drift > 0 else (frame, frame)

    def _send(self, frame: bytes, now: float) -> None:
        sound = self._odd_tail + frame
        taken = self._port.offer(sound)
        self._written += taken
        # Half a sample must never be lost: everything after it would be noise. A tail is kept exactly when the wire has
        # seen an odd number of bytes.
        odd = bool(self._odd_tail) != bool(taken % 2)
        self._odd_tail = sound[taken : taken + 1] if odd else b""
        if taken < len(sound) - 1:
            log.warning("%s: порт не приймає звуку", self._port.path)
            self._refused_since_s = self._refused_since_s or now
            self._port.drop_queued()
            self._resting_until_s = now + REST_S
        elif self._refused_since_s is not None:
            self._refused_since_s = None
            self._resting_until_s = now + REST_S
