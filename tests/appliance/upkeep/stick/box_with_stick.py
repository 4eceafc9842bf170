"""A box with a month behind it, and what stands in for a stick: a directory, and what the kernel would say of it."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyrage  # type: ignore[import-untyped]  # it says no types

from appliance.casework.box.council_key import CouncilKey, KeyPair
from appliance.casework.box.exports import MonthExport
from appliance.casework.entrance.accounts import BOX
from appliance.casework.migrate import migrate
from appliance.casework.office.community import Community, Profile
from appliance.casework.row import bind
from appliance.clock import Moment
from appliance.reports.period import Month
from appliance.settings import BoxSettings, CallSettings, ConsoleSettings, ExportSettings, Settings
from appliance.upkeep.stick.calls import FileCalls
from appliance.upkeep.stick.contents import Composed, Reports
from appliance.upkeep.stick.errand import Errand
from appliance.upkeep.stick.exporter import Exporter
from appliance.upkeep.stick.news import News

FOUNDED = Moment(datetime(2026, 10, 5, 8, 0, tzinfo=UTC), 1000.0, True, "boot-1")
NOW = Moment(datetime(2026, 11, 1, 7, 0, tzinfo=UTC), 2000.0, True, "boot-1")
"""The 1st, 09:00 in Kyiv."""
OCTOBER = "2026-10"
CANARY = "Канарейка Одарка"
OLD = {"2026-08/SHA256SUMS": b"old\n", "2026-08/statystyka/zvit.csv": b"1;2\n"}
OF_MOUNT = "36 25 {device} / {at} rw,nosuid,nodev,noexec,relatime,nosymfollow shared:1 - {type} /dev/sda1 {options}\n"


class SetClock:
    def __init__(self, moment: Moment = NOW) -> None:
        self.moment = moment

    def now(self) -> Moment:
        return self.moment

    def monotonic(self) -> float:
        return self.moment.monotonic_s

    def is_day(self, day: datetime, *, trusted: bool = True) -> None:
        self.moment = replace(self.moment, wall=day, trusted=trusted)


class Broken(FileCalls):
    """Fails at the call of a number, then at every later one, as a stick that was pulled; counts all calls."""

    def __init__(self, at: int = 0, number: int = errno.EIO, *, once: bool = False) -> None:
        self.count = 0
        self.names_of: list[str] = []
        self._at = at
        self._number = number
        self._once = once
        for name in vars(FileCalls):
            if not name.startswith("_") and name != "close":
                setattr(self, name, self._failing(name, getattr(self, name)))

    def sync(self, file: int) -> None:
        """Of a directory of a test nothing is to be kept over a power cut."""

    def sync_all(self, within: int) -> None:
        """Likewise."""

    def _failing(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def called(*given: Any, **named: Any) -> Any:
            self.count += 1
            self.names_of.append(name)
            if self._at and (self.count == self._at or (self.count > self._at and not self._once)):
                raise OSError(self._number, os.strerror(self._number))
            return call(*given, **named)

        return called


@cache
def _fresh_register() -> bytes:
    """A register in which nothing is written yet: its steps take longer than most tests here."""
    with TemporaryDirectory() as name:
        path = Path(name) / "fresh.db"
        migrate(path)
        return path.read_bytes()


class BoxWithStick:
    """The register is open from the making on; `close` it."""

    def __init__(self, directory: Path, *, key: bool = True, **export: Any) -> None:
        self.top = directory / "stick"
        self.top.mkdir()
        self.state = directory / "state"
        self.state.mkdir()
        self.mountinfo = directory / "mountinfo"
        self.udev = directory / "udev"
        self.udev.mkdir()
        self.put_in()
        settings = ExportSettings(mount=str(self.top), **export)
        box = BoxSettings(state=self.state)
        self.settings = Settings(box=box, call=CallSettings(), console=ConsoleSettings(), lines=(), export=settings)
        self.settings.recordings.mkdir()
        self.clock = SetClock()
        self.settings.database.write_bytes(_fresh_register())
        self.database = bind(self.settings.database)
        self.open()
        Community.found("Менська громада", Profile.K, by=BOX, now=FOUNDED)
        self.key: KeyPair | None = CouncilKey.make(by=BOX, now=FOUNDED) if key else None

    def open(self) -> None:
        """Open the register, as quickly as a test may: what a power cut does to it is asked elsewhere."""
        self.database.connect()
        self.database.pragma("synchronous", 0)

    def close(self) -> None:
        self.database.close()

    @property
    def device(self) -> str:
        found = self.top.stat().st_dev
        return f"{os.major(found)}:{os.minor(found)}"

    def put_in(self, type_: str = "vfat", options: str = "rw", label: str = "") -> None:
        """A stick is mounted."""
        of_root = OF_MOUNT.format(device="8:2", at="/", type="ext4", options="rw")
        at = str(self.top).replace(" ", "\\040")
        ours = OF_MOUNT.format(device=self.device, at=at, type=type_, options=options)
        self.mountinfo.write_text(of_root + ours)
        (self.udev / f"b{self.device}").write_text(f"S:disk/by-id/usb\nE:ID_FS_LABEL={label}\nE:ID_BUS=usb\n")

    def pull(self) -> None:
        """No stick is mounted."""
        self.mountinfo.write_text(OF_MOUNT.format(device="8:2", at="/", type="ext4", options="rw"))

    def exporter(
        self,
        calls: FileCalls | None = None,
        write: Callable[..., Reports] | None = None,
        told: Callable[[MonthExport], None] = lambda _export: None,
    ) -> Exporter:
        return Exporter(
            self.settings,
            self.clock,
            write or small_reports,
            into=self.top,
            told=told,
            calls=calls,
            mountinfo=self.mountinfo,
            udev=self.udev,
        )

    def errand(self, calls: FileCalls | None = None, month: str = "", **other: Any) -> list[MonthExport]:
        """Do what the unit does, and return what it tried."""
        return self.errand_of(calls, month, **other).tried

    def errand_of(self, calls: FileCalls | None = None, month: str = "", **other: Any) -> Errand:
        errand = Errand(self.settings, self.clock, self.exporter(calls, **other), News(self.settings))
        errand.run(month)
        return errand

    @property
    def shelf(self) -> Path:
        return self.top / "slukhavka-1"

    def opened(self, closed: Path) -> dict[str, bytes]:
        """Return the files of a closed tar, opened with the key of the sheet."""
        assert self.key
        identity = pyrage.x25519.Identity.from_str(self.key.private)
        with tarfile.open(fileobj=io.BytesIO(pyrage.decrypt(closed.read_bytes(), [identity]))) as tar:
            return {member.name: read(tar, member) for member in tar}


def read(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = tar.extractfile(member)
    assert file
    return file.read()


def small_reports(month: Month, into: Path, _now: Moment, _composed: Composed) -> Reports:
    """Write what stands in for the reports of a month: quick, and with somebody's name in the personal part."""
    figures, personal = into / "dzvinky.csv", into / "reiestr.csv"
    figures.write_text(f"Дзвінків за {month.title};17\n" * 9000)
    personal.write_text(f"1;{CANARY};+380662838182\n")
    return Reports((figures,), (personal,))


@contextmanager
def a_box(directory: Path, **given: Any) -> Iterator[BoxWithStick]:
    box = BoxWithStick(directory, **given)
    try:
        yield box
    finally:
        box.close()


def lay_old_reports(box: BoxWithStick) -> None:
    """Put a month on the stick that somebody wrote before."""
    for name, content in OLD.items():
        path = box.shelf / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def old_reports_are_intact(box: BoxWithStick) -> bool:
    return all((box.shelf / name).read_bytes() == content for name, content in OLD.items())


def months_on(box: BoxWithStick) -> list[str]:
    """The months that a person would find on the stick, but for the one that lay there before."""
    return sorted(path.name for path in box.shelf.iterdir() if ".part-" not in path.name and path.name != "2026-08")


def is_whole(box: BoxWithStick, month: Path) -> bool:
    """Whether all is there, agrees with the list of hashes, and opens."""
    sums = dict(line.split("  ")[::-1] for line in (month / "SHA256SUMS").read_text().splitlines())
    files = {str(path.relative_to(month)) for path in month.rglob("*") if path.is_file()}
    hashes = {name: hashlib.sha256((month / name).read_bytes()).hexdigest() for name in sums}
    opened = box.opened(month / "osobysti.tar.age")
    return files == {*sums, "SHA256SUMS"} and hashes == sums and set(opened) == {"reiestr.csv", "zapysy.csv"}
