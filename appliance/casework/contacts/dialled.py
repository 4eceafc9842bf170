"""What the register knows of a number that is about to be dialled."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time

from appliance.casework.contacts.calls import CallRecord
from appliance.casework.contacts.trial_calls import TrialCall
from appliance.casework.office.calendar import KYIV
from appliance.casework.staff.duty_officers import DutyOfficer
from appliance.casework.staff.operators import Operator
from appliance.clock import Moment
from appliance.numbers import DialFacts


def grounds(number: str) -> DialFacts:
    """Return why a number in E.164 may be dialled or texted at all.

    It is an operator's or a duty officer's, or it has called the box.
    """
    theirs = any(number in {member.mobile, *member.own_numbers} for member in Operator.staff())
    return DialFacts(
        in_directory=theirs or number in DutyOfficer.mobiles(),
        called_us=CallRecord.select().where(CallRecord.number == number, CallRecord.incoming).exists(),
    )


def call_facts(number: str, *, now: Moment, confirmed: bool = False) -> DialFacts:
    """Return the facts on which `numbers.may_dial` judges a call to a number in E.164.

    `confirmed`: of the call-back or card in question. The directory here is that of the operators and duty officers.
    Calls are counted by the day of the office, those to staff and those to residents apart; telephones of the house are
    not counted.
    """
    staff = {*(member.mobile for member in Operator.staff()), *DutyOfficer.mobiles()}
    dialled = _dialled_today(now)
    known = grounds(number)
    return replace(
        known,
        confirmed=confirmed,
        times_today=dialled.count(number),
        calls_today=sum((each in staff) == known.in_directory for each in dialled),
    )


def _dialled_today(now: Moment) -> list[str]:
    today = now.wall.astimezone(KYIV).date()
    midnight = datetime.combine(today, time(), tzinfo=KYIV).astimezone(UTC)
    outgoing = ~CallRecord.incoming & CallRecord.number.is_null(False)
    called = CallRecord.select(CallRecord.number).where(outgoing, CallRecord.rang_at >= midnight)
    return [*(record.number for record in called if record.number), *TrialCall.dialled_since(midnight)]
