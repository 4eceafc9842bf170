"""One run of the exporter's unit: what was asked, what is due, and what comes of it."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from appliance.casework.box.asked import MONTH, take
from appliance.casework.box.exports import MonthExport, Stage, due, former_month
from appliance.casework.entrance.accounts import BOX, Actor, Origin
from appliance.clock import Clock
from appliance.errors import SlukhavkaError
from appliance.settings import Settings
from appliance.upkeep.stick.exporter import Exporter, clear
from appliance.upkeep.stick.faults import NoStick
from appliance.upkeep.stick.news import DONE, News
from appliance.upkeep.stick.reminders import remind, said_done, said_failed, stick_is_there

WORK = "export"
"""Below the state: where reports lie until they are on the stick."""


class AlreadyWriting(SlukhavkaError):
    """Another run is at it."""


class Errand:
    """Works off what is wanted. The register is open around it."""

    def __init__(self, settings: Settings, clock: Clock, exporter: Exporter, news: News) -> None:
        """Nothing is done yet."""
        self.tried: list[MonthExport] = []
        """What was written or not, in its order."""
        self.says = ""
        """Why nothing was tried, "" when that needs no words."""
        self._settings = settings
        self._clock = clock
        self._exporter = exporter
        self._news = news

    def run(self, month: str = "") -> None:
        """Write `month`, else what was asked, else what is due. Raises AlreadyWriting, BadMonth, DatabaseUnavailable.

        What failed is in its row; that there is no stick for what is due is no failure but a reminder.
        """
        with _alone(self._settings.box.state / f"{WORK}.lock"):
            # What a killed run has left of a register of people does not wait for the next month.
            shutil.rmtree(self._settings.box.state / WORK, ignore_errors=True)
            MonthExport.break_off(now=self._clock.now())
            take(self._settings.asked, DONE)
            try:
                for export in self._wanted(month):
                    self.tried.append(export)
                    self._write(export)
            finally:
                self._remind()
                self._news.alarms()
            if self.tried and all(export.stage == Stage.DONE for export in self.tried):
                self._news.done()

    def _wanted(self, month: str) -> Iterator[MonthExport]:
        """Yield what is to be written. What is due is looked up last: what was asked may be of it."""
        now = self._clock.now()
        pressed = take(self._settings.asked, MONTH)
        if month:
            yield MonthExport.ask(month, by=Actor(Origin.COMMAND), now=now)
            return
        waiting = MonthExport.waiting()
        yield from waiting
        if pressed and not waiting:
            yield from self._pressed()
            return
        found = due(now)
        self.says = found.says
        if found.months and self._there():
            yield from (MonthExport.ask(each, by=BOX, now=now) for each in found.months)

    def _pressed(self) -> Iterator[MonthExport]:
        """Yield what the button means: what is due, else the month before once more, for another stick."""
        now = self._clock.now()
        found = due(now)
        months = ("",) if found.says else found.months or (former_month(now),)
        yield from (MonthExport.ask(month, by=BOX, now=now, pressed=True) for month in months)

    def _there(self) -> bool:
        """Tell whether there is a stick, be it one that will be refused."""
        try:
            self._exporter.find()
        except NoStick as error:
            self.says = str(error)
            return False
        except SlukhavkaError:
            return True
        return True

    def _write(self, export: MonthExport) -> None:
        work = clear(self._settings.box.state / WORK)
        try:
            self._exporter.run(export, work)
        finally:
            clear(work).rmdir()
            if export.stage == Stage.FAILED and self._there():
                said_failed(export.fault, now=self._clock.now())
        if export.stage == Stage.DONE:
            said_done(now=self._clock.now())

    def _remind(self) -> None:
        now = self._clock.now()
        found = due(now)
        if self._there() or not (found.months or found.says):
            stick_is_there(now=now)
        elif found.months:
            remind(found, now=now)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)
    try:
        _lock(descriptor)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise AlreadyWriting("Місяць уже записується. Зачекайте, доки скінчиться.") from error
