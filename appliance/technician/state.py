"""How the box stands, in words, nothing of it about a person."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from appliance.casework.box.alarm_kinds import told
from appliance.casework.box.alarms import Alarm
from appliance.casework.box.self_tests import SelfTest
from appliance.casework.office.calendar import KYIV
from appliance.casework.row import bind
from appliance.casework.sqlite import DatabaseUnavailable, named_errors
from appliance.clock import SystemClock
from appliance.contracts import LineState
from appliance.control import AskRefused, BoxNotRunning, ask
from appliance.settings import Settings

LINE_WORDS = {
    LineState.DOWN: "НЕ ПРАЦЮЄ",
    LineState.STARTING: "запускається",
    LineState.IDLE: "вільна",
    LineState.RINGING: "дзвонить",
    LineState.TALKING: "розмова",
}


def state_of(settings: Settings) -> str:
    """Return the state of the box as lines of text; what cannot be known is said, and the rest is told all the same."""
    return "\n".join([*lines_now(settings), *_register(settings), *_disk(settings), *_clock()])


def lines_now(settings: Settings) -> Iterator[str]:
    """Yield how the daemon's lines stand, or that it does not answer."""
    try:
        status = ask(settings.control, "status")
    except (BoxNotRunning, AskRefused) as error:
        yield f"СЛУХАВКА НЕ ВІДПОВІДАЄ: {error}"
        return
    for line in status["lines"]:
        signal = f", сигнал {line['signal_dbm']} дБм" if line["signal_dbm"] is not None else ""
        reason = f": {line['reason']}" if line["reason"] else ""
        yield f"Лінія {line['line']}: {LINE_WORDS[LineState(line['state'])]}{reason} {line['operator']}{signal}"
    yield f"Меню: випуск {status['menu_revision'] or 'не опубліковано'}. Чекають у черзі: {status['waiting']}"


def _register(settings: Settings) -> Iterator[str]:
    for question in (_alarms, _last_test):
        try:
            with named_errors(settings.database), bind(settings.database).connection_context():
                yield from list(question())
        except DatabaseUnavailable as error:
            yield f"БАЗА ДАНИХ: {error}"
            return
    yield f"База даних: {settings.database.stat().st_size / 1e6:.1f} МБ"


def _alarms() -> Iterator[str]:
    """Kinds alone: the sentence of an alarm may name who called."""
    standing = Alarm.standing()
    yield f"Тривог: {len(standing)}" if standing else "Тривог немає"
    for alarm in standing:
        raised = alarm.raised_at.astimezone(KYIV).strftime("%d.%m %H:%M")
        lasts = "триває" if alarm.cleared_at is None else "минула, її ніхто не підтвердив"
        yield f"  {raised} {told(alarm.kind).title} ({lasts})"


def _last_test() -> Iterator[str]:
    test = SelfTest.newest()
    if test is None:
        yield "Самоперевірки ще не було"
        return
    began = test.began_at.astimezone(KYIV).strftime("%d.%m.%Y %H:%M")
    yield f"Самоперевірка {began}: несправностей {test.failed}, варто глянути {test.warned}"


def _disk(settings: Settings) -> Iterator[str]:
    try:
        disk = shutil.disk_usage(settings.box.state)
    except OSError as error:
        yield f"ДИСК: {error.strerror}"
        return
    yield f"Диск: вільно {disk.free / 1e9:.1f} ГБ із {disk.total / 1e9:.1f}"


def _clock() -> Iterator[str]:
    now = SystemClock().now()
    trusted = "йому можна вірити" if now.trusted else "ЙОМУ НЕ МОЖНА ВІРИТИ"
    yield f"Годинник: {now.wall.astimezone(KYIV):%d.%m.%Y %H:%M:%S}, {trusted}"
