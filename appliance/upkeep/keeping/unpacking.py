"""What an archive holds is laid out in a directory, every hash compared: it may come from anywhere and say anything."""

from __future__ import annotations

import hashlib
import os
import pwd
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from appliance.errors import SlukhavkaError
from appliance.upkeep.keeping.archive import BLOCK, MANIFEST, STATE, Entry, Manifest, manifest_from
from appliance.upkeep.keeping.sealing import unsealed

MANIFEST_MOST = 64 * 1024 * 1024
_AGE = b"age-encryption.org/"
_ROOMS = {STATE, "settings", "phones"}


class NotRestored(SlukhavkaError):
    """The archive cannot become this box; nothing of what was there is lost."""


def lay(archive: Path, laid: Path, identity: str) -> Manifest:
    """Unpack into `laid` what the manifest names, every hash compared. Raises NotRestored, BadKey, OSError."""
    found: dict[str, str] = {}
    told = b""
    try:
        with _opened(archive, identity) as source, tarfile.open(fileobj=source, mode="r|") as tar:
            for member in tar:
                if member.name == MANIFEST:
                    told = _read(tar, member)
                else:
                    found[member.name] = _unpack(tar, member, laid)
            while source.read(BLOCK):
                pass  # to the end, where age says whether all of it was genuine
    except (tarfile.TarError, EOFError) as error:
        raise NotRestored(f"Архів пошкоджений або обірваний: {error}.") from error
    try:
        manifest = manifest_from(told)
    except ValueError as error:
        raise NotRestored("Архів обірваний або не наш: у ньому немає переліку файлів.") from error
    named = {entry.path: entry.link or entry.sha256 for entry in manifest.files}
    if wrong := sorted(set(named.items()) ^ set(found.items())):
        raise NotRestored(f"Архів пошкоджений: файл {wrong[0][0]} не такий, як у переліку.")
    for entry in manifest.files:
        _give_rights(laid / entry.path, entry)
    return manifest


@contextmanager
def _opened(archive: Path, identity: str) -> Iterator[IO[bytes]]:
    with archive.open("rb") as file:
        closed = file.read(len(_AGE)) == _AGE
        file.seek(0)
        if not closed:
            yield file
            return
        with unsealed(file, identity) as source:
            yield source


def _read(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    if member.size > MANIFEST_MOST or not member.isreg():
        raise NotRestored("Архів не наш: перелік файлів завеликий.")
    file = tar.extractfile(member)
    return file.read() if file else b""


def _unpack(tar: tarfile.TarFile, member: tarfile.TarInfo, laid: Path) -> str:
    """Write one member below `laid` and return its hash or to where it points. Nothing leads out of the state."""
    path = PurePosixPath(member.name)
    if path.is_absolute() or ".." in path.parts or not _ROOMS.intersection(path.parts[:1]):
        raise NotRestored(f"Архів не наш: файл «{member.name[:80]}».")
    target = laid.joinpath(*path.parts)
    target.parent.mkdir(mode=0o2770, parents=True, exist_ok=True)
    if target.parent.resolve() != laid.resolve().joinpath(*path.parts[:-1]):
        raise NotRestored(f"Архів не наш: файл «{member.name[:80]}» лежить за посиланням.")
    if member.issym():
        link = PurePosixPath(member.linkname)
        if link.is_absolute() or ".." in link.parts:
            raise NotRestored(f"Архів не наш: посилання «{member.name[:80]}».")
        target.symlink_to(member.linkname)
        return member.linkname
    source = tar.extractfile(member) if member.isreg() else None
    if source is None:
        raise NotRestored(f"Архів не наш: «{member.name[:80]}» не файл.")
    digest = hashlib.sha256()
    with target.open("xb") as file:
        while block := source.read(BLOCK):
            digest.update(block)
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _give_rights(path: Path, entry: Entry) -> None:
    """Give a file its rights, and its owner where there is one of that name and we may."""
    if entry.link:
        return
    path.chmod(entry.mode & 0o777)
    if os.geteuid() != 0:
        return
    try:
        owner = pwd.getpwnam(entry.owner).pw_uid
    except KeyError:
        return
    os.chown(path, owner, path.stat().st_gid)
