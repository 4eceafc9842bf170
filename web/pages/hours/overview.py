"""The page of the office hours: what holds now, the week, and all that differs from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import render_template, request

from appliance.casework.office.calendar import KYIV, WorkCalendar
from appliance.casework.office.office_hours import OfficeHours
from appliance.menu.nodes.office_hours import OfficeHours as OfficeHoursNode
from appliance.menu.published import NotPublished
from web.box import Box
from web.forms import Form
from web.in_force import hours_in_force, menu_in_force
from web.pages.hours import words
from web.pages.hours.forms import ClosureForm, MartialLawForm, MovedForm, OrderForm, SpecialForm

QUICK_HOURS = 3
"""So many whole hours to come are buttons of their own."""


@dataclass(frozen=True)
class Forms:
    """The forms of the page; one that was refused stands in the place of an empty one."""

    special: SpecialForm
    moved: MovedForm
    closure: ClosureForm
    martial: MartialLawForm
    order: OrderForm

    @classmethod
    def empty_but(cls, refused: Form | None) -> Forms:
        """Make them. On GET a form takes what was kept of it when a session ended."""
        given = {"formdata": None} if request.method == "POST" else {}
        classes = (SpecialForm, MovedForm, ClosureForm, MartialLawForm, OrderForm)
        return cls(*(refused if isinstance(refused, each) else each(**given) for each in classes))


def draw(box: Box, refused: Form | None = None) -> str:
    """Draw the page."""
    now = box.now().wall
    written = OfficeHours.current()
    calendar = written.calendar() if written else hours_in_force(box)
    asked = asked_moment(request.args.get("at", "")) if request.method == "GET" else None
    at = asked or now
    week = _written_week(box)
    today = now.astimezone(KYIV)
    return render_template(
        "hours.html",
        written=written,
        calendar=calendar,
        state=calendar.state(now),
        override=written.override_at(now) if written else None,
        now=now,
        at=at.astimezone(KYIV),
        asked=asked is not None,
        badly_asked=asked is None and bool(request.args.get("at")),
        heard=words.heard(calendar, at, week),
        week_is_written=bool(week),
        in_force=_in_force(box, calendar),
        quick=[hour for hour in range(today.hour + 1, today.hour + 1 + QUICK_HOURS) if hour < 24],
        always=bool(written and written.document.get("round_the_clock")),
        forms=Forms.empty_but(refused),
        words=words,
    )


def asked_moment(text: str) -> datetime | None:
    """Return the moment of "2026-11-27T15:50" on the wall in Kyiv; None when it is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if found.tzinfo or not 2000 <= found.year < 2100:
        return None
    return found.replace(tzinfo=KYIV).astimezone(UTC)


def _in_force(box: Box, calendar: WorkCalendar) -> bool:
    """Whether callers are told these hours already."""
    try:
        return menu_in_force(box).calendar == calendar
    except NotPublished:
        return False


def _written_week(box: Box) -> list[str]:
    """Return the words in which the menu itself tells the week; none where it is computed."""
    try:
        flow = menu_in_force(box).flow
    except NotPublished:
        return []
    names = {node.prompt for node in flow.nodes.values() if isinstance(node, OfficeHoursNode) and node.prompt}
    return [" ".join(flow.prompts[name].split()) for name in sorted(names)]


def month_of(text: str, now: datetime) -> datetime:
    """Return the first day of "2026-12" in Kyiv; of this month when it is none."""
    try:
        found = datetime.strptime(text, "%Y-%m").replace(tzinfo=KYIV)
    except ValueError:
        found = now.astimezone(KYIV)
    if not 2000 < found.year < 2099:
        found = now.astimezone(KYIV)
    return found.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def draw_month(box: Box) -> str:
    """Draw the days of a month, each with its hours and why they are so."""
    now = box.now().wall
    calendar = OfficeHours.in_force() if OfficeHours.current() else hours_in_force(box)
    first = month_of(request.args.get("of", ""), now).date()
    following = (first + timedelta(days=31)).replace(day=1)
    days = [first + timedelta(days=number) for number in range((following - first).days)]
    return render_template(
        "hours_month.html",
        first=first,
        title=f"{words.MONTHS[first.month - 1]} {first.year}",
        previous=(first - timedelta(days=1)).strftime("%Y-%m"),
        following=following.strftime("%Y-%m"),
        days=[(day, words.day_shown(calendar, day), words.why(calendar, day)) for day in days],
        today=now.astimezone(KYIV).date(),
        words=words,
    )
