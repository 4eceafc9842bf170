"""The modem's playout buffer for the host's sound, and what it has to say about the host's pacing."""

from __future__ import annotations

from dataclasses import dataclass

SAMPLE_RATE = 8000
BYTES_PER_S = SAMPLE_RATE * 2


@dataclass(frozen=True)
class AudioReport:
    """How the host paced its sound in the current or last call. `lead` is sound received but not yet played."""

    bytes_per_s: float
    longest_gap_s: float
    lead_s: float
    lead_now_s: float
    odd_bytes: int
    underruns: int
    overflowed_bytes: int
    played_bytes: int
    received_bytes: int


class Playout:
    """A bounded buffer between the host's writes and the modem's own 8 kHz clock.

    `overflow`: "block" (take no more, as USB does), "drop_oldest", "drop_newest". Playing begins, and
    begins again after an underrun, once `prime_s` of sound lie ready.
    """

    def __init__(self, *, capacity_s: float, prime_s: float, overflow: str) -> None:
        self._capacity = int(capacity_s * SAMPLE_RATE) * 2
        self._prime = int(prime_s * SAMPLE_RATE) * 2
        self._overflow = overflow
        self._buffer = bytearray()
        self._starving = True
        self._first_at = self._last_at = 0.0
        self._first_chunk = 0
        self._gap = self._longest_gap = 0
        self._peak = 0
        self._received = self._played = self._overflowed = self._underruns = 0

    def put(self, octets: bytes, now: float) -> bytes:
        """Take sound from the host; return what finds no room when blocking."""
        room = max(0, self._capacity - len(self._buffer))
        rest = b""
        if self._overflow == "block":
            octets, rest = octets[:room], octets[room:]
        self._note_arrival(len(octets), now)
        surplus = max(0, len(octets) - room)
        surplus += surplus & 1
        self._overflowed += surplus
        self._buffer += octets[: len(octets) - surplus] if self._overflow == "drop_newest" else octets
        if self._overflow == "drop_oldest":
            del self._buffer[:surplus]
        self._peak = max(self._peak, len(self._buffer) + len(rest))
        return rest

    def take(self, count: int) -> bytes:
        """Return `count` bytes for the far end; zeros where the host left a gap."""
        if self._starving and len(self._buffer) >= max(self._prime, 2):
            self._starving = False
        got = b""
        if not self._starving:
            size = min(count, len(self._buffer) & ~1)
            got = bytes(self._buffer[:size])
            del self._buffer[:size]
        self._note_playing(len(got), count)
        return got + bytes(count - len(got))

    @property
    def level(self) -> float:
        """Return how full the buffer is, 0 to 1."""
        return len(self._buffer) / self._capacity

    def report(self, waiting_bytes: int) -> AudioReport:
        """Return the figures; `waiting_bytes` were written by the host but not taken yet."""
        span = self._last_at - self._first_at
        return AudioReport(
            bytes_per_s=(self._received - self._first_chunk) / span if span > 0 else 0.0,
            longest_gap_s=max(self._longest_gap, self._gap) / BYTES_PER_S,
            lead_s=self._peak / BYTES_PER_S,
            lead_now_s=(len(self._buffer) + waiting_bytes) / BYTES_PER_S,
            odd_bytes=self._received % 2,
            underruns=self._underruns,
            overflowed_bytes=self._overflowed,
            played_bytes=self._played,
            received_bytes=self._received,
        )

    def _note_arrival(self, count: int, now: float) -> None:
        if count and not self._received:
            self._first_at, self._first_chunk = now, count
        self._received += count
        self._last_at = now

    def _note_playing(self, got: int, wanted: int) -> None:
        self._played += got
        if got:
            self._longest_gap = max(self._longest_gap, self._gap)
            self._gap = 0
        if got == wanted or not self._played:
            return
        if not self._starving:
            self._starving = True
            self._underruns += 1
        self._gap += wanted - got
