"""The words of the first window."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.casework.contacts.calls import INTERRUPTED, CallRecord
from appliance.contracts import CallResult, EndedBy, LineState
from appliance.numbers import Number, NumberKind, grouped, masked


@dataclass(frozen=True, slots=True)
class LineWords:
    """A state of a line: its word, and a sign for those who do not see the colour."""

    word: str
    sign: str


LINE_STATES = {
    LineState.DOWN: LineWords("не працює", "✕"),
    LineState.STARTING: LineWords("запускається", "…"),
    LineState.IDLE: LineWords("вільна", "○"),
    LineState.RINGING: LineWords("дзвонить", "!"),
    LineState.TALKING: LineWords("розмова", "●"),
}

RESULTS = {
    CallResult.MISSED: "пропущений",
    CallResult.BUSY: "лінія була зайнята",
    CallResult.SHORT: "короткий",
    CallResult.ABANDONED: "покладено слухавку під час очікування",
    CallResult.SERVED: "обслуговано",
}

RESULTS_OF_OURS = RESULTS | {
    CallResult.MISSED: "не відповіли",
    CallResult.BUSY: "зайнято",
    CallResult.SERVED: "відбулася розмова",
}
"""Of the calls that the box itself began."""

ENDED_BY = {
    EndedBy.CALLER: "завершив той, хто телефонував",
    EndedBy.BOX: "завершила Слухавка",
    EndedBy.OPERATOR: "завершив оператор",
    EndedBy.FAULT: "перервано через збій",
}

ENDED_BY_OF_OURS = ENDED_BY | {EndedBy.CALLER: "завершив той, кому телефонували"}

NO_NUMBER = {"withheld": "номер приховано", "unavailable": "номер не визначено"}

PURPOSES = {"message": "повідомлення", "remark": "зауваження"}


def number(call: CallRecord) -> str:
    """Return the caller's number as people read it. What the network sent raw is anything at all."""
    if call.number:
        return grouped(call.number)
    return call.number_raw or NO_NUMBER.get(call.number_kind, NO_NUMBER["unavailable"])


def masked_number(call: CallRecord) -> str:
    """Return the caller's number for a list; a telephone of the house and a service's number are nobody's secret."""
    if call.number_kind == NumberKind.INTERNAL:
        return call.number_raw or ""
    return masked(Number(call.number_raw or "", call.number, NumberKind(call.number_kind)))


def result(call: CallRecord, *, box_runs: bool) -> str:
    """Return how the call ended, or that it has not."""
    if call.result is None:
        return "триває" if box_runs else "не завершено"
    return (RESULTS if call.incoming else RESULTS_OF_OURS)[CallResult(call.result)]


def ended_by(call: CallRecord) -> str:
    """Return who ended the call and, when it broke off, why."""
    if call.ended_by is None:
        return ""
    words = (ENDED_BY if call.incoming else ENDED_BY_OF_OURS)[EndedBy(call.ended_by)]
    if call.fault and call.fault != INTERRUPTED:
        return f"{words}: {call.fault}"
    return words
