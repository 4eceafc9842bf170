"""Small real sound files of every kind that a person may bring, made for the tests."""

from __future__ import annotations

import io
import random
import shutil
import struct
import subprocess
from functools import cache
from typing import cast

import av
import numpy as np
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream

RATE = 8000
SOX = shutil.which("sox") or "sox"
KINDS = ("wav", "mp3", "ogg", "opus", "m4a")
_MADE_BY = {"mp3": ("mp3", "libmp3lame", 44100), "opus": ("ogg", "libopus", 48000), "m4a": ("ipod", "aac", 44100)}


def syllables(seconds: float = 2.0, level: float = 0.2, pause_s: float = 0.0) -> bytes:
    """Return something with the syllables and the band of speech: S16LE at 8000 Hz. `pause_s` stands in its middle."""
    at = np.arange(int(seconds * RATE)) / RATE
    voice = sum(np.sin(2 * np.pi * 150 * harmonic * at) / harmonic for harmonic in range(1, 20))
    sound = level * voice * np.clip(np.sin(2 * np.pi * 2.5 * at), 0.05, 1)
    half = len(sound) // 2
    whole = np.concatenate([sound[:half], np.zeros(int(pause_s * RATE)), sound[half:]])
    pcm: bytes = (np.clip(whole, -1, 1) * 32767).astype("<i2").tobytes()
    return pcm


def wav(pcm: bytes, *, rate: int = RATE, channels: int = 1, data_bytes: int | None = None) -> bytes:
    """Return a WAV whose header may lie."""
    size = len(pcm) if data_bytes is None else data_bytes
    fmt = struct.pack("<HHIIHH", 1, channels, rate, rate * 2 * channels % 2**32, 2 * channels % 2**16, 16)
    head = b"RIFF" + struct.pack("<I", min(36 + size, 2**32 - 1)) + b"WAVEfmt " + struct.pack("<I", len(fmt)) + fmt
    return head + b"data" + struct.pack("<I", size) + pcm


@cache
def silence_as_ogg(seconds: int) -> bytes:
    """Return silence that takes up next to no room."""
    return _sox(["-n", "-r", str(RATE), "-t", "ogg", "-", "trim", "0", str(seconds)])


@cache
def file(kind: str, pcm: bytes) -> bytes:
    """Return the sound as a file of a kind: WAV is stereo at 44100 Hz, OGG is Vorbis, M4A is AAC."""
    raw = ["-t", "raw", "-r", str(RATE), "-e", "signed", "-b", "16", "-c", "1", "-"]
    if kind == "wav":
        return _sox([*raw, "-t", "wav", "-r", "44100", "-c", "2", "-"], pcm)
    if kind == "ogg":
        return _sox([*raw, "-t", "ogg", "-"], pcm)
    container, codec, rate = _MADE_BY[kind]
    out = io.BytesIO()
    with av.open(out, "w", format=container) as made:
        stream = cast(AudioStream, made.add_stream(codec, rate=rate, layout="stereo"))
        whole = av.AudioFrame.from_ndarray(np.frombuffer(pcm, "<i2").reshape(1, -1), format="s16", layout="mono")
        whole.sample_rate = RATE
        context = stream.codec_context
        fit = AudioResampler(context.format.name, "stereo", rate, context.frame_size)
        for frame in (*fit.resample(whole), *fit.resample(None), None):
            made.mux(stream.encode(frame))
    return out.getvalue()


def _sox(arguments: list[str], given: bytes = b"") -> bytes:
    return subprocess.run([SOX, "-D", *arguments], input=given, capture_output=True, check=True).stdout


def mutations(content: bytes, count: int, seed: int) -> list[bytes]:
    """Return broken copies: bytes changed, cut out, doubled, cut off; the head more often than the rest."""
    source = random.Random(seed)
    return [_broken(bytearray(content), source) for _ in range(count)]


def _broken(content: bytearray, source: random.Random) -> bytes:
    for _ in range(source.choice((1, 1, 3, 20))):
        if not content:
            break
        at = source.randrange(min(len(content), source.choice((64, 1024, len(content)))))
        span = source.randrange(1, 64)
        match source.randrange(5):
            case 0:
                content[at] = source.randrange(256)
            case 1:
                content[at : at + 4] = source.choice(
                    (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"\0\0\0\1")
                )
            case 2:
                del content[at : at + span]
            case 3:
                content[at:at] = content[at : at + span] * source.choice((1, 50))
            case 4:
                del content[max(at, 16) :]
    return bytes(content)
