"""An `espeak-ng` on the PATH that misbehaves as told: the wire to the engine is a command line.

Asked for phonemes it gives the words back, which fit no vowel: the words are then spoken as they are.
"""

from __future__ import annotations

import io
import os
import wave
from pathlib import Path

import pytest

_PROGRAM = """#!/bin/sh
case "$*" in
*--version*) echo "eSpeak NG text-to-speech: {version}  Data at: /nowhere"; exit 0 ;;
*--voices*) echo "Pty Language Age/Gender VoiceName File Other"; echo " 5 uk --/M Ukrainian zle/uk"; exit 0 ;;
*"-q -x "*) cat; exit 0 ;;
esac
while [ "$1" != "-w" ]; do shift; done
out="$2"; text="$3"; here="{here}"
{speak}
"""

NOTHING = "exit 1"
GOOD = 'cp "$here/good.wav" "$out"'


def fake_espeak(monkeypatch: pytest.MonkeyPatch, here: Path, speak: str, *, version: str = "9.9") -> None:
    """Put the fake first on the PATH. `speak` is shell that sees $out, $text and $here with a `good.wav`."""
    program = here / "espeak-ng"
    (here / "good.wav").write_bytes(tone_wav())
    program.write_text(_PROGRAM.format(speak=speak, here=here, version=version))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{here}:{os.environ['PATH']}")


def tone_wav(*, rate: int = 22050, channels: int = 1, level: int = 8000, seconds: float = 1.0) -> bytes:
    """Return a square wave of about 1 kHz."""
    half = rate // 2000
    high, low = (value.to_bytes(2, "little", signed=True) * half * channels for value in (level, -level))
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(channels)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes((high + low) * int(1000 * seconds))
    return file.getvalue()
