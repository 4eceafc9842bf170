"""What a file that somebody gives may cost, known to both sides of the process boundary."""

from __future__ import annotations

from enum import IntEnum

LARGEST_FILE = 20 << 20
LONGEST_S = 300
CPU_S = 10
WALL_S = 30.0
"""The CPU limit ends a decoder that works; this one ends a decoder that waits."""
MEMORY_BYTES = 256 << 20
RATE = 24000
"""What the decoder gives: S16LE, mono. The chain brings it to the telephone as it does the voices' speech."""
RATES = range(8000, 192001)
CHANNELS = range(1, 9)


class Status(IntEnum):
    """With what the decoder's process ends. Whatever is not here is a file that cannot be read."""

    DECODED = 0
    NO_SOUND = 3
    STRANGE_SHAPE = 4
    TOO_LONG = 5
    TOO_LARGE_IN_MEMORY = 6
