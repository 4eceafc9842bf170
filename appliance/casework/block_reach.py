"""Whom a block would meet, judged by who has called and who is known: said before it is saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from peewee import fn

from appliance.casework.block_rules import Rule
from appliance.casework.blocks import protected
from appliance.casework.calls import CallRecord
from appliance.casework.people import Person, PersonNumber
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
    begins = CallRecord.number_kind == NumberKind.WITHHELD
    if rule.prefix:
        begins = CallRecord.number.between(*_range(rule))
    lately = CallRecord.select(fn.COUNT(CallRecord.id)).where(begins, CallRecord.rang_at >= now.wall - LATELY)
    calls = int(lately.where(CallRecord.incoming).scalar() or 0)
    if not rule.prefix:
        return Reach(callers=0, calls_lately=calls, people=0, spared=0)
    callers = CallRecord.select(fn.COUNT(CallRecord.number.distinct())).where(begins).scalar()
    known = PersonNumber.select(fn.COUNT(PersonNumber.person.distinct())).join(Person)
    people = known.where(PersonNumber.number.between(*_range(rule)), Person.erased_at.is_null()).scalar()
    first, last = _range(rule)
    spared = sum(first <= number <= last for number in protected())
    return Reach(callers=int(callers or 0), calls_lately=calls, people=int(people or 0), spared=spared)


def _range(rule: Rule) -> tuple[str, str]:
    """Return the first and the last number it means, as text sorts them."""
    return (rule.prefix, f"{rule.prefix}:") if rule.is_mask else (rule.prefix, rule.prefix)
