"""The box's own directory on the stick: what lies in it is left alone but for what a run of ours did not end."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from appliance.upkeep.stick.calls import FileCalls, Kind
from appliance.upkeep.stick.faults import InTheWay, NoStick, StickFault
from appliance.upkeep.stick.mounts import Mount
from appliance.upkeep.stick.parcel import Parcel

log = logging.getLogger(__name__)

NAMES_MOST = 2000
"""So many names are looked through: a stick can claim any number."""
DEEPEST = 3
TIMES_MOST = 99
_PART = re.compile(r"\d{4}-\d{2}\.part-\d{1,12}")


class Shelf:
    """The directory, open as long as the block of `opened` lasts."""

    def __init__(self, directory: int, calls: FileCalls) -> None:
        """Work below this open directory."""
        self._directory = directory
        self._calls = calls

    @classmethod
    @contextmanager
    def opened(cls, top: Path, mount: Mount, name: str, calls: FileCalls) -> Iterator[Shelf]:
        """Open the directory of that name on the stick, made if there is none. Raises StickFault, OSError."""
        stick = calls.open_top(top)
        try:
            # A stick pulled a moment ago leaves the box's own directory here: on that nothing may be written.
            if calls.device(stick) != mount.device:
                raise NoStick("Флешку вийняли. Вставте її й запишіть ще раз.")
            kind = calls.kind(name, stick)
            if kind is Kind.NOTHING:
                calls.make_directory(name, stick)
                calls.sync(stick)
            elif kind is not Kind.DIRECTORY:
                raise InTheWay(f"На флешці лежить «{name}», і це не тека. Приберіть це або вставте іншу флешку.")
            directory = calls.open_directory(name, stick)
            try:
                yield cls(directory, calls)
            finally:
                calls.close(directory)
        finally:
            calls.close(stick)

    def sweep(self) -> None:
        """Remove what runs of ours began and did not end. Raises OSError, StickFault."""
        for name in self._calls.names(self._directory, NAMES_MOST):
            if _PART.fullmatch(name) and self._calls.kind(name, self._directory) is Kind.DIRECTORY:
                self._remove(name, self._directory, DEEPEST)

    def free(self) -> int:
        """Return how many bytes are free. Raises OSError."""
        return self._calls.free(self._directory)

    def name_for(self, month: str) -> str:
        """Return the name under which a month will stand: what was written before stays. Raises InTheWay, OSError."""
        for time in range(1, TIMES_MOST + 1):
            name = month if time == 1 else f"{month}-{time}"
            kind = self._calls.kind(name, self._directory)
            if kind is Kind.NOTHING:
                return name
            if kind is not Kind.DIRECTORY:
                raise InTheWay(f"На флешці лежить «{name}», і це не тека. Приберіть це або вставте іншу флешку.")
        raise InTheWay(f"Місяць {month} записано на цю флешку вже {TIMES_MOST} разів. Вставте іншу.")

    @contextmanager
    def parcel(self, month: str, number: int, passed: Callable[[int], None]) -> Iterator[Parcel]:
        """Begin a month aside; what fails is removed again, if the stick still lets us. Raises InTheWay, OSError."""
        name = f"{month}.part-{number}"
        parcel = Parcel(self._directory, name, self._calls, passed)
        try:
            yield parcel
        except BaseException:
            self._try_to_remove(name)
            raise

    def _try_to_remove(self, name: str) -> None:
        try:
            if self._calls.kind(name, self._directory) is Kind.DIRECTORY:
                self._remove(name, self._directory, DEEPEST)
        except (OSError, StickFault) as error:
            log.warning("what is half written stays on the stick until the next run: %s", error)

    def _remove(self, name: str, within: int, deeper: int) -> None:
        if not deeper:
            raise StickFault(f"На флешці в теці «{name}» лежить чуже. Приберіть це або вставте іншу флешку.")
        directory = self._calls.open_directory(name, within)
        try:
            for each in self._calls.names(directory, NAMES_MOST):
                if self._calls.kind(each, directory) is Kind.DIRECTORY:
                    self._remove(each, directory, deeper - 1)
                else:
                    self._calls.remove_file(each, directory)
        finally:
            self._calls.close(directory)
        self._calls.remove_directory(name, within)
