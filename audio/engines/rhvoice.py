"""RHVoice through its command-line program, when it is installed (Debian: non-free). It obeys U+0301.

An unknown voice is not refused by the program, another one speaks; so voices are looked up first. The program tells no
version, so what is installed is known by its files.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from audio.engines import Engine, EngineMissing, Manner

PROGRAM = "RHVoice-test"
_DATA = Path("/usr/share/RHVoice")
_CONFIGURATION = Path("/etc/RHVoice")
_LIBRARIES = "/usr/lib/*/libRHVoice_core.so.*"
_LANGUAGE = "Ukrainian"
_NOT_INSTALLED = "Мовний рушій RHVoice не встановлено."


class RHVoice:
    """The clear voice. Natalia and Anatol are LGPL; the other two Ukrainian voices are CC BY-ND."""

    name = "rhvoice"
    rank = 10
    voice = "Natalia"
    pitch = 100
    rates = (70, 140)
    known_speech_s: Mapping[str, tuple[float, float]] = {
        "Natalia": (19.44, 9.715),
        "Anatol": (21.63, 10.855),
        "Marianna": (24.155, 12.15),
        "Volodymyr": (21.925, 11.03),
    }
    """Of 1.8.0; a Pi would measure for a minute what 1.14 says at the same pace."""
    memory_bytes = 512 << 20

    def missing(self) -> str:
        """Tell whether the program and a voice are there."""
        if shutil.which(PROGRAM) is None:
            return _NOT_INSTALLED
        return "" if self.voices() else "Мовний рушій RHVoice встановлено без українських голосів."

    def version(self, voice: str) -> str:
        """Return a fingerprint of the program, the language and the voice. Raises EngineMissing."""
        program = shutil.which(PROGRAM)
        if program is None:
            raise EngineMissing(_NOT_INSTALLED)
        libraries = Path("/").glob(_LIBRARIES.lstrip("/"))
        rooms = (_DATA / "languages" / _LANGUAGE, _DATA / "voices" / voice.lower(), _CONFIGURATION)
        files = [Path(program), *libraries, *(file for room in rooms for file in room.rglob("*") if file.is_file())]
        seen = sorted(f"{file}:{file.stat().st_size}:{file.stat().st_mtime_ns}" for file in files)
        return hashlib.sha256("\n".join(seen).encode()).hexdigest()[:12]

    def voices(self) -> list[str]:
        """Return the names of the Ukrainian voices."""
        about = [file.read_text(encoding="utf-8") for file in _DATA.glob("voices/*/voice.info")]
        ours = (text for text in about if f"language={_LANGUAGE}" in text.splitlines())
        return sorted(name[1] for text in ours if (name := re.search(r"^name=(\S+)", text, re.MULTILINE)))

    def sample_rate(self, voice: str) -> int:  # noqa: ARG002 - the same for every voice
        """Return 24000."""
        return 24000

    def speak(self, texts: Sequence[str], manner: Manner) -> Iterator[bytes]:
        """Yield each text as a WAV, empty if RHVoice failed."""
        options = ["-p", manner.voice, "-r", str(manner.rate), "-t", str(manner.pitch)]
        with tempfile.TemporaryDirectory() as scratch:
            for number, text in enumerate(texts):
                wav = Path(scratch) / f"{number}.wav"
                command = [PROGRAM, *options, "-o", os.fspath(wav)]
                subprocess.run(command, input=text.encode(), capture_output=True, check=False)  # noqa: S603
                yield wav.read_bytes() if wav.exists() else b""
                wav.unlink(missing_ok=True)


ENGINE: Engine = RHVoice()
