"""Watches the days by which services are to be looked at again."""

from __future__ import annotations

from datetime import date

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.knowledge.service_card import day_of
from appliance.casework.knowledge.services import Service
from appliance.casework.row import write
from appliance.clock import Moment

TITLES_SHOWN = 3


def watch(now: Moment) -> bool:
    """Raise one alarm for all services whose day has just passed, clear those whose services are seen to.

    Tells whether anything changed. Without a trusted clock nobody knows what day it is.
    """
    if not now.trusted:
        return False
    with write():
        due: dict[date, list[str]] = {}
        for service in Service.overdue(day_of(now)):
            due.setdefault(service.review_by, []).append(service.title)
        about = {day.isoformat(): titles for day, titles in due.items()}
        raised = [
            Alarm.raise_alarm(AlarmKind.SERVICES_OVERDUE, _sentence(each), now=now, about=day)
            for day, each in about.items()
        ]
        standing = Alarm.select(Alarm.about).where(Alarm.kind == AlarmKind.SERVICES_OVERDUE, Alarm.cleared_at.is_null())
        over = [alarm.about for alarm in standing if alarm.about not in about]
        cleared = [Alarm.clear(AlarmKind.SERVICES_OVERDUE, now=now, about=day) for day in over]
    return any(each is not None for each in (*raised, *cleared))


def _sentence(titles: list[str]) -> str:
    """Name the first few: the rest stands on the page of services."""
    named = ", ".join(f"«{title}»" for title in titles[:TITLES_SHOWN])
    rest = f" та ще {len(titles) - TITLES_SHOWN}" if len(titles) > TITLES_SHOWN else ""
    return f"Минув строк перевірки послуг: {named}{rest}. Звірте картки й підтвердьте їх у розділі «Послуги»."
