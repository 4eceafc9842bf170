"""From an archive to a living box in one step: laid aside first, checked whole, then put in its place, register last.

Until the register stands in its place the directory `.restoring` is there: `slukhavka restore` begins anew, and the
daemon opens nothing.
"""

from __future__ import annotations

import logging
import shutil
from dataclasses import dataclass
from pathlib import Path

from appliance.casework.box.orphans import UNDECIDED, orphans
from appliance.casework.box.set_aside import Aside, next_aside
from appliance.casework.migrate import found as steps_found
from appliance.casework.migrate import migrate
from appliance.casework.row import bind
from appliance.casework.sqlite import named_errors
from appliance.control import AskRefused, BoxNotRunning, ask
from appliance.errors import SettingsError
from appliance.settings import TREE_FILE, Settings, read_settings
from appliance.upkeep.keeping.archive import DATABASE, LEFT_OUT, PHONES, SETTINGS, STATE, Manifest
from appliance.upkeep.keeping.checking import NotWhole, checked
from appliance.upkeep.keeping.copies import sync_directory
from appliance.upkeep.keeping.startup import RESTORING
from appliance.upkeep.keeping.unpacking import NotRestored, lay

log = logging.getLogger(__name__)

_EMPTY = LEFT_OUT - {"copies", "restoring.json"}
"""What may lie in a state directory that is new."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a restoration did. `tables`: rows in the archive and now; `before`: where the former state lies, or None."""

    manifest: Manifest
    tables: dict[str, tuple[int, int]]
    recordings: int
    before: Path | None
    settings: Path | None


def restore(
    settings: Settings, archive: Path, *, identity: str = "", replace: bool = False, settings_into: Path | None = None
) -> Done:
    """Make the box of an archive of this one. Raises NotRestored, BadKey, NotWhole, DatabaseUnavailable, OSError.

    `identity`: the council's secret key for one that is encrypted. `replace`: what is there now is set aside.
    `settings_into`: where the settings of the archive go; None: they are left out.
    """
    state = settings.box.state
    _refuse_running(settings)
    state.mkdir(parents=True, exist_ok=True)
    if not replace and (there := _there(state)):
        raise NotRestored(f"Тека {state} не порожня (є «{there}»). З --replace те, що там є, буде відкладено поряд.")
    laid = state / RESTORING
    shutil.rmtree(laid, ignore_errors=True)
    laid.mkdir(mode=0o2770)
    try:
        manifest = lay(archive, laid, identity)
        tables = _whole(laid, manifest)
        read = _fitting(laid, settings) if settings_into else None
    except BaseException:
        shutil.rmtree(laid, ignore_errors=True)
        raise
    before = _set_aside(state)
    _put(laid, manifest, settings)
    if read is not None and settings_into is not None:
        _put_settings(read, settings_into)
    (laid / STATE / DATABASE).replace(settings.database)
    sync_directory(state)
    shutil.rmtree(laid)
    sync_directory(state)
    return Done(manifest, tables, _mark_orphans(settings), before, settings_into if read else None)


def site_file(settings: Settings, site: Path) -> Path:
    """Return where the settings of an archive belong: never over the file that comes with the tree."""
    return site if settings.file == TREE_FILE else settings.file


def _refuse_running(settings: Settings) -> None:
    try:
        ask(settings.control, "status")
    except BoxNotRunning:
        return
    except AskRefused:
        pass
    raise NotRestored("Слухавка працює. Спершу зупиніть її: systemctl stop slukhavka slukhavka-console.")


def _there(state: Path) -> str:
    """Return the name of something that is no mere trace of an installation; "" in a new directory."""
    for path in sorted(state.iterdir()):
        if path.name in _EMPTY or path.name.startswith(Aside.BEFORE):
            continue
        if path.is_dir() and not any(each.is_file() for each in path.rglob("*")):
            continue
        return path.name
    return ""


def _whole(laid: Path, manifest: Manifest) -> dict[str, tuple[int, int]]:
    """Check the register of the archive, compare every table, migrate it. Raises NotRestored, NotWhole."""
    database = laid / STATE / DATABASE
    if not database.is_file():
        raise NotRestored("В архіві немає бази даних.")
    found = checked(database)
    if dict(manifest.counts) != found.counts:
        raise NotWhole("В архіві не та база, яку описано в переліку: кількість рядків різна.")
    newest = max(step.number for step in steps_found())
    if found.migration > newest:
        raise NotRestored(f"Архів зробила новіша версія програми (крок {found.migration}, а ця знає {newest}).")
    migrate(database)
    now = checked(database).counts
    for suffix in ("-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    return {name: (count, now.get(name, 0)) for name, count in sorted(manifest.counts.items())}


def _fitting(laid: Path, settings: Settings) -> Path | None:
    """Return the settings of the archive, if it has any. Raises NotRestored for those of another place."""
    path = laid / SETTINGS
    if not path.is_file():
        return None
    try:
        told = read_settings(path)
    except SettingsError as error:
        raise NotRestored(f"Налаштування в архіві не підходять: {error}") from error
    if told.box.state != settings.box.state:
        raise NotRestored(
            f"Налаштування в архіві кажуть, що дані лежать у {told.box.state}, а тут {settings.box.state}. "
            "Додайте --keep-settings, щоб лишити налаштування цієї скриньки."
        )
    return path


def _set_aside(state: Path) -> Path | None:
    """Move everything that is there to a directory of its own; None when there was nothing."""
    if not _there(state):
        return None
    before = state / next_aside(state, Aside.BEFORE)
    before.mkdir(mode=0o2770)
    for path in sorted(state.iterdir()):
        if path.name not in _EMPTY and not path.name.startswith(Aside.BEFORE):
            path.rename(before / path.name)
    sync_directory(state)
    return before


def _put(laid: Path, manifest: Manifest, settings: Settings) -> None:
    """Put everything but the register in its place. What is empty there gives way."""
    state = settings.box.state
    for path in sorted((laid / STATE).iterdir()):
        if path.name == DATABASE:
            continue
        target = state / path.name
        if target.is_dir() and not target.is_symlink():
            shutil.rmtree(target)
        path.replace(target)
    phones = laid / PHONES
    if phones.is_file():
        settings.phone_accounts.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(phones, settings.phone_accounts)
    log.info("%s files are in their places", len(manifest.files))


def _put_settings(path: Path, into: Path) -> None:
    """Put the settings in their place, those that were there beside them."""
    into.parent.mkdir(parents=True, exist_ok=True)
    part = into.with_name(f"{into.name}.part")
    shutil.copyfile(path, part)
    part.chmod(path.stat().st_mode & 0o777)
    if into.exists():
        into.replace(into.with_name(f"{into.name}.before"))
    part.replace(into)
    sync_directory(into.parent)


def _mark_orphans(settings: Settings) -> int:
    """Have the daemon enter the recordings that the register does not know: made while the archive was written."""
    with named_errors(settings.database), bind(settings.database).connection_context():
        found = orphans(settings.recordings, settings.pending)
    for path in found.sounds:
        path.with_suffix(UNDECIDED).touch()
    return len(found.sounds)
