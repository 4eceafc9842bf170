"""A trial in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from appliance.casework.contacts.trial_calls import TrialCall
from appliance.contracts import DIGITS, EndedBy
from appliance.menu.flow import TUNE
from appliance.menu.trial_call import FOUND
from appliance.menu.trial_events import GONE
from appliance.menu.trial_story import Awaited, Did, Heard, Step, Waiting
from web.shown import KYIV, lasting

LONGEST = timedelta(minutes=30)
KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#")
_DAYS = ("понеділок", "вівторок", "середа", "четвер", "п'ятниця", "субота", "неділя")
_WAITS: Mapping[Awaited, str] = {
    Awaited.KEY: "Слухавка чекає на кнопку.",
    Awaited.VOICE: "Слухавка записує: говоріть, мовчіть або натисніть кнопку.",
    Awaited.PERSON: "Оператор ще зайнятий: людина чекає або тисне кнопку.",
}
_ENDED: Mapping[EndedBy, str] = {
    EndedBy.BOX: "Слухавка завершила дзвінок.",
    EndedBy.CALLER: "Людина поклала слухавку.",
    EndedBy.OPERATOR: "Оператор поклав слухавку.",
    EndedBy.FAULT: "Дзвінок обірвався.",
}
_SIGNS = {"beep": "(сигнал: можна говорити)"}


def kind(step: Step) -> str:
    """Return how a step looks: heard, did or deed."""
    return "heard" if isinstance(step, Heard) else "did" if isinstance(step, Did) else "deed"


def said(heard: Heard) -> str:
    """Return what stands on the screen for what is heard."""
    if heard.text == TUNE:
        return "(грає музика)"
    return heard.text.strip() or _SIGNS.get(heard.name, "(звук)")


def cut(heard: Heard) -> str:
    """Return why it was not heard to its end, "" if it was."""
    match heard.broken_by:
        case "":
            return ""
        case key if key in DIGITS:
            return f"перервано кнопкою {key}"
        case other:
            return {GONE: "слухавку покладено", FOUND: "оператор відповів або не відповів"}.get(other, "перервано")


def done(step: Did) -> str:
    """Return what the caller did."""
    return f"натискає {step.words}" if len(step.words) == 1 else step.words


def waits(waiting: Waiting) -> str:
    """Return what the box waits for, and where."""
    return f"{_WAITS[waiting.awaited]} Вузол «{waiting.node}»."


def ended(by: EndedBy) -> str:
    """Return who ended the call."""
    return _ENDED[by]


def moment(began: datetime) -> str:
    """Return a moment as понеділок, 23.11.2026 10:05."""
    local = began.astimezone(KYIV)
    return f"{_DAYS[local.weekday()]}, {local:%d.%m.%Y %H:%M}"


def called(call: TrialCall, now: datetime) -> str:
    """Return what became of a trial call."""
    if call.ended_at:
        talked_s = (call.ended_at - call.answered_at).total_seconds() if call.answered_at else None
        told = f"розмова {lasting(talked_s)}" if talked_s is not None else "розмови не було"
        return f"{told}. {call.fault}".removesuffix(". ")
    if now - call.asked_at > LONGEST:
        return "перервано"
    if call.answered_at:
        return "триває"
    return "телефон дзвонить" if call.rang_at else "озвучується"
