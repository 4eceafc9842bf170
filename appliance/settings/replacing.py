"""The technician's file changed as a whole: read, edited, judged by the reader of the settings, and only then replaced.

What stood there before lies beside it as `slukhavka.toml.before`, with the same mode and owner.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from appliance.errors import SettingsError
from appliance.settings.site import TREE_FILE, parse_settings

BEFORE = ".before"


@dataclass(frozen=True, slots=True)
class Change:
    """The text of the file before and after; both hold its secrets."""

    before: str
    after: str


def change_settings(file: Path, edit: Callable[[str], str], *, write: bool) -> Change:
    """Replace the file by what `edit` makes of it; with `write` False only say what would stand there.

    Raises SettingsError when the reader would not take the result, OSError; then nothing has changed.
    """
    if file == TREE_FILE:
        raise SettingsError("Це зразок, що прийшов із програмою. Покладіть свій у /etc/slukhavka/slukhavka.toml.")
    real = file.resolve()
    if not write:
        return _changed(real, file, edit)
    with _alone_in(real.parent):
        change = _changed(real, file, edit)
        _put(real, real.with_name(real.name + BEFORE), change.before)
        _put(real, real, change.after)
        return change


def _changed(real: Path, shown: Path, edit: Callable[[str], str]) -> Change:
    before = real.read_bytes().decode("utf-8")
    after = edit(before)
    parse_settings(after, shown)
    return Change(before, after)


def _put(like: Path, path: Path, text: str) -> None:
    """Write whole and durably, or not at all, with the rights and the owner of `like`."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    rights = like.stat()
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", newline="", encoding="utf-8") as file:
            made = os.fstat(file.fileno())
            # The technician's helper may not give files away; its group is the one that the file has.
            if (made.st_uid, made.st_gid) != (rights.st_uid, rights.st_gid):
                os.fchown(file.fileno(), rights.st_uid, rights.st_gid)
            os.fchmod(file.fileno(), rights.st_mode & 0o777)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync(path.parent)


@contextmanager
def _alone_in(directory: Path) -> Iterator[None]:
    """Let two who change the settings at once do it one after the other."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
