"""WAV files of telephone sound: S16LE, mono, 8000 Hz. Bytes only, no audio library."""

from __future__ import annotations

import struct
from pathlib import Path

SAMPLE_RATE = 8000
_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")


class WavError(Exception):
    """The file is no sound that the line can play; the text says why."""


def header(sound_bytes: int) -> bytes:
    """Return the 44 bytes that stand before `sound_bytes` of sound."""
    return _HEADER.pack(
        b"RIFF", 36 + sound_bytes, b"WAVE", b"fmt ", 16, 1, 1, SAMPLE_RATE, SAMPLE_RATE * 2, 2, 16, b"data", sound_bytes
    )


def read_wav(path: Path) -> bytes:
    """Return the sound of a file. Raises WavError, OSError."""
    content = path.read_bytes()
    if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        raise WavError(f"{path}: це не WAV")
    at = 12
    while at + 8 <= len(content):
        name, size = struct.unpack_from("<4sI", content, at)
        if name == b"data":
            return content[at + 8 : at + 8 + size]
        at += 8 + size + (size & 1)
    raise WavError(f"{path}: немає звуку")
