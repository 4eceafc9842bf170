"""Duty officers and shifts as the tests of the roster write them."""

from __future__ import annotations

from datetime import UTC, datetime

from appliance.casework.entrance.accounts import Account, Actor, Origin, Role
from appliance.casework.office.calendar import KYIV, WorkCalendar
from appliance.casework.office.hours import day_hours
from appliance.casework.staff.duty_officers import Contact, DutyOfficer
from appliance.casework.staff.roster import Planned, RosterShift
from tests.appliance.casework.register import NOW

LONG, SHORT = day_hours("08:00-12:00", "12:45-17:00"), day_hours("08:00-12:00", "12:45-15:45")
OFFICE = WorkCalendar(week=(LONG, LONG, LONG, LONG, SHORT, (), ()), public_holidays=False)
"""The hours of the sample: Mon–Thu to 17:00, Fri to 15:45, Kyiv."""


def kyiv(text: str) -> datetime:
    """Return the moment in UTC of "2026-11-23 20:00" on the wall in Kyiv."""
    return datetime.fromisoformat(text).replace(tzinfo=KYIV).astimezone(UTC)


def who(name: str = "Ганна Старша", role: Role = Role.SUPERVISOR) -> Actor:
    """Return the person of that name, entered if need be."""
    known = Account.named(name)
    return Actor(Origin.CONSOLE, known.id if known else Account.add(name, role, now=NOW))


def officer(name: str = "Степан Черговий", mobile: str = "067 111 22 33", *, chief: bool = False) -> int:
    return DutyOfficer.add(Contact.read(name, mobile, "4644", is_chief=chief), by=who(), now=NOW)


def duty(person: int, start: str, end: str, stand_in: int | None = None) -> int:
    return RosterShift.plan(Planned(kyiv(start), kyiv(end), officer=person, stand_in=stand_in), by=who(), now=NOW)
