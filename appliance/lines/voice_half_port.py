"""The sound of a call on a voice modem that can only speak or listen (+VTX, +VRX).

A call writes a frame every 20 ms, silence when it has nothing to say, and never tells which of the two it means. So the
port goes by what it is given:

* something to be heard: it turns to speaking; what comes until the modem has turned waits and is played first;
* `HOLD_FRAMES` of silence in a row: it turns to listening. A pause between two sentences is mostly shorter; who speaks
  after a tone begins no sooner.

What waits makes the sound late. It is made up for by leaving out silence, so a prompt is late by one turning at most.
While the modem speaks nothing is heard: keys come as events, and a busy tone is judged when the port listens again.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from enum import Enum, auto

from appliance.contracts import PTIME_MS
from appliance.lines.voice_port import BARGE_IN_S, FRAME_SAMPLES, MAX_QUEUED_BYTES, PRIMING_FRAMES, Arrived, Wire
from appliance.lines.voice_protocol import Mode
from appliance.lines.voice_samples import SILENCE, is_silent, to_wire

log = logging.getLogger(__name__)

HOLD_FRAMES = 15
SILENT_FRAME = bytes((SILENCE,)) * FRAME_SAMPLES


class Doing(Enum):
    """What the port is doing."""

    LISTENING = auto()
    TURNING = auto()
    SPEAKING = auto()


class HalfDuplexVoicePort:
    """The sound of one call, one way at a time. Begins by listening."""

    encoding = "S16LE"
    ptime_ms = PTIME_MS
    duplex = False
    in_band_keys = False
    in_band_tones = True
    listening = True

    def __init__(self, wire: Wire, *, monotonic: Callable[[], float], turn: Callable[[Mode], None]) -> None:
        """`turn` asks the modem for the other stream; `turned` tells when it is open."""
        self._wire = wire
        self._turn = turn
        self._monotonic = monotonic
        self._arrived = Arrived(monotonic)
        self._doing = Doing.LISTENING
        self._since_s = monotonic()
        self._waiting: deque[bytes] = deque()
        self._silent_frames = 0
        self._primed = False
        self._spoke = False
        self._key_s = -BARGE_IN_S
        self._refused_since_s: float | None = None

    @property
    def hearing(self) -> bool:
        """Whether what the modem tells of tones on the line can be true."""
        return self._doing is Doing.LISTENING

    @property
    def quiet_for_s(self) -> float:
        """Seconds without a sign of life: no sound while listening, sound refused while speaking, a turn that lasts."""
        now_s = self._monotonic()
        if self._doing is Doing.SPEAKING:
            return now_s - self._refused_since_s if self._refused_since_s is not None else 0.0
        return now_s - max(self._since_s, self._arrived.last_s if self.hearing else 0.0)

    def read(self) -> bytes:
        """Return all that has been heard; nothing while the modem speaks."""
        return self._arrived.take()

    def write(self, frame: bytes) -> None:
        """Say a frame, or listen when there has been nothing to say for a while."""
        sound = to_wire(frame)
        silent = is_silent(sound)
        if self._doing is Doing.SPEAKING:
            self._say(sound, silent=silent)
        elif self._waiting or not silent:
            self._waiting.append(sound)
            if self._doing is Doing.LISTENING:
                self._begin(Mode.TRANSMIT)

    # What the modem tells the port.

    def reopened(self) -> None:
        """The stream begins anew, with nothing in the modem."""
        self._since_s = self._monotonic()
        self._primed = False
        self._refused_since_s = None

    def turned(self, mode: Mode) -> None:
        """The other stream is open."""
        self.reopened()
        if mode is Mode.TRANSMIT:
            self._doing = Doing.SPEAKING
            self._spoke, self._silent_frames = False, 0
        else:
            self._doing = Doing.LISTENING
            if self._waiting:
                self._begin(Mode.TRANSMIT)

    def heard(self, sound: bytes) -> None:
        """Sound has come."""
        self._arrived.put(sound)

    def pressed(self) -> None:
        """A key has come."""
        self._key_s = self._monotonic()

    def starving(self) -> None:
        """The modem has nothing left to play."""
        self._primed = False

    def _begin(self, mode: Mode) -> None:
        self._doing = Doing.TURNING
        self._since_s = self._monotonic()
        self._turn(mode)

    def _say(self, sound: bytes, *, silent: bool) -> None:
        if self._barged_in(silent):
            self._waiting.clear()
            self._wire.purge()
            self._primed = False
        self._silent_frames = self._silent_frames + 1 if silent else 0
        if not (silent and self._waiting):
            self._waiting.append(sound)
        if self._silent_frames >= HOLD_FRAMES and all(map(is_silent, self._waiting)):
            self._waiting.clear()
            self._begin(Mode.RECEIVE)
        else:
            self._send()

    def _barged_in(self, silent: bool) -> bool:
        spoke, self._spoke = self._spoke, not silent
        return spoke and silent and self._monotonic() - self._key_s <= BARGE_IN_S

    def _send(self) -> None:
        if self._wire.queued_bytes > MAX_QUEUED_BYTES:
            self._refused_since_s = self._refused_since_s or self._monotonic()
            return
        frames = 1
        if not self._primed:
            self._primed = True
            frames = min(len(self._waiting), PRIMING_FRAMES + 1)
            self._speak(SILENT_FRAME * (PRIMING_FRAMES + 1 - frames))
        for _ in range(frames):
            self._speak(self._waiting.popleft())

    def _speak(self, sound: bytes) -> None:
        if not sound or self._wire.speak(sound):
            self._refused_since_s = None
        else:
            log.warning("the voice modem takes no sound")
            self._refused_since_s = self._refused_since_s or self._monotonic()
