"""The published notices: all that is told before the menu, with its sounds, switched by rename; see `published.py`.

`notices/<n>/notices.json`: {"told": as `casework.notices.told` writes it, "spoken": words -> file name, "slower": the
same at the slower pace}, and the WAVs; `notices/current` is a link to the newest.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from appliance.contracts import Prompt
from appliance.menu.notices import NO_NOTICES, Notices, Sound, read_notices
from appliance.menu.published import CURRENT, NotPublished
from audio.line.wav import WavError, read_wav
from audio.speech.pace import NORMAL, SLOWER

NOTICES = "notices.json"
PACES: Mapping[int, str] = {NORMAL: "spoken", SLOWER: "slower"}


def load_notices(root: Path) -> Notices:
    """Return what is published in `root`; nothing where nothing ever was. Reads the disk. Raises NotPublished."""
    current = root / CURRENT
    try:
        if not current.exists():
            return NO_NOTICES
        directory = current.resolve()
        about = read_table(directory)
        sounds = _sounds(directory, about["spoken"])
        return read_notices(
            about["told"],
            sounds.get,
            revision=directory.name,
            slower=partial(_slower, directory, about["slower"]),
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError, WavError) as error:
        raise NotPublished(f"{current}: опубліковані оголошення пошкоджені ({error}).") from error


def read_table(directory: Path) -> dict[str, Any]:
    """Return what `notices.json` holds. Raises OSError, ValueError."""
    about: dict[str, Any] = json.loads((directory / NOTICES).read_text(encoding="utf-8"))
    return about


def spoken_texts(root: Path) -> frozenset[str]:
    """Return the texts that callers can hear as things stand: for the page that says which cannot yet be heard."""
    try:
        return frozenset(read_table(root / CURRENT)["spoken"])
    except (OSError, ValueError, KeyError, TypeError):
        return frozenset()


def _slower(directory: Path, names: Mapping[str, str]) -> Callable[[str], Prompt | None]:
    """Read the slower sounds. Raises NotPublished."""
    try:
        found: Sound = _sounds(directory, names).get
    except (OSError, WavError) as error:
        raise NotPublished(f"{directory}: {error}") from error
    return found


def _sounds(directory: Path, names: Mapping[str, str]) -> dict[str, Prompt]:
    return {text: Prompt("", text, read_wav(directory / name)) for text, name in names.items()}
