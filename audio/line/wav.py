"""WAV files of telephone sound: S16LE, mono, 8000 Hz, nothing else. Bytes in, bytes out.

The texts of the errors are for the clerk who offers a file.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import NamedTuple

SAMPLE_RATE = 8000
_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
_FORMAT = struct.Struct("<HHIIHH")
_CHUNK = struct.Struct("<4sI")
_PCM = 1
HEADER_BYTES = _HEADER.size


class WavError(Exception):
    """The bytes are no sound that the line can play; the text says why."""


class NotWav(WavError):
    """No RIFF/WAVE with a format and sound in it."""


class WrongEncoding(WavError):
    """Compressed, or floating point."""


class WrongRate(WavError):
    """Not 8000 samples a second."""


class WrongWidth(WavError):
    """Not 16 bits."""


class WrongChannels(WavError):
    """Not mono."""


class Truncated(WavError):
    """The file ends before the sound it promises."""


class LyingSizes(WavError):
    """The sizes in the file contradict one another."""


class Repair(NamedTuple):
    """What makes a file right: `header` over its first bytes, and the file cut to `file_bytes`."""

    header: bytes
    file_bytes: int


def header(sound_bytes: int) -> bytes:
    """Return the 44 bytes that stand before `sound_bytes` of sound."""
    byte_rate = SAMPLE_RATE * 2
    riff_bytes = HEADER_BYTES - _CHUNK.size + sound_bytes
    return _HEADER.pack(
        b"RIFF", riff_bytes, b"WAVE", b"fmt ", 16, _PCM, 1, SAMPLE_RATE, byte_rate, 2, 16, b"data", sound_bytes
    )


def parse(content: bytes) -> bytes:
    """Return the sound of a whole WAV file. Raises WavError."""
    if len(content) < 12 or content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        raise NotWav("Це не файл WAV.")
    promised = _CHUNK.size + _CHUNK.unpack_from(content)[1]
    if promised > len(content):
        raise Truncated("Файл WAV обірваний: звуку менше, ніж обіцяє заголовок.")
    if promised < len(content):
        raise LyingSizes("Файл WAV довший, ніж каже його заголовок.")
    chunks = _chunks(content)
    if b"fmt " not in chunks or b"data" not in chunks:
        raise NotWav("У файлі WAV немає опису або самого звуку.")
    _check_format(chunks[b"fmt "])
    if len(chunks[b"data"]) % 2:
        raise LyingSizes("У файлі WAV неціла кількість відліків.")
    return chunks[b"data"]


def read_wav(path: Path) -> bytes:
    """Return the sound of the file at `path`. Raises WavError, OSError."""
    return parse(path.read_bytes())


def repair(head: bytes, file_bytes: int) -> Repair:
    """Return what mends a file of ours whose writing was cut off. `head`: its first 44 bytes; raises NotWav.

    The sizes in `head` are not believed. After a power cut it may also be all zeros.
    """
    head = head[:HEADER_BYTES]
    if len(head) < HEADER_BYTES or file_bytes < HEADER_BYTES or (any(head) and not _is_ours(head)):
        raise NotWav("Це не запис цієї скриньки.")
    sound_bytes = (file_bytes - HEADER_BYTES) // 2 * 2
    return Repair(header(sound_bytes), HEADER_BYTES + sound_bytes)


def _is_ours(head: bytes) -> bool:
    ours = header(0)
    return head[:4] == ours[:4] and head[8:40] == ours[8:40]


def _chunks(content: bytes) -> dict[bytes, bytes]:
    chunks: dict[bytes, bytes] = {}
    at = 12
    while at < len(content):
        if at + _CHUNK.size > len(content):
            raise LyingSizes("У файлі WAV зайві байти.")
        name, size = _CHUNK.unpack_from(content, at)
        at += _CHUNK.size
        if at + size > len(content):
            raise LyingSizes("Частина файлу WAV довша за сам файл.")
        if name in chunks and name in (b"fmt ", b"data"):
            raise LyingSizes("У файлі WAV два описи або два звуки.")
        chunks[name] = content[at : at + size]
        at += size + size % 2
    return chunks


def _check_format(chunk: bytes) -> None:
    if len(chunk) < _FORMAT.size:
        raise NotWav("Опис звуку у файлі WAV неповний.")
    encoding, channels, rate, byte_rate, block_bytes, bits = _FORMAT.unpack_from(chunk)
    if encoding != _PCM:
        raise WrongEncoding("Звук у файлі WAV стиснений: потрібен PCM.")
    if channels != 1:
        raise WrongChannels(f"Каналів у файлі WAV {channels}: потрібен один.")
    if rate != SAMPLE_RATE:
        raise WrongRate(f"Частота файлу WAV {rate} Гц: потрібно {SAMPLE_RATE}.")
    if bits != 16:
        raise WrongWidth(f"Розрядність файлу WAV {bits} біт: потрібно 16.")
    if (block_bytes, byte_rate) != (2, SAMPLE_RATE * 2):
        raise LyingSizes("Опис звуку у файлі WAV суперечить сам собі.")
