"""Weeks of calls: three in every working hour of a weekday, one from 14:00 to 16:00."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import uuid4

from appliance.casework.contacts.calls import CallRecord, CallStart
from appliance.casework.office.calendar import KYIV
from appliance.clock import Moment

HOURS = range(8, 17)
QUIET = (14, 15)


def enter_calls(now: Moment, *, days: int) -> None:
    """Enter the calls of so many days before today."""
    today = now.wall.astimezone(KYIV).date()
    for ago in range(1, days + 1):
        day = today - timedelta(days=ago)
        for hour in HOURS if day.weekday() < 5 else ():
            for minute in range(0, 1 if hour in QUIET else 45, 15):
                rang = datetime.combine(day, time(hour, minute), tzinfo=KYIV)
                moment = Moment(rang, 1.0, True, now.boot_id)
                CallRecord.begin(CallStart(uuid4().hex, "gsm1", True, moment, "", None, "withheld"))
