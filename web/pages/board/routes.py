"""The board (I1): calls now, who waits, what is to be done, alarms, who is on duty."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.contacts.call_list import living_calls
from appliance.casework.contacts.todo import todo
from appliance.casework.knowledge.questions import Question
from appliance.casework.knowledge.service_card import day_of
from appliance.casework.knowledge.services import Service
from appliance.casework.staff.presence import Presence
from appliance.casework.staff.red_button import KIND_NAMES, UrgentReport
from appliance.casework.staff.roster import RosterShift
from appliance.casework.staff.roster_watch import next_nights
from web.access import Action
from web.box import Box
from web.daemon_status import daemon_status
from web.in_force import hours_in_force
from web.page import Page
from web.pages.board import words
from web.pages.now.words import LINE_STATES
from web.pages.operators import words as presence_words
from web.pages.roster import words as roster_words
from web.telling import tell
from web.who import me

NIGHTS_SHOWN = 2


def page(box: Box) -> Page:
    """Return the routes of the board."""
    page = Page("board", __name__, box, title="Табло", place=15)
    page.shows("/board", board, needs=Action.SEE_BOARD)
    page.does("/board/alarms/<int:alarm_id>/acknowledge", acknowledge, needs=Action.ACKNOWLEDGE_ALARMS)
    return page


def board(box: Box) -> ResponseReturnValue:
    """Draw the board; what a role may not see is not on it."""
    now, person = box.now(), me()
    return render_template(
        "board.html",
        status=daemon_status(box),
        living=living_calls(now) if person.may(Action.SEE_CALLS) else (),
        todo=todo(now, count=1) if person.may(Action.SEE_CALLS) else None,
        questions=Question.count_open() if person.may(Action.SEE_CONTENT) else 0,
        reports=UrgentReport.unseen() if person.may(Action.RED_BUTTON) else (),
        kinds=KIND_NAMES,
        alarms=_alarms(),
        operators=Presence.roll_call(now) if person.may(Action.SEE_OPERATORS) else (),
        answering=RosterShift.duty_at(now.wall) if person.may(Action.SEE_OPERATORS) else (),
        nights=next_nights(now, hours_in_force(box), NIGHTS_SHOWN) if person.may(Action.SEE_OPERATORS) else (),
        overdue=Service.overdue(day_of(now)) if person.may(Action.SEE_CONTENT) else (),
        words=words,
        line_states=LINE_STATES,
        presence_words=presence_words,
        roster_words=roster_words,
    )


def acknowledge(box: Box, alarm_id: int) -> ResponseReturnValue:
    """Note that I have seen an alarm. An urgent report is acknowledged by whom it was told, on its own."""
    if alarm_id not in {alarm.id for alarm in _alarms()}:
        abort(404)
    first = Alarm.acknowledge(alarm_id, by=me().actor, now=box.now())
    tell(box, "alarms")
    flash("Позначено: ви це бачили." if first else "Це вже позначив інший.")
    return redirect(url_for("board.board"), 303)


def _alarms() -> list[Alarm]:
    return [alarm for alarm in Alarm.standing() if alarm.kind != AlarmKind.RED_BUTTON]
