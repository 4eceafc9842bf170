"""The register at the start of the box: whole, or set aside and brought back from the newest checked copy.

Every step may be the last before a power cut. A file is set aside whole or found again at the next start; the copy
takes its place by one rename; and what was lost is noted on disk before that rename, so that it is said in any case.
"""

from __future__ import annotations

import errno
import json
import logging
import os
import shutil
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import apsw

from appliance.casework.box.copies import Copy, copies_of
from appliance.casework.box.restorations import Restoration, Restored
from appliance.casework.box.row_counts import tables
from appliance.casework.box.set_aside import Aside, next_aside
from appliance.casework.migrate import FILE_MODE, migrate
from appliance.casework.row import bind
from appliance.casework.sqlite import FAILURES, DatabaseUnavailable, named_errors, require_sqlite
from appliance.clock import Moment
from appliance.settings import Settings
from appliance.upkeep.keeping.checking import READ_BYTES, NotWhole, checked, digest, fault_of, opened
from appliance.upkeep.keeping.copies import sync_directory

log = logging.getLogger(__name__)

THOROUGH_BYTES = 32 * 1024 * 1024
"""Up to this size every index is compared with its table too: on a Pi that takes a second or so."""
SUSPECT = "slukhavka.db.suspect"
"""Lies beside the register when a copy of it was found broken: the next start looks at it thoroughly."""
NOTE = "restoring.json"
RESTORING = ".restoring"
"""A directory that is there as long as an archive is being put in place (`restoring.py`)."""
BESIDE = ("-wal", "-shm", "-journal")
NO_COPY = "Перевіреної копії, з якої її відновити, немає. Зашкоджений файл лишився на місці."

_DAMAGE = (apsw.CorruptError, apsw.NotADBError, apsw.SQLError, UnicodeDecodeError)


@dataclass(frozen=True, slots=True)
class Opened:
    """How the register was found. `migrated`: steps applied; `restored`: what it was brought back from, if it was."""

    migrated: tuple[str, ...]
    restored: Restored | None = None


def open_or_restore(settings: Settings, now: Moment) -> Opened:
    """Make the register ready: check it, bring it back from a copy if it is broken or gone, migrate it.

    With neither register nor copy a new one is made. It is not left open. Raises DatabaseUnavailable: it is broken and
    there is no copy, or it cannot be opened now for a reason that a copy would not mend.
    """
    require_sqlite()
    if (settings.box.state / RESTORING).exists():
        raise DatabaseUnavailable("Відновлення з архіву обірвалося. Повторіть його: slukhavka restore.")
    database = settings.database
    fault = _fault(database)
    if fault is None:
        fault = "Файлу бази даних немає, або він порожній." if copies_of(settings) else ""
        if not database.exists():
            _set_aside(database)  # a log without its register would be taken for the log of the next one
    if fault:
        log.error("the register is broken: %s", fault)
        _bring_back(settings, fault, now)
    migrated = tuple(migrate(database))
    (database.parent / SUSPECT).unlink(missing_ok=True)
    return Opened(migrated, _settle_note(settings))


def suspect(settings: Settings) -> None:
    """Have the next start look thoroughly."""
    (settings.database.parent / SUSPECT).touch()


def _fault(database: Path) -> str | None:
    """Return what is broken, "" when it is whole, None when there is nothing. Raises DatabaseUnavailable."""
    try:
        size = database.stat().st_size
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DatabaseUnavailable(FAILURES[apsw.PermissionsError]) from error
    thorough = size <= THOROUGH_BYTES or (database.parent / SUSPECT).exists()
    try:
        with named_errors(database), opened(database) as connection:
            return fault_of(connection, thorough=thorough) or ("" if tables(connection) else None)
    except DatabaseUnavailable as error:
        cause = error.__cause__
        if isinstance(cause, _DAMAGE) or (isinstance(cause, apsw.IOError) and _unreadable(database)):
            return str(error)
        raise


def _unreadable(path: Path) -> bool:
    """Whether a part of the card under the file is dead: that does not pass, a copy elsewhere on it helps."""
    try:
        with path.open("rb") as file:
            while file.read(READ_BYTES):
                pass
    except OSError as error:
        return error.errno == errno.EIO
    return False


def _bring_back(settings: Settings, fault: str, now: Moment) -> None:
    database = settings.database
    part = database.with_name(f"{database.name}.part")
    copy = _laid_ready(settings, part)
    if copy is None:
        raise DatabaseUnavailable(f"{fault} {NO_COPY}")
    try:
        broken = _set_aside(database)
        made = copy.made
        _note(settings, Restored(broken, fault, copy.sequence, made.wall, made.trusted, now.wall, now.trusted))
        part.replace(database)
        sync_directory(database.parent)
    except OSError as error:
        raise DatabaseUnavailable(f"Базу даних не вдалося відновити з копії: {error.strerror}.") from error
    log.warning("the register is brought back from copy %s; the broken file is %s", copy.sequence, broken)


def _laid_ready(settings: Settings, part: Path) -> Copy | None:
    """Lay the newest copy that still is what it was beside the register, synced, and return it."""
    for copy in copies_of(settings):
        try:
            if digest(copy.path) != copy.sha256:
                raise NotWhole(f"{copy.path.name}: не те, що було записано.")
            shutil.copyfile(copy.path, part)
            part.chmod(FILE_MODE)
            checked(part)
            _sync(part)
        except (NotWhole, OSError) as error:
            log.error("copy %s is of no use: %s", copy.sequence, error)
            part.unlink(missing_ok=True)
        else:
            return copy
    return None


def _set_aside(database: Path) -> str:
    """Give register and log, as far as they are there, a name of their own; return that of the register or ""."""
    files = [path for path in map(database.with_name, _names(database)) if path.exists()]
    if not files:
        return ""
    broken = next_aside(database.parent, Aside.BROKEN)
    for path in files:
        path.rename(path.with_name(broken + path.name.removeprefix(database.name)))
    sync_directory(database.parent)
    return broken if database.with_name(broken).exists() else ""


def _names(database: Path) -> list[str]:
    # The register first: without its log it may look whole and yet lack what was written last.
    return [database.name, *(database.name + suffix for suffix in BESIDE)]


def _note(settings: Settings, restored: Restored) -> None:
    told = {name: _plain(value) for name, value in asdict(restored).items()}
    path = settings.box.state / NOTE
    temporary = path.with_suffix(".part")
    temporary.write_text(json.dumps(told), encoding="utf-8")
    _sync(temporary)
    temporary.replace(path)
    sync_directory(path.parent)


def _settle_note(settings: Settings) -> Restored | None:
    """Enter what was noted before the copy took its place, then drop the note; entered twice it is one row."""
    path = settings.box.state / NOTE
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        moments = {name: datetime.fromisoformat(told[name]) for name in ("copy_made_at", "found_at")}
        restored = Restored(**{**told, **moments})
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        log.exception("the note of a restoration cannot be read")
        path.unlink()
        return None
    with named_errors(settings.database), bind(settings.database).connection_context():
        Restoration.enter(restored)
    path.unlink()
    sync_directory(path.parent)
    return restored


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
