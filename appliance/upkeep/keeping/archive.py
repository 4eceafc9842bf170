"""The whole box in one file: a tar, encrypted with age unless somebody insists, a manifest of every file at its end.

What nobody names is copied: a room that is added tomorrow is in the archive tomorrow. Left out is what is made again by
itself, what is asked of other units, and the copies, which hold the same as the register in it.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import os
import stat
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from appliance.casework.box.set_aside import Aside
from appliance.clock import Moment
from appliance.settings import Settings
from appliance.upkeep.keeping.checking import checked
from appliance.upkeep.keeping.copies import sync_directory
from appliance.upkeep.keeping.sealing import recipient_of, sealed
from appliance.upkeep.keeping.snapshot import snapshot

log = logging.getLogger(__name__)

FORMAT = 1
PRODUCT = "slukhavka"
MANIFEST = "manifest.json"
SETTINGS = "settings/slukhavka.toml"
STATE = "state"
PHONES = "phones/users"
"""The telephones of Kamailio, where the settings keep them outside the state directory."""
LEFT_OUT = frozenset(
    {
        "copies",
        "export",
        "control",
        "control.new",
        "asked",
        "ballast",
        "trial",
        "speech",
        ".restoring",
        "restoring.json",
        "lost+found",
    }
)
DATABASE = "slukhavka.db"
BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the archive: where, how large, its SHA-256, its rights, whose it was; `link`: to where it points."""

    path: str
    bytes: int
    sha256: str
    mode: int
    owner: str = ""
    group: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds. `counts`: rows of every table of the register in it."""

    made: Moment
    migration: int
    counts: Mapping[str, int]
    files: tuple[Entry, ...]

    def as_json(self) -> bytes:
        """Return it as it stands in the archive."""
        made = {**asdict(self.made), "wall": self.made.wall.isoformat()}
        told = {**asdict(self), "made": made, "product": PRODUCT, "format": FORMAT}
        return json.dumps(told, indent=1).encode()


def write_archive(settings: Settings, into: Path, now: Moment, *, to: str = "") -> Manifest:
    """Write everything the box needs to live on elsewhere to the file `into`; `to`: for whom it is encrypted.

    Whole under its name or not there. Raises BadKey, DatabaseUnavailable, NotWhole, OSError.
    """
    recipient = recipient_of(to) if to else None
    part = into.with_name(f"{into.name}.part")
    base = settings.box.state / f"{DATABASE}.archive.part"
    try:
        snapshot(settings.database, base)
        with part.open("wb") as file:
            part.chmod(0o600)
            with (
                sealed(file, recipient) if recipient else nullcontext(file) as sink,
                tarfile.open(fileobj=sink, mode="w|", format=tarfile.PAX_FORMAT) as tar,
            ):
                manifest = _fill(tar, settings, base, now)
            file.flush()
            os.fsync(file.fileno())
        part.replace(into)
        sync_directory(into.parent)
    finally:
        part.unlink(missing_ok=True)
        base.unlink(missing_ok=True)
    return manifest


def _fill(tar: tarfile.TarFile, settings: Settings, base: Path, now: Moment) -> Manifest:
    found = checked(base)
    entries = [_add(tar, f"{STATE}/{DATABASE}", base)]
    if settings.file.is_file():
        entries.append(_add(tar, SETTINGS, settings.file))
    if settings.phone_accounts.is_file() and not settings.phone_accounts.is_relative_to(settings.box.state):
        entries.append(_add(tar, PHONES, settings.phone_accounts))
    for path in _walk(settings.box.state, settings.box.state):
        name = f"{STATE}/{path.relative_to(settings.box.state).as_posix()}"
        try:
            entries.append(_link(tar, name, path) if path.is_symlink() else _add(tar, name, path))
        except FileNotFoundError:
            continue  # given up meanwhile: a recording that nobody wanted kept
    manifest = Manifest(now, found.migration, found.counts, tuple(entries))
    told = manifest.as_json()
    about = tarfile.TarInfo(MANIFEST)
    about.size = len(told)
    tar.addfile(about, io.BytesIO(told))
    return manifest


def _walk(directory: Path, state: Path) -> Iterator[Path]:
    """Yield files and links below `directory`, in their order; a link that leads out of the state is followed."""
    for path in sorted(directory.iterdir()):
        if directory == state and (path.name in LEFT_OUT or path.name.startswith((DATABASE, Aside.BEFORE))):
            continue
        if path.name.endswith((".part", ".tmp")):
            continue
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode) and _inside(path, state):
            yield path
        elif path.is_dir():
            yield from _walk(path, state)
        elif path.is_file():
            yield path


def _inside(link: Path, state: Path) -> bool:
    target = PurePosixPath(link.readlink())
    return not target.is_absolute() and ".." not in target.parts and link.resolve().is_relative_to(state.resolve())


def _link(tar: tarfile.TarFile, name: str, path: Path) -> Entry:
    about = tarfile.TarInfo(name)
    about.type, about.linkname = tarfile.SYMTYPE, str(path.readlink())
    tar.addfile(about)
    return Entry(name, 0, "", 0o777, link=about.linkname)


def _add(tar: tarfile.TarFile, name: str, path: Path) -> Entry:
    with path.open("rb") as file:
        about = tar.gettarinfo(arcname=name, fileobj=cast(IO[bytes], file))
        about.type = tarfile.REGTYPE
        source = _Hashed(file, about.size)
        tar.addfile(about, cast(IO[bytes], source))
    return Entry(name, about.size, source.digest, about.mode, about.uname, about.gname)


class _Hashed:
    """Reads exactly `size` bytes of a file, zeros where it has become shorter, and hashes what it gives."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file = file
        self._left = size
        self._found = hashlib.sha256()

    @property
    def digest(self) -> str:
        return self._found.hexdigest()

    def read(self, count: int = -1) -> bytes:
        wanted = self._left if count < 0 else min(count, self._left)
        block = self._file.read(wanted).ljust(wanted, b"\0")
        self._left -= wanted
        self._found.update(block)
        return block


def manifest_from(told: bytes) -> Manifest:
    """Return what a manifest says. Raises ValueError for what is none."""
    try:
        read: dict[str, Any] = json.loads(told)
        if read["product"] != PRODUCT:
            raise ValueError("not of this product")
        if read["format"] != FORMAT:
            raise ValueError("of another format")
        made = Moment(**{**read["made"], "wall": datetime.fromisoformat(read["made"]["wall"])})
        files = tuple(Entry(**each) for each in read["files"])
        counts = {str(name): int(count) for name, count in read["counts"].items()}
        return Manifest(made, int(read["migration"]), counts, files)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no manifest: {error}") from error
