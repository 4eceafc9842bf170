"""espeak-ng through py-espeak-ng, its faults guarded.

py-espeak-ng 0.1.8 runs `espeak-ng -w <file> TEXT` and looks at nothing: an unknown voice, a text read as an option, a
crash all come back as empty bytes. So voices are looked up first and the text never starts with `-`; the empty answer,
the time and the memory are judged by `child.py`.
"""

from __future__ import annotations

import re
import subprocess

from espeakng import ESpeakNG  # type: ignore[import-untyped]

from audio.engines import Engine, EngineMissing, Manner

_PHONEMES = re.compile(r"\[\[|\]\]")
"""Between these marks espeak-ng reads phonemes, not words."""

_APOSTROPHE = str.maketrans({"ʼ": "'"})
"""1.51 does not know U+02BC and spells the word in English."""


class ESpeak:
    """The engine that is always there."""

    name = "espeak"
    sample_rate = 22050
    voice = "uk"
    pitch = 50
    rates = (120, 240)
    volume = 80
    """Below the usual 100, at which 1.52 reaches full scale; the level is set afterwards anyway."""

    def version(self) -> str:
        """Return e.g. `1.52.0`. Raises EngineMissing."""
        try:
            said = subprocess.run(["espeak-ng", "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S607
        except OSError as error:
            raise EngineMissing("Мовний рушій espeak-ng не встановлено.") from error
        found = re.search(r"\d+(\.\d+)+\S*", said)
        if not found:
            raise EngineMissing("Мовний рушій espeak-ng не називає своєї версії.")
        return found[0]

    def voices(self) -> list[str]:
        """Return the language codes that espeak-ng lists."""
        return [voice["language"] for voice in ESpeakNG().voices]

    def speak(self, text: str, manner: Manner) -> bytes:
        """Return `text` as a WAV, empty if espeak-ng failed."""
        speaker = ESpeakNG(volume=self.volume, voice=manner.voice, speed=manner.rate, pitch=manner.pitch)
        words = _PHONEMES.sub(" ", text).translate(_APOSTROPHE)
        wav: bytes = speaker.synth_wav(" " + words)
        return wav


ENGINE: Engine = ESpeak()
