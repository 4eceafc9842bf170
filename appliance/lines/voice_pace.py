"""Two clocks of 8 kHz, ours and the modem's, kept in step by leaving out silence or giving it twice."""

from __future__ import annotations

DRIFT_SAMPLES = 120
SETTLING_SAMPLES = 32000
SMOOTHING = 0.01


class Pace:
    """Compares what was sent with what came. Counts samples."""

    def __init__(self) -> None:
        """Begin anew: a call has begun, or sound has stood still."""
        self._sent = 0
        self._came = 0
        self._ahead = 0.0
        self._usual: float | None = None

    def came(self, samples: int) -> None:
        """The modem has sent so much."""
        self._came += samples

    def fit(self, sound: bytes, *, silent: bool) -> tuple[bytes, ...]:
        """Return what to send in place of these samples: them, twice or none where they are silent."""
        self._ahead += (self._sent - self._came - self._ahead) * SMOOTHING
        pieces: tuple[bytes, ...] = (sound,)
        if self._sent >= SETTLING_SAMPLES:
            self._usual = self._ahead if self._usual is None else self._usual
            drift = self._ahead - self._usual
            if silent and abs(drift) >= DRIFT_SAMPLES:
                self._ahead -= len(sound) if drift > 0 else -len(sound)
                pieces = () if drift > 0 else (sound, sound)
        self._sent += sum(len(piece) for piece in pieces)
        return pieces
