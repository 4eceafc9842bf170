"""Samples of a voice modem, 8-bit unsigned, and those of the house, S16LE."""

from __future__ import annotations

SILENCE = 0x80
_SIGN = bytes(value ^ 0x80 for value in range(256))
_QUIET = bytes((SILENCE - 1, SILENCE))
"""What silence, and the lowest bit of it, become."""


def to_wire(frame: bytes) -> bytes:
    """Turn S16LE samples into unsigned bytes: the upper half of each, its sign turned round."""
    return frame[1::2].translate(_SIGN)


def from_wire(sound: bytes) -> bytes:
    """Turn unsigned bytes into S16LE samples."""
    frame = bytearray(2 * len(sound))
    frame[1::2] = sound.translate(_SIGN)
    return bytes(frame)


def is_silent(sound: bytes) -> bool:
    """Tell whether nothing can be heard of these unsigned bytes."""
    return not sound.strip(_QUIET)
