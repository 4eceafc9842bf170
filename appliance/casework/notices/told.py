"""All that callers may have to be told from now on, as JSON values: rows go out of the database here, once a change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from appliance.casework.notices.announcements import Announcement
from appliance.casework.notices.emergency_texts import EmergencyOrder, EmergencyText
from appliance.casework.notices.notice_rules import place_names
from appliance.casework.notices.works import Works
from appliance.casework.notices.works_words import WorksKind
from appliance.casework.office.community import Settlement

EMERGENCY, EMERGENCY_WORKS, PLANNED_WORKS, ANNOUNCED = 0, 1, 2, 10
"""Ranks: what is heard first. An announcement has its priority added."""


def told(at: datetime) -> dict[str, Any]:
    """Return the notices that callers hear at a moment or later, the emergency texts, and the settlements named.

    `appliance.menu.notices` reads it.
    """
    places = place_names()
    notices = [*_emergency(at), *_works(at, places), *_announcements(at)]
    named = {place for notice in notices for place in notice["settlements"]}
    return {
        "notices": notices,
        "emergency_texts": [
            {"id": text.id, "title": text.title, "text": text.text} for text in EmergencyText.standing()
        ],
        "places": [
            {"id": each.id, "name": each.full_name, "district": each.district}
            for each in Settlement.select().order_by(Settlement.sort_key)
            if each.id in named
        ],
    }


def _emergency(at: datetime) -> Iterator[dict[str, Any]]:
    order = EmergencyOrder.running(at)
    if order:
        yield _notice(f"emergency-{order.id}", EMERGENCY, order.text, order.on_at, order.until_at, [])


def _works(at: datetime, places: Mapping[int, str]) -> Iterator[dict[str, Any]]:
    for each in Works.ahead(at):
        rank = EMERGENCY_WORKS if each.kind == WorksKind.EMERGENCY else PLANNED_WORKS
        yield _notice(f"works-{each.id}", rank, each.words(places), each.tell_at, each.ends_at, each.settlements)


def _announcements(at: datetime) -> Iterator[dict[str, Any]]:
    for each in Announcement.ahead(at):
        rank = ANNOUNCED + each.priority
        yield _notice(f"announcement-{each.id}", rank, each.text, each.starts_at, each.ends_at, each.settlements)


def _notice(key: str, rank: int, text: str, since: datetime, until: datetime, settlements: list[int]) -> dict[str, Any]:
    return {
        "key": key,
        "rank": rank,
        "text": text,
        "since": since.isoformat(),
        "until": until.isoformat(),
        "settlements": settlements,
    }
