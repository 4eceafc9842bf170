"""What is missing after a power cut, of what had been promised before it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from appliance.calls.recording import BYTES_PER_S
from audio.line.wav import WavError, read_wav
from tests.powercut.marks import Promise, Rows
from tests.powercut.recovery import Found

SHORTER_S = 0.05
"""A recording may be rounded by so much."""


def lost(found: Found, state: Path, made: Sequence[Promise], later: Sequence[Promise]) -> Iterator[str]:
    """Say what is missing. `made`: the promises before the cut; `later`: those after it, of which one was under way."""
    if made:
        yield from _rows_lost(found.rows, made[-1].rows, later[0].rows if later else {})
    last = {path: size for promise in made for path, size in promise.files.items()}
    for path, size in last.items():
        if not (state / path).exists() or (state / path).stat().st_size < size:
            yield f"file {path} of {size} bytes"
    contents = {path: content for promise in made for path, content in promise.contents.items()}
    for path, content in contents.items():
        if not (state / path).exists() or (state / path).read_bytes().hex() not in _either(path, content, later):
            yield f"file {path} as it was"
    for promise in made:
        yield from (f"row of {name}" for name in promise.messages if name not in found.messages)
        yield from (f"{name} is back" for name in promise.gone if (state / name).exists())
        yield from (f"notice {text}" for text in promise.notices if text not in found.notices)
    published = max((promise.published for promise in made), default=0)
    if int(found.menu or 0) < published:
        yield f"menu {published}, callers hear {found.menu or 'tones'}"


def _either(path: str, content: str, later: Sequence[Promise]) -> tuple[str, ...]:
    """Return what a file may hold: what was promised last, or what was being written."""
    return content, next((promise.contents[path] for promise in later if path in promise.contents), content)


def unmatched(found: Found, state: Path) -> Iterator[str]:
    """Say which messages have no sound, and which sounds no message."""
    recordings = state / "recordings"
    for name, duration_s in found.messages.items():
        try:
            heard_s = len(read_wav(recordings / name)) / BYTES_PER_S
        except (OSError, WavError) as error:
            yield f"message {name} is unplayable: {error}"
            continue
        if heard_s < duration_s - SHORTER_S:
            yield f"message {name} is {heard_s:.2f} s of {duration_s:.2f}"
    known = set(found.messages)
    yield from (f"{path.name} is nobody's" for path in recordings.glob("*") if path.name not in known)


def _rows_lost(there: Rows, promised: Rows, next_promised: Rows) -> Iterator[str]:
    for key, row in promised.items():
        if there.get(key) != row and next_promised.get(key, row if not next_promised else None) == row:
            yield f"row {' '.join(map(str, json.loads(key)))}"
