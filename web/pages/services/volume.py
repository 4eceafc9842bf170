"""How much was told of which service, in a time that the reader chooses (I17)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue

from appliance.casework.knowledge.service_told import ServiceTold
from web.box import Box
from web.pages.services.reading import today
from web.shown import KYIV

NOT_A_DAY = "Такого дня немає. Виберіть дату."
YEARS = range(2000, 2200)
"""Far from the ends of what dates can say, where a day has no next one."""


def volume(box: Box) -> ResponseReturnValue:
    """Draw the figures of the days asked for; by itself of this month."""
    here = today(box)
    since, until = _day("since", here.replace(day=1)), _day("until", here)
    told = ServiceTold.between(_midnight(since), _midnight(until + timedelta(days=1))) if since and until else []
    return render_template(
        "services_volume.html",
        since=since,
        until=until,
        told=told,
        refusal="" if since and until else NOT_A_DAY,
    ), (200 if since and until else 422)


def _day(name: str, otherwise: date) -> date | None:
    asked = request.args.get(name, "")
    if not asked:
        return otherwise
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        return None
    return day if day.year in YEARS else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), KYIV)
