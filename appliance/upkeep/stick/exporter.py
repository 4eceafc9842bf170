"""Writes one month to the stick, from the reports to the name that it is found by."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from math import ceil
from pathlib import Path

from appliance.casework.box.council_key import CouncilKey
from appliance.casework.box.exports import MonthExport, Stage, Written, due
from appliance.clock import Clock
from appliance.errors import SlukhavkaError
from appliance.reports.period import Month
from appliance.settings import Settings
from appliance.upkeep.keeping.sealing import recipient_of, seal
from appliance.upkeep.stick.calls import FileCalls
from appliance.upkeep.stick.contents import Contents, WriteReports, gather
from appliance.upkeep.stick.faults import StickFault, said
from appliance.upkeep.stick.leaflet import leaflet
from appliance.upkeep.stick.month_reports import close
from appliance.upkeep.stick.mounts import MOUNTINFO, UDEV, Mount, label_of, shown_label, stick_at
from appliance.upkeep.stick.parcel import Parcel, Sink
from appliance.upkeep.stick.shelf import Shelf
from appliance.upkeep.stick.tape import BLOCK, Packed, Tape, Unreadable, size_of

log = logging.getLogger(__name__)

NO_KEY = "Персональну частину не записано: у ради ще немає ключа. Створіть його на сторінці «Місяць на флешці»."
MISTAKE = "У Слухавці сталася помилка, місяць не записано. Технік: journalctl -u slukhavka-month."
FIGURES = "statystyka"
CLUSTER = 64 * 1024
"""A file takes whole clusters (FAT, exFAT); of a usual stick they are not larger."""
MARGIN = 1024**2
TOLD_EVERY_S = 1.0
STEPS = 50
"""So often a page hears how far it is: each time is a commit."""


class Exporter:
    """The way to the stick mounted on `into`."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        write_reports: WriteReports,
        *,
        into: Path,
        told: Callable[[MonthExport], None] = lambda _export: None,
        calls: FileCalls | None = None,
        mountinfo: Path = MOUNTINFO,
        udev: Path = UDEV,
    ) -> None:
        """`told` hears of every stage that an export reaches."""
        self._settings = settings
        self._clock = clock
        self._write_reports = write_reports
        self._into = into
        self._told = told
        self._calls = calls or FileCalls()
        self._mountinfo = mountinfo
        self._udev = udev

    def find(self) -> Mount:
        """Return the stick. Raises NoStick, StickFault: one that cannot be written, or is not the one meant."""
        mount = stick_at(self._into, self._mountinfo)
        wanted, label = self._settings.export.label, label_of(mount, self._udev)
        if wanted and label != wanted:
            raise StickFault(f"У гнізді інша флешка: «{shown_label(label)}». Потрібна «{wanted}».")
        return mount

    def run(self, export: MonthExport, work: Path) -> bool:
        """Write it and note in its row what became of it; return whether it lies on the stick, whole.

        `work`: an empty directory of the box. Raises DatabaseUnavailable.
        """
        try:
            written = self._write(export, work)
        except (SlukhavkaError, OSError) as error:
            log.warning("month %s is not on the stick: %s", export.month, error, exc_info=error)
            export.failed(_sentence(error), now=self._clock.now())
        except Exception:
            # Said where people look, then raised: the row must not stand as if it were still being written.
            export.failed(MISTAKE, now=self._clock.now())
            raise
        else:
            export.done(written, now=self._clock.now())
        finally:
            self._told(export)
        return export.stage == Stage.DONE

    def _write(self, export: MonthExport, work: Path) -> Written:
        now = self._clock.now()
        if not export.month:
            raise StickFault(due(now).says or "Тепер годинник звірено: запишіть місяць ще раз.")
        mount, key, month = self.find(), CouncilKey.in_use(), Month.read(export.month)
        export.begin(key, stick=shown_label(label_of(mount, self._udev)), now=now)
        self._told(export)
        reports = work / "reports"
        reports.mkdir()
        left_open = close(month, by=export.by, now=now)
        written = self._write_reports(month, reports, now, _Composed(export, self._clock, self._told))
        contents = gather(self._settings, month, written, work)
        text = leaflet(month, key.public_key if key else "", now=now).encode()
        export.reach(Stage.WRITING, of_all=2 * _size(contents, closed=key is not None))
        self._told(export)
        with said():
            put = self._put(export, mount, contents, key.public_key if key else "", text)
        remark = " ".join(filter(None, ("" if key else NO_KEY, contents.remark, left_open)))
        return replace(put, remark=remark)

    def _put(self, export: MonthExport, mount: Mount, contents: Contents, key: str, text: bytes) -> Written:
        name = f"slukhavka-{self._settings.export.code}"
        with Shelf.opened(self._into, mount, name, self._calls) as shelf:
            shelf.sweep()
            _must_fit(export.of_all // 2, shelf.free())
            final = shelf.name_for(export.month)
            with shelf.parcel(export.month, export.id, _Passed(export)) as parcel:
                _fill(parcel, contents, key, text, mtime=self._clock.now().wall.timestamp())
                sums = parcel.seal(partial(self._checking, export))
                parcel.name_it(final, sums)
                size = sum(each.size for each in parcel.kept)
                return Written(len(parcel.kept), size, f"{name}/{final}", sums.sha256)

    def _checking(self, export: MonthExport) -> None:
        export.reach(Stage.CHECKING)
        self._told(export)


def _sentence(error: SlukhavkaError | OSError) -> str:
    if isinstance(error, SlukhavkaError):
        return str(error)
    return f"Слухавка не змогла підготувати звіти ({error.strerror}): перевірте, чи є місце на її диску."


class _Composed:
    """Notes in the row how many files of reports are composed, and tells it: no more often than once a second."""

    def __init__(self, export: MonthExport, clock: Clock, told: Callable[[MonthExport], None]) -> None:
        self._export = export
        self._clock = clock
        self._told = told
        self._told_s = float("-inf")

    def __call__(self, files: int, of_all: int) -> None:
        if self._clock.monotonic() - self._told_s >= TOLD_EVERY_S:
            self._told_s = self._clock.monotonic()
            self._export.composed(files, of_all)
            self._told(self._export)


class _Passed:
    """Notes in the row how many bytes have passed, written and read back."""

    def __init__(self, export: MonthExport) -> None:
        self._export = export
        self._noted = 0
        self._count = 0

    def __call__(self, count: int) -> None:
        self._count += count
        if self._count - self._noted > self._export.of_all // STEPS:
            self._noted = self._count
            self._export.progress(min(self._count, self._export.of_all))


def _fill(parcel: Parcel, contents: Contents, key: str, text: bytes, *, mtime: float) -> None:
    parcel.add(("prochytaite.txt",), lambda sink: _whole(sink, text))
    for path in contents.figures:
        parcel.add((FIGURES, path.name), partial(_pour, path))
    if not key:
        return
    closed: list[tuple[str, tuple[Packed, ...]]] = [("osobysti.tar.age", contents.personal)]
    closed += [(f"zapysy-{at:02d}.tar.age", volume) for at, volume in enumerate(contents.volumes, 1)]
    if contents.copy:
        closed.append(("kopiia.tar.age", (Packed(contents.copy.name, contents.copy),)))
    for name, files in closed:
        tape = Tape(files, mtime=mtime)
        parcel.add((name,), partial(_close, tape, key))


def _whole(sink: Sink, text: bytes) -> None:
    sink.write(text)


def _pour(path: Path, sink: Sink) -> None:
    for block in _read(path):
        sink.write(block)


def _close(tape: Tape, key: str, sink: Sink) -> None:
    seal(tape, sink, recipient_of(key))


def _read(path: Path) -> list[bytes]:
    """Return a report in blocks: it is small, and a fault of our own disk must not be taken for one of the stick."""
    try:
        whole = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"Файл «{path.name}» на самій Слухавці не читається.") from error
    return [whole[start : start + BLOCK] for start in range(0, len(whole), BLOCK)]


def _size(contents: Contents, *, closed: bool) -> int:
    """Return how much room it takes, rather too much than too little."""
    figures = sum(path.stat().st_size for path in contents.figures)
    tapes = [contents.personal, *contents.volumes, *([(Packed("", contents.copy),)] if contents.copy else [])]
    # age adds 16 bytes to each 64 KiB, and a head.
    sealed = sum(size_of(tape) for tape in tapes) * 1001 // 1000 if closed else 0
    return figures + sealed + (len(contents.figures) + len(tapes) + 4) * CLUSTER


def _must_fit(size: int, free: int) -> None:
    if size + MARGIN > free:
        need, there = ceil((size + MARGIN) / 1024**2), free // 1024**2
        raise StickFault(f"На флешці вільно {there} МБ, а потрібно {need} МБ. Приберіть зайве або вставте іншу.")


def clear(work: Path) -> Path:
    """Return the directory, empty: what a killed run left is gone. Raises OSError."""
    if work.exists():
        shutil.rmtree(work)
    work.mkdir(mode=0o770, parents=True)
    return work
