"""Announcements and works as sheets for the notice board."""

from __future__ import annotations

from flask import url_for

from appliance.casework.notices.announcements import Announcement
from appliance.casework.notices.notice_rules import place_names
from appliance.casework.notices.works import Works
from web.access import Action
from web.box import Box
from web.sheets import Sheet

HEADING = "Оголошення та роботи"
NEEDS = Action.SEE_CONTENT
TITLE_SIGNS = 90


def sheets(box: Box) -> list[Sheet]:
    """Return what is told now or later: works first."""
    at, names = box.now().wall, place_names()
    works = (
        Sheet(_short(each.words(names)), url_for("notices.print_works", works_id=each.id), each.ends_at)
        for each in Works.ahead(at)
    )
    announcements = (
        Sheet(_short(each.text), url_for("notices.print_announcement", announcement_id=each.id), each.ends_at)
        for each in Announcement.ahead(at)
    )
    return [*works, *announcements]


def _short(words: str) -> str:
    return words if len(words) <= TITLE_SIGNS else f"{words[:TITLE_SIGNS].rsplit(' ', 1)[0]}…"
