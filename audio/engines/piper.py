"""Piper, when its package is installed and a voice file is given: `<voice>.onnx` beside `<voice>.onnx.json`.

The package is not part of the box; it and its onnxruntime are loaded on the first word, in the child, and stay loaded.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.metadata
import importlib.util
import io
import json
import os
import wave
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from audio.engines import Engine, EngineMissing, Manner

VOICES = "SLUKHAVKA_PIPER_VOICES"
"""How the child is told the directory; people write it into the settings."""
PACKAGE, DISTRIBUTION = "piper", "piper-tts"
_MARK = "\u0301"
_NOT_INSTALLED = "Мовний рушій Piper не встановлено."


def look_in(directory: str) -> None:
    """Let this process, and every child it starts from now on, find the voice files in `directory`; "" nowhere."""
    os.environ[VOICES] = directory


class Piper:
    """A neural voice of the community's own choice."""

    name = "piper"
    rank = 20
    pitch = 0
    rates = (70, 140)
    """In percent of the voice's own pace."""
    known_speech_s: Mapping[str, tuple[float, float]] = {}
    memory_bytes = 3 << 30
    """onnxruntime lays out far more than it fills."""

    def __init__(self) -> None:
        """Load nothing yet."""
        self._loaded: dict[str, Any] = {}

    @property
    def voice(self) -> str:
        """The first voice in the directory, "" if there is none."""
        return next(iter(self.voices()), "")

    def missing(self) -> str:
        """Tell whether the package and a voice are there."""
        if importlib.util.find_spec(PACKAGE) is None:
            return _NOT_INSTALLED
        directory = os.environ.get(VOICES, "")
        if not directory:
            return "Теки з голосами Piper не задано: [speech], «piper_voices»."
        return "" if self.voices() else f"У теці {directory} немає голосів Piper (*.onnx)."

    def version(self, voice: str) -> str:
        """Return the version of the package and a fingerprint of the voice. Raises EngineMissing."""
        try:
            package = importlib.metadata.version(DISTRIBUTION)
        except importlib.metadata.PackageNotFoundError as error:
            raise EngineMissing(_NOT_INSTALLED) from error
        model = self._model(voice).stat()
        about = self._model(voice).name, model.st_size, model.st_mtime_ns, self._about(voice)
        return f"{package}+{hashlib.sha256(repr(about).encode()).hexdigest()[:8]}"

    def voices(self) -> list[str]:
        """Return the names of the voice files."""
        directory = os.environ.get(VOICES, "")
        return sorted(file.stem for file in Path(directory).glob("*.onnx")) if directory else []

    def sample_rate(self, voice: str) -> int:
        """Return what the voice's description says. Raises EngineMissing."""
        return int(self._about(voice)["audio"]["sample_rate"])

    def speak(self, texts: Sequence[str], manner: Manner) -> Iterator[bytes]:
        """Yield each text as a WAV. Without the model's noise the same text gives the same sound."""
        speaker = self._speaker(manner.voice)
        settings = importlib.import_module(PACKAGE).SynthesisConfig(
            length_scale=100 / manner.rate, noise_scale=0.0, noise_w_scale=0.0
        )
        knows_marks = _MARK in self._about(manner.voice).get("phoneme_id_map", {})
        for text in texts:
            wav = io.BytesIO()
            with wave.open(wav, "wb") as sound:
                sound.setnchannels(1)
                sound.setsampwidth(2)
                sound.setframerate(self.sample_rate(manner.voice))
                words = text if knows_marks else text.replace(_MARK, "")
                speaker.synthesize_wav(words, sound, syn_config=settings, set_wav_format=False)
            yield wav.getvalue()

    def _speaker(self, voice: str) -> Any:
        if voice not in self._loaded:
            self._loaded[voice] = importlib.import_module(PACKAGE).PiperVoice.load(self._model(voice))
        return self._loaded[voice]

    def _about(self, voice: str) -> dict[str, Any]:
        try:
            about: dict[str, Any] = json.loads(Path(f"{self._model(voice)}.json").read_bytes())
        except (OSError, ValueError) as error:
            raise EngineMissing(f"Опис голосу Piper «{voice}» не читається.") from error
        return about

    def _model(self, voice: str) -> Path:
        if voice not in self.voices():
            raise EngineMissing(f"Голосу Piper «{voice}» немає.")
        return Path(os.environ[VOICES]) / f"{voice}.onnx"


ENGINE: Engine = Piper()
