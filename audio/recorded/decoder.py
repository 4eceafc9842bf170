"""The decoder: a process that lives for one file. Standard input is the file, standard output the sound.

It sees hostile bytes, so it limits itself before it looks at them, opens nothing, and may use of FFmpeg only the four
containers and the few codecs named here. What it cannot stand ends it, and nothing else.
"""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

import av
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer

from audio.recorded.limits import CHANNELS, CPU_S, LONGEST_S, MEMORY_BYTES, RATE, RATES, Status

FORMATS = ("wav", "mp3", "ogg", "mov")
"""FFmpeg calls M4A "mov"."""
CODECS = (
    *("pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_alaw", "pcm_mulaw"),
    *("mp3", "mp3float", "vorbis", "opus", "libopus", "flac", "aac", "alac"),
)
LONGEST_BYTES = LONGEST_S * RATE * 2


class Refused(Exception):
    """The file is not what a prompt can be made of."""

    def __init__(self, status: Status) -> None:
        """Keep what the process shall end with."""
        super().__init__(status)
        self.status = status


def main() -> int:
    """Decode standard input to standard output and return how it went."""
    _limit_myself()
    try:
        with os.fdopen(0, "rb") as file, os.fdopen(1, "wb") as sound:
            _decode(file, sound)
    except Refused as refused:
        return refused.status
    except MemoryError:  # FFmpeg's own is one of these too
        return Status.TOO_LARGE_IN_MEMORY
    return Status.DECODED


def _limit_myself() -> None:
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, LONGEST_BYTES),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S + 1))


def _decode(file: BinaryIO, sound: BinaryIO) -> None:
    """Write the sound of `file` in mono at `RATE`. Raises Refused, MemoryError, and anything for a broken file."""
    rules = {"format_whitelist": ",".join(FORMATS), "codec_whitelist": ",".join(CODECS), "protocol_whitelist": "none"}
    with av.open(file, mode="r", container_options=rules, metadata_errors="replace") as container:
        stream = next(iter(container.streams.audio), None)
        if stream is None or stream.codec_context.name not in CODECS:
            raise Refused(Status.NO_SOUND)
        if stream.rate not in RATES or stream.channels not in CHANNELS:
            raise Refused(Status.STRANGE_SHAPE)
        stream.codec_context.thread_count = 1
        written = 0
        for piece in _pieces(container, stream):
            written += len(piece)
            if written > LONGEST_BYTES:
                raise Refused(Status.TOO_LONG)
            sound.write(piece)
    if not written:
        raise Refused(Status.NO_SOUND)


def _pieces(container: InputContainer, stream: AudioStream) -> Iterator[bytes]:
    resampler = AudioResampler(format="s16", layout="mono", rate=RATE)
    for frame in chain(container.decode(stream), (None,)):
        for out in resampler.resample(frame):
            yield bytes(memoryview(out.planes[0])[: out.samples * 2])


if __name__ == "__main__":
    sys.exit(main())
