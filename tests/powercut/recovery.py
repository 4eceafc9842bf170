"""What the box does at its start, on what a power cut has left."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import apsw

from appliance.calls.recording import undecided
from appliance.casework.contacts.calls import VoiceMessage
from appliance.casework.database import Database, DatabaseUnavailable
from appliance.casework.row import bind
from appliance.casework.texts.messages import Message
from appliance.clock import Moment
from appliance.contracts import LineState
from appliance.desk.cut_off import enter_cut_off
from appliance.desk.ledger import Ledger
from appliance.errors import SlukhavkaError
from appliance.menu.published import CURRENT, check_current
from appliance.menu.published_notices import load_notices, spoken_texts
from appliance.publishing.notices import notices_in
from appliance.settings import BoxSettings, CallSettings, ConsoleSettings, Settings
from appliance.upkeep.keeping.startup import open_or_restore
from tests.fakes.box import running_box, settings_for
from tests.fakes.virtual_time import run_virtually
from tests.powercut.marks import Rows, rows_of

MORNING = Moment(datetime(2026, 11, 24, 6, 0, tzinfo=UTC), 5.0, True, "the boot after the power cut")


@dataclass
class Found:
    """What the start has found. `fault`: why it did not come to its end; `rows`: before anything was mended.

    `messages`: after it, by the name of their recording how long each is; `menu`: "" or the published revision;
    `notices`: what may be told before it.
    """

    fault: str = ""
    rows: Rows = field(default_factory=dict)
    messages: dict[str, float] = field(default_factory=dict)
    menu: str = ""
    notices: frozenset[str] = frozenset()
    took_s: float = 0.0


def started(state: Path) -> Found:
    """Start what reads and writes files; the telephone is not needed for it."""
    settings = Settings(BoxSettings(state=state, area_code="4644"), CallSettings(), ConsoleSettings(), ())
    found, began = Found(), time.monotonic()
    try:
        asyncio.run(_start(settings, found))
        found.menu = _menu(settings)
        found.notices = _notices(settings)
        found.took_s = time.monotonic() - began
        found.fault = whole(settings.database)
    except (SlukhavkaError, OSError) as error:
        found.fault = f"{type(error).__name__}: {error}"
    return found


def answers(directory: Path) -> float:
    """Start the whole daemon on `directory/state` in virtual time, call it; return the seconds until it picks up."""

    async def called() -> float:
        async with running_box(directory) as box:
            began_s = box.clock.monotonic()
            caller = box.ring()
            await caller.answered(30.0)
            await asyncio.sleep(2.0)
            assert any(caller.heard), "the caller hears nothing"
            await caller.hang_up()
            await box.until_line(LineState.IDLE)
            return box.clock.monotonic() - began_s

    bind(settings_for(directory).database)
    return run_virtually(called)


async def _start(settings: Settings, found: Found) -> None:
    opened = open_or_restore(settings, MORNING)
    if opened.restored:
        raise DatabaseUnavailable(f"restored from a copy: {opened.restored}")
    database = Database(settings.database)
    ledger = Ledger(database, settings.pending)
    try:
        found.rows = await database.run(partial(_rows, settings.database))
        await database.run(Message.settle_interrupted, MORNING, MORNING)
        await ledger.start(MORNING)
        await enter_cut_off(undecided(settings.recordings), ledger, MORNING)
        found.messages = await database.run(_messages)
    finally:
        await ledger.close()


def _rows(path: Path) -> Rows:
    connection = bind(path).connection()  # type: ignore[no-untyped-call]
    return rows_of(connection)


def _messages() -> dict[str, float]:
    return {message.path: message.duration_s for message in VoiceMessage.select()}


def _menu(settings: Settings) -> str:
    current = settings.published / CURRENT
    if not current.is_symlink():
        return ""
    check_current(settings.published)
    return current.readlink().name


def _notices(settings: Settings) -> frozenset[str]:
    directory = notices_in(settings)
    if not (directory / CURRENT).is_symlink():
        return frozenset()
    load_notices(directory)
    return frozenset(spoken_texts(directory))


def whole(database: Path) -> str:
    """Return what is broken in the register, "" when it is whole."""
    connection = apsw.Connection(str(database), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        told = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    finally:
        connection.close()
    return "" if told == ["ok"] and not broken else f"integrity: {told[:3]} {broken[:3]}"
