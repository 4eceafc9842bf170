"""The sound of a file that somebody gives, decoded in a process that may fail.

PyAV brings FFmpeg 8 in one wheel for every Python and both architectures; Debian's ffmpeg is another version on each
Debian and brings 75 packages. It is only ever loaded by the decoder's process: hostile bytes, and code under the GPL.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryFile

from audio.recorded.limits import LONGEST_S, WALL_S, Status

log = logging.getLogger(__name__)

DECODER = (sys.executable, "-m", "audio.recorded.decoder")
_ROOT = Path(__file__).resolve().parents[2]
_TOO_HARD = "Файл не вдалося розкодувати: забрав забагато часу або пам'яті."
_SENTENCES: Mapping[int, str] = {
    Status.NO_SOUND: "У файлі немає звуку, який можна прочитати.",
    Status.STRANGE_SHAPE: "Звук у файлі неможливий: потрібно від 8000 до 192000 Гц і від одного до восьми каналів.",
    Status.TOO_LONG: f"Запис довший за {LONGEST_S // 60} хвилин.",
    Status.TOO_LARGE_IN_MEMORY: _TOO_HARD,
    -signal.SIGXCPU: _TOO_HARD,
    -signal.SIGKILL: _TOO_HARD,
}
_UNREADABLE = "Файл пошкоджено, або це не звук WAV, MP3, OGG чи M4A."


class UnreadableSound(Exception):
    """No sound can be made of a file; the text is one Ukrainian sentence."""


def decode(path: Path) -> bytes:
    """Return the sound of the file at `path`: S16LE mono at `limits.RATE`. Raises UnreadableSound, OSError."""
    with path.open("rb") as file, TemporaryFile() as sound:
        status = _run(file.fileno(), sound.fileno())
        if status != Status.DECODED:
            log.warning("the decoder ended with %d at %s", status, path.name)
            raise UnreadableSound(_SENTENCES.get(status, _UNREADABLE))
        sound.seek(0)
        return sound.read()


def _run(file: int, sound: int) -> int:
    """Return what the process ended with. It writes into a file, whose size the kernel limits, not into our memory."""
    try:
        return subprocess.run(  # noqa: S603 - our own words
            DECODER,
            stdin=file,
            stdout=sound,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env={"LC_ALL": "C.UTF-8", "PATH": os.defpath},
            timeout=WALL_S,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired:
        return -signal.SIGKILL
