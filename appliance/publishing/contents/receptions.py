"""The receptions that the office keeps, as a menu tells them."""

from __future__ import annotations

from typing import Any

from appliance.casework.office.receptions import Reception, ReceptionWay
from appliance.clock import Moment
from appliance.menu.contents.receptions import PART, ToldReception
from appliance.menu.week_words import days_in_words

NAME = PART
IN_TURN = "Приймають у порядку черги, без запису."
HOW = {
    ReceptionWay.IN_PERSON: "Прийом",
    ReceptionWay.BY_PHONE: "Прийом телефоном",
    ReceptionWay.ONLINE: "Прийом онлайн",
}


def gather(_now: Moment) -> list[dict[str, Any]]:
    """Return the receptions that are offered, in their order."""
    return [_told(reception).to_json() for reception in Reception.standing()]


def _told(reception: Reception) -> ToldReception:
    who = reception.who.rstrip(".")
    how = HOW[ReceptionWay(reception.way)]
    told = [
        f"Приймає {who}.",
        *(f"{how} {words}." for words in days_in_words(reception.hours)),
        f"{reception.place.rstrip('.')}.",
    ]
    if not reception.by_appointment:
        return ToldReception(reception.id, who, (*told, IN_TURN))
    return ToldReception(reception.id, who, tuple(told), _starts(reception))


def _starts(reception: Reception) -> tuple[int, ...]:
    slot = int(reception.slot_min)
    return tuple(
        sorted(
            {
                minute
                for hours in reception.hours
                for each in hours
                for minute in range(each.opens_min, each.closes_min - slot + 1, slot)
            }
        )
    )
