"""Recorded prompts, kept by the name of the prompt. No numpy here.

`<sha256 of the sound>.wav` is the sound, `<sha256 of the name>.json` says which prompt it is. The JSON is written last
and replaced as one, so a power cut leaves the recording that was there before or the new one.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from audio.speech.store import write_durably

log = logging.getLogger(__name__)

_KEY = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class RecordedPrompt:
    """A recording of the prompt `name`. `text`: what the prompt's words were then; `wav`: a file in the store."""

    name: str
    text: str
    wav: str
    wav_bytes: int
    duration_s: float
    active_dbfs: float
    peak_dbfs: float


class RecordedStore:
    """A directory of recorded prompts. Every verb reads the disk; only one process keeps, any may remove."""

    def __init__(self, root: Path) -> None:
        """The directory is made when the first recording is kept."""
        self._root = root

    def all(self) -> dict[str, RecordedPrompt]:
        """Return the recordings that are whole, by the prompt's name."""
        told = (_read(path) for path in sorted(self._root.glob("*.json")) if _KEY.fullmatch(path.stem))
        return {found.name: found for found in told if found}

    def path(self, recorded: RecordedPrompt) -> Path:
        """Return where the sound lies."""
        return self._root / recorded.wav

    def keep(
        self, name: str, text: str, wav: bytes, *, duration_s: float, active_dbfs: float, peak_dbfs: float
    ) -> RecordedPrompt:
        """Keep a recording in place of the one of the same name. Returns when it is on disk. Raises OSError."""
        self._root.mkdir(parents=True, exist_ok=True)
        before = self.all().get(name)
        file = f"{hashlib.sha256(wav).hexdigest()}.wav"
        recorded = RecordedPrompt(name, text, file, len(wav), duration_s, active_dbfs, peak_dbfs)
        write_durably(self._root / file, wav)
        write_durably(self._about(name), json.dumps(asdict(recorded), ensure_ascii=True, indent=1).encode())
        self._forget(before)
        return recorded

    def remove(self, name: str) -> bool:
        """Remove the recording of a prompt; False if there was none. Raises OSError."""
        about = self._about(name)
        if not about.exists():
            return False
        before = self.all().get(name)
        about.unlink()
        self._forget(before)
        return True

    def clear_leftovers(self) -> None:
        """Remove sounds that no recording names, and what a killed writer left half written. For the writer alone."""
        named = {recorded.wav for recorded in self.all().values()}
        for path in (*self._root.glob("*.wav"), *self._root.glob(".*.tmp")):
            if path.name not in named:
                path.unlink(missing_ok=True)

    def _forget(self, before: RecordedPrompt | None) -> None:
        """Remove the sound of a recording that is no more, unless another is made of the same."""
        if before and before.wav not in {recorded.wav for recorded in self.all().values()}:
            self.path(before).unlink(missing_ok=True)

    def _about(self, name: str) -> Path:
        return self._root / f"{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()}.json"


def _read(path: Path) -> RecordedPrompt | None:
    try:
        told = RecordedPrompt(**json.loads(path.read_bytes()))
        if (
            not _KEY.fullmatch(told.wav.removesuffix(".wav"))
            or (path.parent / told.wav).stat().st_size != told.wav_bytes
        ):
            raise ValueError("name or size differs")
    except (OSError, ValueError, TypeError, AttributeError) as error:
        log.warning("recording %s is not whole: %s", path.name, error)
        return None
    return told
