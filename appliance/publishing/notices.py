"""Speaks what callers are told before the menu, and switches it: a small set of its own, so that a change is quick.

What has been spoken before is switched at once, whatever else is still to be spoken: an emergency text is spoken when
it is written, so that putting it on waits for no voice. Who may write at the same time (the daemon, `slukhavka
publish`) takes turns by a lock and reads the rows when it is his turn, so the newest rows win.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from appliance.casework.database import reading
from appliance.casework.notices.told import told
from appliance.clock import Moment
from appliance.menu.notices import texts_of
from appliance.menu.published import CURRENT
from appliance.menu.published_notices import NOTICES, PACES, read_table
from appliance.settings import Settings
from audio.speech.pace import NORMAL
from audio.speech.prompt_set import SetFailed, Wanted, spoken_set
from audio.speech.spool import is_served
from audio.speech.store import PromptStore

log = logging.getLogger(__name__)

WAIT_S = 120.0
KEPT = 8
"""As many stay on the disk: a call reads the slower sounds of the set it began with."""
_LOCK = ".lock"


def notices_in(settings: Settings) -> Path:
    """Return where the notices are published."""
    return settings.box.state / "notices"


def publish_notices(settings: Settings, now: Moment, *, wait_s: float = WAIT_S, anew: bool = False) -> bool:
    """Let callers hear what the rows say now; tell whether everything in them is spoken.

    What is not spoken yet is asked of the speech unit; `anew`: everything is, so that a new voice is heard. What cannot
    be spoken is left out, and the page of notices says so. Raises DatabaseUnavailable, OSError.
    """
    missing = switch_notices(settings, now)
    wanted = all_wanted(settings, now) if anew else missing
    if wanted and is_served(settings.speech_spool):
        _speak(settings, wanted, wait_s)
        missing = switch_notices(settings, now)
    return not missing


def switch_notices(settings: Settings, now: Moment, store: PromptStore | None = None) -> list[Wanted]:
    """Put in force what has been spoken, and return what has not. Waits for the disk, not for the speech unit.

    `store`: kept by who asks often, for to read all of it takes seconds on a Pi. Raises DatabaseUnavailable, OSError.
    """
    with _alone(notices_in(settings)) as root:
        gathered = _gathered(settings, now)
        wanted = _wanted(gathered)
        store = _looked_through(settings, store)
        found = {each: store.find(each.text, each.pace) for each in wanted}
        paths = {each: path for each, path in found.items() if path is not None}
        _put(root, gathered, paths)
    return [each for each in wanted if each not in paths]


def _looked_through(settings: Settings, store: PromptStore | None) -> PromptStore:
    if store is None:
        return PromptStore(settings.spoken)
    store.refresh()
    return store


def all_wanted(settings: Settings, now: Moment) -> list[Wanted]:
    """Return every text at both paces, what is urgent first. Raises DatabaseUnavailable."""
    return _wanted(_gathered(settings, now))


def _gathered(settings: Settings, now: Moment) -> dict[str, Any]:
    with reading(settings.database):
        return told(now.wall)


def _wanted(gathered: Mapping[str, Any]) -> list[Wanted]:
    texts = texts_of(gathered)
    return [Wanted(text, pace) for pace in PACES for text in texts]


def _speak(settings: Settings, wanted: Sequence[Wanted], wait_s: float) -> None:
    """Have it spoken; one text that no voice can say keeps the others from nobody. Raises OSError."""
    try:
        spoken_set(settings.speech_spool, settings.spoken, wanted, wait_s)
    except SetFailed as error:
        log.warning("the notices are spoken one by one: %s", error)
        for each in wanted:
            _speak_one(settings, each, wait_s)


def _speak_one(settings: Settings, wanted: Wanted, wait_s: float) -> None:
    if not is_served(settings.speech_spool):
        return
    try:
        spoken_set(settings.speech_spool, settings.spoken, [wanted], wait_s)
    except SetFailed as error:
        log.error("a notice cannot be heard: %s", error)


@contextmanager
def _alone(root: Path) -> Iterator[Path]:
    """Let one process and thread at a time switch the notices."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / _LOCK).open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield root


def _put(root: Path, gathered: Mapping[str, Any], paths: Mapping[Wanted, Path]) -> None:
    """Make it the current set, unless it is."""
    names = {PACES[pace]: {each.text: paths[each].name for each in paths if each.pace == pace} for pace in PACES}
    about = {"told": dict(gathered), **names}
    before = _current(root)
    if before == about or (before is None and not names[PACES[NORMAL]]):
        return
    numbers = sorted(int(path.name) for path in root.iterdir() if path.name.isdecimal())
    revision = str(numbers[-1] + 1 if numbers else 1)
    making = root / f".{revision}.making"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir()
    for path in set(paths.values()):
        shutil.copyfile(path, making / path.name)
    (making / NOTICES).write_text(json.dumps(about, ensure_ascii=False, indent=1), encoding="utf-8")
    for path in (*making.iterdir(), making):
        _sync(path)
    making.rename(root / revision)
    link = root / f".{CURRENT}.{revision}"
    link.unlink(missing_ok=True)
    link.symlink_to(revision)
    link.replace(root / CURRENT)
    _sync(root)
    for number in numbers[: 1 - KEPT]:
        shutil.rmtree(root / str(number), ignore_errors=True)


def _current(root: Path) -> dict[str, Any] | None:
    try:
        return read_table(root / CURRENT)
    except (OSError, ValueError):
        return None


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
