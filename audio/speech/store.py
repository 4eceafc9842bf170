"""Prompts that have been spoken, kept by what they were made from. No numpy here: the daemon reads it.

`<key>.wav` is the sound and `<key>.json` says what it is. The JSON is written last and is what makes a prompt exist,
so a power cut leaves a whole prompt or none.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from audio.speech.languages import UKRAINIAN, language_of
from audio.speech.pace import NORMAL

log = logging.getLogger(__name__)

_KEY = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that decides how a prompt sounds. The same recipe gives the same bytes."""

    text: str
    """As `tidy` leaves it."""
    engine: str
    engine_version: str
    voice: str
    rate: int
    pitch: int
    chain: Mapping[str, Any]
    """Version and parameters of what is done to the sound after the engine; JSON values only."""
    sample_rate: int
    words: str
    """What the engine is told: `text` in words, U+0301 after each vowel whose stress is known."""
    pace: int = NORMAL
    """In percent; `rate` is what the engine is told for it."""

    @property
    def key(self) -> str:
        """Return sha256 of the canonical JSON of this recipe, in hex."""
        canonical = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Spoken:
    """A prompt in the store. `voice` is `engine/voice`, `pace` in percent."""

    key: str
    path: Path
    text: str
    voice: str
    duration_s: float
    active_dbfs: float
    peak_dbfs: float
    pace: int = NORMAL


def tidy(text: str) -> str:
    """Return the text as it is spoken and looked up: NFC, no control characters, one space, one newline."""
    text = "".join(_seen(sign) for sign in unicodedata.normalize("NFC", text))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _seen(sign: str) -> str:
    match unicodedata.category(sign):
        case "Cf":
            return ""
        case "Cc" | "Cs" | "Co" | "Cn" | "Zl" | "Zp" if sign != "\n":
            return " "
        case _:
            return sign


class PromptStore:
    """A directory of prompts, with an index in memory. `refresh` and `keep` wait for the disk, `find` never does."""

    def __init__(self, root: Path) -> None:
        """Read what is there."""
        self._root = root
        self._by_key: dict[str, Spoken] = {}
        self._by_text: dict[str, list[str]] = {}
        self.refresh()

    def find(self, text: str, pace: int = NORMAL, language: str = UKRAINIAN, voice: str = "") -> Path | None:
        """Return the WAV of a text; with no `voice`, the newest one of any. None if it is not spoken yet."""
        keys = self._by_text.get(tidy(text), [])
        fitting = (self._by_key[key] for key in reversed(keys))
        asked = pace, language
        known = (each for each in fitting if (each.pace, language_of(each.voice)) == asked)
        return next((each.path for each in known if voice in ("", each.voice)), None)

    def voices(self) -> list[str]:
        """Return every Ukrainian voice that something here was spoken by, the last heard first."""
        voices = dict.fromkeys(spoken.voice for spoken in reversed(self._by_key.values()))
        return [voice for voice in voices if language_of(voice) == UKRAINIAN]

    def get(self, key: str) -> Spoken | None:
        """Return the prompt with this key, if it is whole on the disk."""
        spoken = self._by_key.get(key)
        return spoken if spoken and spoken.path.exists() else None

    def refresh(self) -> None:
        """Take into the index what others have kept since the last look."""
        if not self._root.is_dir():
            return
        new = [
            path for path in self._root.glob("*.json") if _KEY.fullmatch(path.stem) and path.stem not in self._by_key
        ]
        for path in sorted(new, key=_kept_at):
            if spoken := _read(path):
                self._enter(spoken)

    def keep(self, recipe: Recipe, wav: bytes, *, duration_s: float, active_dbfs: float, peak_dbfs: float) -> Spoken:
        """Keep a prompt. Returns only when it is on disk; raises OSError when it cannot be."""
        self._root.mkdir(parents=True, exist_ok=True)
        key = recipe.key
        figures = {"duration_s": duration_s, "active_dbfs": active_dbfs, "peak_dbfs": peak_dbfs, "wav_bytes": len(wav)}
        about = json.dumps({"key": key, **asdict(recipe), **figures}, ensure_ascii=False, indent=1)
        write_durably(self._root / f"{key}.wav", wav)
        write_durably(self._root / f"{key}.json", about.encode())
        voice = f"{recipe.engine}/{recipe.voice}"
        path = self._root / f"{key}.wav"
        spoken = Spoken(key, path, recipe.text, voice, duration_s, active_dbfs, peak_dbfs, recipe.pace)
        self._enter(spoken)
        return spoken

    def clear_leftovers(self) -> None:
        """Remove what a writer that was killed left half written."""
        for temp in self._root.glob(".*.tmp"):
            temp.unlink(missing_ok=True)

    def _enter(self, spoken: Spoken) -> None:
        self._by_key[spoken.key] = spoken
        keys = self._by_text.setdefault(spoken.text, [])
        if spoken.key not in keys:
            keys.append(spoken.key)


def write_durably(path: Path, content: bytes) -> None:
    """Put `content` at `path` so that a power cut leaves the old file or the new one."""
    temp = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temp.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temp.replace(path)
    finally:
        temp.unlink(missing_ok=True)
    directory = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _kept_at(path: Path) -> tuple[int, str]:
    try:
        return path.stat().st_mtime_ns, path.name
    except FileNotFoundError:
        return 0, path.name


def _read(path: Path) -> Spoken | None:
    """Return the prompt that a JSON tells of; None, and a line in the log, if it is not whole."""
    try:
        told = json.loads(path.read_bytes())
        wav = path.with_suffix(".wav")
        if told["key"] != path.stem or wav.stat().st_size != told["wav_bytes"]:
            raise ValueError("key or size differs")
        return Spoken(
            told["key"],
            wav,
            told["text"],
            f"{told['engine']}/{told['voice']}",
            float(told["duration_s"]),
            float(told["active_dbfs"]),
            float(told["peak_dbfs"]),
            int(told.get("pace", NORMAL)),  # before there were two, it was not written down
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("prompt %s is not whole: %s", path.name, error)
        return None
