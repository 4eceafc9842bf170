"""The page of announcements, works and emergency texts."""

from __future__ import annotations

from datetime import datetime

from flask import render_template, request
from flask.typing import ResponseReturnValue

from appliance.casework.notices.announcements import Announcement
from appliance.casework.notices.emergency_texts import EmergencyOrder, EmergencyText
from appliance.casework.notices.notice_rules import place_names
from appliance.casework.notices.works import Works
from web.access import Action
from web.box import Box
from web.lists import number, picked
from web.page import Group, Page
from web.pages.notices import announcing, emergency, working
from web.pages.notices.listing import Shown, ahead, announcement_shown, heard_now, works_shown
from web.pages.notices.mark import emergency_mark
from web.shown import KYIV

SHOWN = 50
PAST = {"works": "Роботи", "announcements": "Оголошення"}


def page(box: Box) -> Page:
    """Return the routes of the notices."""
    page = Page("notices", __name__, box, title="Оголошення та роботи", place=40, group=Group.SAYS)
    page.app_context_processor(lambda: {"emergency_mark": lambda: emergency_mark(box)})
    see, announce, urgent = Action.SEE_CONTENT, Action.ANNOUNCE, Action.EMERGENCY_TEXT
    page.shows("/notices", listing, needs=see)
    page.shows("/notices/past", past, needs=see)
    page.shows("/notices/announcements/new", announcing.new_announcement, needs=announce)
    page.does("/notices/announcements/new", announcing.announce, needs=announce)
    page.shows("/notices/announcements/<int:announcement_id>", announcing.announcement, needs=see)
    page.does("/notices/announcements/<int:announcement_id>", announcing.change_announcement, needs=announce)
    page.does("/notices/announcements/<int:announcement_id>/restore", announcing.restore_announcement, needs=announce)
    page.does("/notices/announcements/<int:announcement_id>/withdraw", announcing.withdraw, needs=announce)
    page.shows("/notices/announcements/<int:announcement_id>/print", announcing.print_announcement, needs=see)
    page.shows("/notices/works/new", working.new_works, needs=announce)
    page.does("/notices/works/new", working.register, needs=announce)
    page.shows("/notices/works/<int:works_id>", working.works, needs=see)
    page.does("/notices/works/<int:works_id>", working.change_works, needs=announce)
    page.does("/notices/works/<int:works_id>/prolong", working.prolong, needs=announce)
    page.does("/notices/works/<int:works_id>/close", working.close, needs=announce)
    page.shows("/notices/works/<int:works_id>/print", working.print_works, needs=see)
    page.shows("/notices/emergency", emergency.texts, needs=see)
    page.does("/notices/emergency", emergency.add_text, needs=urgent)
    page.does("/notices/emergency/starter", emergency.starter, needs=urgent)
    page.does("/notices/emergency/off", emergency.end, needs=urgent)
    page.shows("/notices/emergency/<int:text_id>", emergency.text, needs=see)
    page.does("/notices/emergency/<int:text_id>", emergency.change_text, needs=urgent)
    page.does("/notices/emergency/<int:text_id>/restore", emergency.restore_text, needs=urgent)
    page.does("/notices/emergency/<int:text_id>/retire", emergency.retire, needs=urgent)
    page.shows("/notices/emergency/<int:text_id>/on", emergency.confirm, needs=urgent)
    page.does("/notices/emergency/<int:text_id>/on", emergency.put_on, needs=urgent)
    return page


def listing(box: Box) -> ResponseReturnValue:
    """Draw what callers hear now, what is to come, and what nobody has closed."""
    at, names, shown = box.now().wall, place_names(), ahead(box)
    return render_template(
        "notices.html",
        heard=heard_now(box),
        now=[each for each in shown if each.since <= at],
        later=[each for each in shown if each.since > at],
        left_open=[works_shown(each, names) for each in Works.left_open(at)],
        late=Works.late_since(_month(at)),
        running=EmergencyOrder.running(at),
        texts=EmergencyText.standing(),
        unspoken=emergency.unspoken(box),
    )


def past(box: Box) -> ResponseReturnValue:
    """Draw what is over, the newest first."""
    kind, before, names = picked(request.args, "kind", PAST), number(request.args, "before"), place_names()
    rows: list[tuple[Shown, Works | Announcement]]
    if kind == "works":
        closed = Works.closed(before=before, limit=SHOWN)
        rows = [(works_shown(each, names), each) for each in closed]
        last = closed[-1].id if len(closed) == SHOWN else None
    else:
        over = Announcement.over(box.now().wall, before=before, limit=SHOWN)
        rows = [(announcement_shown(each, names), each) for each in over]
        last = over[-1].id if len(over) == SHOWN else None
    return render_template("notices_past.html", kind=kind, kinds=PAST, rows=rows, last=last)


def _month(at: datetime) -> datetime:
    """Return when this month began in Kyiv."""
    return at.astimezone(KYIV).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
