"""What is looked at while the office sleeps: the register read whole, recordings and rows compared, terms over."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import suppress

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.box.orphans import LostRecording, orphans
from appliance.casework.box.retention_acts import ClockNotTrusted, RetentionAct
from appliance.casework.row import bind
from appliance.casework.sqlite import DatabaseUnavailable, named_errors
from appliance.clock import Moment, SystemClock
from appliance.control import AskRefused, BoxNotRunning, ask
from appliance.reports.runs import break_off
from appliance.settings import Settings
from appliance.upkeep.jobs import POLITENESS
from appliance.upkeep.keeping.carrying_out import carry_out
from appliance.upkeep.keeping.checking import NotWhole, checked
from appliance.upkeep.keeping.giving_up import give_up_set_aside
from appliance.upkeep.keeping.snapshot import snapshot
from appliance.upkeep.keeping.startup import suspect

NIGHT = "night"
HELP = "нічна перевірка: цілість бази, аудіозаписи без рядків, строки зберігання"


def arguments(_parser: argparse.ArgumentParser) -> None:
    """Take none."""


def run(settings: Settings, _options: argparse.Namespace) -> int:
    """Look at everything and print what was found; 1 when something is wrong."""
    os.nice(POLITENESS)
    faults = list(_faults(settings, SystemClock().now()))
    sys.stdout.write("".join(f"{fault}\n" for fault in faults) or "Нічна перевірка: усе гаразд.\n")
    with suppress(BoxNotRunning, AskRefused):
        ask(settings.control, "wake_alarms")
    return 1 if faults else 0


def _faults(settings: Settings, now: Moment) -> Iterator[str]:
    fault, unread = "", ""
    try:
        fault = _integrity(settings)
    except (DatabaseUnavailable, OSError) as error:
        # Without room for a copy nothing is known of the register; what makes room is done all the same.
        unread = f"Базу не перевірено: {error if isinstance(error, DatabaseUnavailable) else error.strerror}"
    try:
        with named_errors(settings.database), bind(settings.database).connection_context():
            if fault:
                Alarm.raise_alarm(AlarmKind.DATABASE_BROKEN, fault, now=now, about=NIGHT)
            elif not unread:
                Alarm.clear(AlarmKind.DATABASE_BROKEN, now=now, about=NIGHT)
            yield from _recordings(settings, now)
            carry_out(settings, now)
            yield from _broken_off(settings, now)
            if given_up := give_up_set_aside(settings, now):
                sys.stdout.write(f"Прибрано відкладене давно: {', '.join(given_up)}.\n")
            sys.stdout.write(_proposal(now))
    except DatabaseUnavailable as error:
        fault = fault or str(error)
    yield from filter(None, (fault, unread))


def _broken_off(settings: Settings, now: Moment) -> Iterator[str]:
    try:
        break_off(settings.box.state, now=now)
    except OSError as error:
        yield f"Чи не обірвалося складання звітів, невідомо: {error.strerror}."


def _integrity(settings: Settings) -> str:
    """Read a copy of the register whole, so that nobody waits for it; return what is wrong.

    Raises DatabaseUnavailable, OSError: it cannot be read now, for a reason that passes.
    """
    copy = settings.box.state / f"{settings.database.name}.nightly.part"
    try:
        loose = checked(snapshot(settings.database, copy)).loose
    except (NotWhole, DatabaseUnavailable) as error:
        if isinstance(error, DatabaseUnavailable) and error.passing:
            raise
        suspect(settings)
        return f"{error} Перезапустіть Слухавку: вона відновить базу з останньої справної копії."
    finally:
        copy.unlink(missing_ok=True)
    return f"У базі {loose} рядків посилаються на те, чого немає. Повідомте розробника." if loose else ""


def _recordings(settings: Settings, now: Moment) -> Iterator[str]:
    found = orphans(settings.recordings, settings.pending)
    if found.rows and (count := LostRecording.note(found.rows, now=now)):
        yield f"Аудіозаписів зникло з диска: {count}."
    if found.sounds:
        yield f"Аудіозаписів без рядка в базі: {len(found.sounds)}."


def _proposal(now: Moment) -> str:
    try:
        act = RetentionAct.propose(now)
    except ClockNotTrusted as error:
        return f"Строки зберігання не перевірено. {error}\n"
    if act is None or act.approved_at is not None:
        Alarm.clear(AlarmKind.RETENTION_DUE, now=now)
        return ""
    text = f"Минув строк зберігання: акт № {act.id} чекає на затвердження (сторінка «Строки зберігання»)."
    Alarm.raise_alarm(AlarmKind.RETENTION_DUE, text, now=now)
    return f"{text}\n"
