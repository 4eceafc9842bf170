"""espeak-ng through py-espeak-ng, its faults guarded.

py-espeak-ng 0.1.8 runs `espeak-ng -w <file> TEXT` and looks at nothing: an unknown voice, a text read as an option, a
crash all come back as empty bytes. So voices are looked up first and the text never starts with `-`; the empty answer,
the time and the memory are judged by `child.py`. Its `g2p` glues words together, so phonemes are asked for here.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from espeakng import ESpeakNG  # type: ignore[import-untyped]

from audio.engines import Engine, EngineGarbled, EngineMissing, Manner
from audio.engines.espeak_stress import Phonemes, spoken_by

FOREIGN = ("en-gb", "pl", "ro", "hu", "bg", "sk", "de")
"""Voices of the other languages in which a menu may be said."""
_SEPARATOR = "_"
_WORDS_KEPT = 20_000
_NOT_INSTALLED = "Мовний рушій espeak-ng не встановлено."


class ESpeak:
    """The engine that is always there."""

    name = "espeak"
    rank = 30
    voice = "uk"
    pitch = 50
    rates = (120, 240)
    known_speech_s: Mapping[str, tuple[float, float]] = {}
    """None: the versions differ by 1.6 times."""
    memory_bytes = 512 << 20
    volume = 80
    """Below the usual 100, at which 1.52 reaches full scale; the level is set afterwards anyway."""

    def __init__(self) -> None:
        """Know no word yet."""
        self._installed = ""
        self._phonemes: dict[tuple[str, str], list[str]] = {}

    def missing(self) -> str:
        """Tell whether the program is there."""
        return "" if shutil.which("espeak-ng") else _NOT_INSTALLED

    def version(self, voice: str) -> str:
        """Return e.g. `1.52.0+1f0c7a22`: the program and its data. Raises EngineMissing."""
        said = self._told("--version")
        found = re.search(r"(\d+(?:\.\d+)+\S*).*?(?:Data at: *(.*))?$", said.strip())
        if not found:
            raise EngineMissing("Мовний рушій espeak-ng не називає своєї версії.")
        installed = f"{found[1]}+{_fingerprint(Path(found[2] or ''), voice)}"
        if installed != self._installed:
            self._phonemes.clear()
            self._installed = installed
        return installed

    def voices(self) -> list[str]:
        """Return the Ukrainian among the voices that espeak-ng lists by their languages, and the foreign it may use."""
        known = {voice["language"] for voice in ESpeakNG().voices}
        return [voice for voice in (self.voice, *FOREIGN) if voice in known]

    def sample_rate(self, voice: str) -> int:  # noqa: ARG002 - the same for every voice
        """Return 22050."""
        return 22050

    def speak(self, texts: Sequence[str], manner: Manner) -> Iterator[bytes]:
        """Yield each text as a WAV, empty if espeak-ng failed. Raises EngineGarbled."""
        speaker = ESpeakNG(volume=self.volume, voice=manner.voice, speed=manner.rate, pitch=manner.pitch)
        for words in self.forced(texts, manner.voice):
            wav: bytes = speaker.synth_wav(" " + words)
            yield wav

    def forced(self, texts: Sequence[str], voice: str) -> list[str]:
        """Return the texts as espeak-ng gets them. Raises EngineGarbled."""
        return spoken_by(lambda words: self._transcribed(words, voice), texts)

    def _transcribed(self, words: list[str], voice: str) -> Phonemes:
        """Return the phonemes of each word as espeak-ng itself would say it."""
        if len(self._phonemes) > _WORDS_KEPT:
            self._phonemes.clear()
        new = [word for word in words if (voice, word) not in self._phonemes]
        if new:
            said = self._told(
                "-q", "-x", f"--sep={_SEPARATOR}", "-v", voice, "-b", "1", "--stdin", words="\n\n".join(new)
            )
            lines = [line.strip() for line in said.splitlines() if line.strip()]
            if len(lines) != len(new):
                raise EngineGarbled("Мовний рушій espeak-ng прочитав не ті слова.")
            self._phonemes |= {(voice, word): line.split(_SEPARATOR) for word, line in zip(new, lines, strict=True)}
        return {word: self._phonemes[voice, word] for word in words}

    def _told(self, *options: str, words: str = "") -> str:
        """Return what espeak-ng prints. Raises EngineMissing."""
        try:
            ran = subprocess.run(["espeak-ng", *options], input=words, capture_output=True, text=True, check=False)  # noqa: S603, S607
        except OSError as error:
            raise EngineMissing(_NOT_INSTALLED) from error
        return ran.stdout


def _fingerprint(data: Path, voice: str) -> str:
    """Return what changes when the rules or sounds of the voice do, though the program calls itself the same."""
    language = voice.partition("+")[0].partition("-")[0]
    parts = (data / name for name in ("phontab", "phonindex", "phondata", "intonations", f"{language}_dict"))
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.read_bytes() if part.is_file() else b"")
    return digest.hexdigest()[:8]


ENGINE: Engine = ESpeak()
