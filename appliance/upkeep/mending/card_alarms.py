"""What is known of a SIM card as alarms. Pure: a card and the day in, alarms out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.sim_cards import SimCard
from appliance.settings import MendingSettings
from appliance.upkeep.mending.alarm_board import Key
from appliance.upkeep.mending.operators import Operator, Term, term_of

EXPIRES_DAYS = 14
"""A day that the operator itself tells is alarmed so many days before."""
KINDS = (AlarmKind.BALANCE_LOW, AlarmKind.SIM_EXPIRES, AlarmKind.CALLS_DIVERTED)


def card_alarms(
    card: SimCard, today: date | None, settings: MendingSettings, operator: Operator | None = None
) -> dict[Key, str]:
    """Return the alarms that hold. `today` None: nobody knows the day, and what hangs on it is left as it is.

    `operator`: whose card it is; None when nobody knows.
    """
    found = dict(_money(card, settings)) | dict(_diverted(card))
    if today is None:
        return found
    return found | dict(_days(card, today, settings.warn_days, term_of(operator, settings.inactive_days)))


def _money(card: SimCard, settings: MendingSettings) -> Iterator[tuple[Key, str]]:
    if card.balance is not None and card.balance < settings.balance_low:
        text = f"На рахунку SIM-картки {card.balance:.2f} грн, менше за {settings.balance_low} грн. Поповніть рахунок."
        yield (AlarmKind.BALANCE_LOW, card.line), text.replace(".", ",", 1)


def _diverted(card: SimCard) -> Iterator[tuple[Key, str]]:
    if card.diversions:
        yield (AlarmKind.CALLS_DIVERTED, card.line), f"Мережа переадресовує дзвінки: {card.diversions}."


def _days(card: SimCard, today: date, warn_days: int, term: Term) -> Iterator[tuple[Key, str]]:
    expires, ends = card.expires_on, card.ends_on(term.active_days)
    if expires is not None and (expires - today).days < EXPIRES_DAYS:
        yield (AlarmKind.SIM_EXPIRES, card.line), f"Номер дійсний лише до {expires:%d.%m.%Y}. Поповніть рахунок."
    elif ends is not None and (ends - today).days <= warn_days:
        since = f"від {card.topped_up_on:%d.%m.%Y}" if card.topped_up_on else "відколи Слухавка бачить картку"
        text = f"Рахунок не поповнювали {since}: з {ends:%d.%m.%Y} {_then(ends, term)}. Поповніть рахунок."
        yield (AlarmKind.SIM_EXPIRES, card.line), text


def _then(ends: date, term: Term) -> str:
    """Say what the operator does from the day on which the number is active no more."""
    if term.assumed:
        assumption = f"{term.active_days} дн. — припущення, правила цього оператора Слухавка не знає"
        return f"оператор може призупинити номер ({assumption})"
    taken = ends + timedelta(days=term.suspended_days)
    return f"номер буде призупинено, а з {taken:%d.%m.%Y} оператор може забрати його"
