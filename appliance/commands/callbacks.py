"""People to whom the office owes a call."""

from __future__ import annotations

import argparse
import sys
from datetime import timedelta

from appliance.casework.contacts.callbacks import (
    OUTCOMES,
    RESULT_NAMES,
    STATE_NAMES,
    AttemptResult,
    Callback,
    CallbackSource,
    CallbackState,
)
from appliance.casework.contacts.missed import MissedNumber, missed_numbers
from appliance.casework.entrance.accounts import Actor, Origin
from appliance.casework.office.calendar import KYIV
from appliance.casework.staff.operators import Operator
from appliance.clock import SystemClock
from appliance.commands.operators import register, tell
from appliance.control import BoxNotRunning, ask
from appliance.logs import one_line
from appliance.numbers import grouped
from appliance.settings import Settings

DIAL_S = 10.0
"""The box answers when it has looked for free lines, and a modem thinks about a number for seconds."""
HELP = "кому передзвонити: список, узяти, завершити"
_SOURCES = {
    CallbackSource.KEY: "попросив із цього номера",
    CallbackSource.TYPED: "номер набрали в меню",
    CallbackSource.MISSED: "пропущений",
    CallbackSource.CLERK: "записав оператор",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to do with which."""
    parser.set_defaults(days=7)
    deeds = parser.add_subparsers(dest="deed", metavar="list|take|confirm|release|done")
    listed = deeds.add_parser("list", help="показати, хто чекає на дзвінок, і хто не додзвонився")
    listed.add_argument("--days", type=int, default=7, help="за скільки днів показати пропущені (%(default)d)")
    take = deeds.add_parser("take", help="узяти: скринька з'єднає оператора з людиною")
    take.add_argument("number", type=int, help="номер запису зі списку")
    take.add_argument("--operator", required=True, metavar="ОПЕРАТОР", help="номер або ім'я оператора")
    confirm = deeds.add_parser("confirm", help="підтвердити номер, набраний у меню")
    confirm.add_argument("number", type=int, help="номер запису зі списку")
    release = deeds.add_parser("release", help="повернути взяте до списку")
    release.add_argument("number", type=int, help="номер запису зі списку")
    done = deeds.add_parser("done", help="завершити")
    done.add_argument("number", type=int, help="номер запису зі списку")
    named = ", ".join(f"{outcome} — {STATE_NAMES[outcome]}" for outcome in OUTCOMES)
    outcomes = [outcome.value for outcome in OUTCOMES]
    done.add_argument("--outcome", choices=outcomes, default=outcomes[0], metavar="|".join(outcomes), help=named)
    done.add_argument("--note", default="", help="примітка")


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Do it. Raises NoSuchCallback, CallbackClosed, CallbackTaken, NoSuchOperator, AskRefused, DatabaseUnavailable."""
    deed = options.deed or "list"
    with register(settings):
        told = _take(settings, options) if deed == "take" else _DEEDS[deed](options)
    if deed != "list":
        tell(settings, "callbacks")
    sys.stdout.write(told)
    return 0


def _list(options: argparse.Namespace) -> str:
    since = SystemClock().now().wall - timedelta(days=options.days)
    waiting = [_waiting_line(callback) for callback in Callback.waiting()]
    missed = [_missed_line(number) for number in missed_numbers(since)]
    return (
        "Передзвонити:\n"
        + ("".join(f"{line}\n" for line in waiting) or "  нікому\n")
        + f"Не додзвонилися за {options.days} дн.:\n"
        + ("".join(f"{line}\n" for line in missed) or "  немає таких\n")
    )


def _waiting_line(callback: Callback) -> str:
    asked = callback.asked_at.astimezone(KYIV).strftime("%d.%m %H:%M")
    state = STATE_NAMES[callback.state]
    by = f" ({callback.operator.account.name})" if callback.operator else ""
    tries = f", спроб: {len(callback.attempts)} ({_last_try(callback)})" if callback.attempts else ""
    doubt = ", номер не підтверджено" if callback.source == CallbackSource.TYPED and not callback.confirmed else ""
    note = f" — {callback.note}" if callback.note else ""
    source = _SOURCES[CallbackSource(callback.source)]
    return one_line(f"{callback.id:3} {asked} {grouped(callback.number)}: {state}{by}{tries}; {source}{doubt}{note}")


def _last_try(callback: Callback) -> str:
    last = callback.attempts[-1]
    return last.reason.rstrip(".") or RESULT_NAMES[AttemptResult(last.result)]


def _missed_line(missed: MissedNumber) -> str:
    last = missed.last_at.astimezone(KYIV).strftime("%d.%m %H:%M")
    if missed.callback:
        settled = f"запис {missed.callback}"
    elif missed.returned:
        settled = "передзвонили"
    else:
        settled = "додзвонився сам" if missed.got_through else "ніхто не передзвонив"
    return one_line(f"    {last} {grouped(missed.number)}: разів {missed.count}; {settled}")


def _take(settings: Settings, options: argparse.Namespace) -> str:
    """Let the box call the operator and then the person; while it does not run, the operator calls by himself."""
    member = Operator.find(options.operator)
    try:
        ask(settings.control, "call_back", limit_s=DIAL_S, callback=options.number, operator=member.operator)
    except BoxNotRunning:
        callback = Callback.take(options.number, member.operator, now=SystemClock().now())
        return one_line(f"{member.name}: {grouped(callback.number)}. Слухавка не працює, телефонуйте самі.") + "\n"
    return one_line(f"{member.name}: Слухавка дзвонить вам, а коли візьмете слухавку — людині.") + "\n"


def _confirm(options: argparse.Namespace) -> str:
    Callback.confirm(options.number, by=Actor(Origin.COMMAND), now=SystemClock().now())
    return "Номер підтверджено.\n"


def _release(options: argparse.Namespace) -> str:
    Callback.release(options.number)
    return "Повернуто до списку.\n"


def _done(options: argparse.Namespace) -> str:
    outcome = CallbackState(options.outcome)
    by, now = Actor(Origin.COMMAND), SystemClock().now()
    Callback.close(options.number, outcome, by=by, now=now, note=options.note)
    return f"Завершено: {STATE_NAMES[outcome]}.\n"


_DEEDS = {"list": _list, "confirm": _confirm, "release": _release, "done": _done}
