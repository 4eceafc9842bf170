"""Announcements and works as tests write them, in one line."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from appliance.casework.entrance.accounts import BOX, Actor
from appliance.casework.notices.announcements import Announcement, NewAnnouncement
from appliance.casework.notices.works import NewWorks, Works
from appliance.casework.notices.works_words import What, WorksKind
from appliance.casework.office.community import Settlement
from appliance.clock import Moment
from tests.appliance.casework.duty import kyiv
from tests.appliance.casework.register import NOW


def settlement(name: str, district: str = "", kind: str = "с.") -> int:
    return Settlement.add(name, kind=kind, district=district, by=BOX, now=NOW)


def at(text: str | datetime) -> datetime:
    return text if isinstance(text, datetime) else kyiv(text)


def announced(
    text: str, start: str | datetime, end: str | datetime, *places: int, now: Moment = NOW, by: Actor = BOX, **more: Any
) -> int:
    return Announcement.add(NewAnnouncement(text, at(start), at(end), settlements=places, **more), by=by, now=now)


def works(
    start: str | datetime,
    end: str | datetime,
    *places: int,
    kind: WorksKind = WorksKind.PLANNED,
    what: What = What.WATER,
    now: Moment = NOW,
    by: Actor = BOX,
    **more: Any,
) -> int:
    return Works.register(NewWorks(kind, what, at(start), at(end), settlements=places, **more), by=by, now=now)
