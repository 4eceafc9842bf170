"""Whom a block would meet, judged by who has called and who is known: said before it is saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import peewee
from peewee import fn

from appliance.casework.contacts.call_list import unaided
from appliance.casework.contacts.calls import CallRecord
from appliance.casework.office.block_rules import Rule
from appliance.casework.office.blocks import protected
from appliance.casework.people.person import Person, PersonNumber
from appliance.clock import Moment
from appliance.numbers import NumberKind

LATELY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Reach:
    """Different numbers that have called, calls of the last 30 days, people of the register, staff it will spare."""

    callers: int
    calls_lately: int
    people: int
    spared: int


def reach_of(rule: Rule, *, now: Moment) -> Reach:
    """Count whom a rule would have met."""
    if not rule.prefix:
        return Reach(0, _calls_lately(CallRecord.number_kind == NumberKind.WITHHELD, now), 0, 0)
    first, last = _range(rule)
    callers = CallRecord.select(fn.COUNT(CallRecord.number.distinct()))
    known = PersonNumber.select(fn.COUNT(PersonNumber.person.distinct())).join(Person)
    people = known.where(PersonNumber.number.between(first, last), Person.erased_at.is_null()).scalar()
    return Reach(
        callers=int(callers.where(CallRecord.number.between(first, last)).scalar() or 0),
        calls_lately=_calls_lately(peewee.Expression(unaided(CallRecord.number), "BETWEEN", _both(first, last)), now),
        people=int(people or 0),
        spared=sum(first <= number <= last for number in protected()),
    )


def _calls_lately(which: peewee.Expression, now: Moment) -> int:
    """Count incoming calls of the last days, found by their time: a mask may mean half of all calls there ever were."""
    lately = CallRecord.select(fn.COUNT(CallRecord.id)).where(CallRecord.rang_at >= now.wall - LATELY)
    return int(lately.where(unaided(CallRecord.incoming) == peewee.SQL("1"), which).scalar() or 0)


def _both(first: str, last: str) -> peewee.NodeList:
    return peewee.NodeList((peewee.Value(first), peewee.SQL("AND"), peewee.Value(last)))


def _range(rule: Rule) -> tuple[str, str]:
    """Return the first and the last number it means, as text sorts them."""
    return (rule.prefix, f"{rule.prefix}:") if rule.is_mask else (rule.prefix, rule.prefix)
