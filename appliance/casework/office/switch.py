"""The switch on the box (K4, M 3.3): what turning it orders, and until when. Every order ends by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from appliance.casework.entrance.accounts import Actor
from appliance.casework.menus.publications import Publication
from appliance.casework.office.calendar import WorkCalendar
from appliance.casework.office.holidays import ONE_DAY
from appliance.casework.office.hours import OfficeKind
from appliance.casework.office.office_hours import ORDER_LONGEST, OfficeHours
from appliance.casework.row import write
from appliance.clock import Moment

BREAK = timedelta(hours=1)
OPEN_LATE = timedelta(hours=2)
"""Who opens after hours is open for so long: a switch forgotten at night must not call operators till morning."""


def turn(kind: OfficeKind, menus: Sequence[str], *, by: Actor, now: Moment) -> datetime | None:
    """Order it as the console does and ask that these menus be published; return when it ends by itself.

    None: the calendar itself says so, and nothing is ordered any more. Start the publisher after it. Raises HoursError.
    """
    with write():
        ends = ends_at(kind, OfficeHours.standing().calendar(), now.wall)
        if ends is None:
            OfficeHours.end_order(by=by, now=now)
        else:
            OfficeHours.order(kind, ends, by=by, now=now)
        for menu in menus:
            Publication.ask("hours", menu=menu, by=by, now=now)
    return ends


def ends_at(kind: OfficeKind, calendar: WorkCalendar, at: datetime) -> datetime | None:
    """Return when an order by the switch ends; None: the calendar says the same, or will do so until it changes. Pure.

    Open: until the calendar opens, else for two hours. Break: until the end of the planned one, else for an hour.
    Closed while it is worked: until the first opening of another day, else until the next opening.
    """
    plain = replace(calendar, override=None)
    state = plain.state(at)
    if kind is OfficeKind.OPEN:
        if state.kind is OfficeKind.OPEN:
            return None
        late = at + OPEN_LATE
        return min(late, state.opens_at) if state.opens_at else late
    if kind is OfficeKind.BREAK:
        return None if state.kind is OfficeKind.BREAK else at + BREAK
    if state.kind is OfficeKind.CLOSED:
        return _at_most(state.opens_at, at) if state.opens_at else None
    tomorrow = _midnight(plain, at)
    following = plain.state(tomorrow)
    return tomorrow if following.kind is OfficeKind.OPEN else _at_most(following.opens_at, at)


def _midnight(calendar: WorkCalendar, at: datetime) -> datetime:
    day = calendar.local_date(at) + ONE_DAY
    return datetime.combine(day, time(), tzinfo=calendar.zone).astimezone(at.tzinfo)


def _at_most(moment: datetime | None, at: datetime) -> datetime:
    longest = at + ORDER_LONGEST
    return min(moment, longest) if moment else longest
