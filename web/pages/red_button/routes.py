"""«Терміново керівникові»: the button on every page, the form behind it, and what has been told (S Annex 2, 3)."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from appliance.casework.edits import NotThere
from appliance.casework.office.community import Settlement
from appliance.casework.staff.red_button import KIND_NAMES, BadReport, OwnReport, UrgentReport, chiefs
from appliance.casework.texts.message_states import MessageState
from web.access import Action
from web.box import Box
from web.forms import REFUSAL
from web.lists import number
from web.page import Page
from web.pages.red_button.forms import ReportForm
from web.telling import tell
from web.who import known, me

SHOWN = 50
SMS_WORDS = {
    MessageState.QUEUED: "чекає на надсилання",
    MessageState.SENDING: "надсилається",
    MessageState.SENT: "надіслано",
    MessageState.DELIVERED: "доставлено",
    MessageState.UNDELIVERED: "не доставлено",
    MessageState.UNCERTAIN: "невідомо, чи надіслано",
    MessageState.FAILED: "не надіслано",
    MessageState.REFUSED: "не надіслано",
}


def page(box: Box) -> Page:
    """Return the routes of the red button."""
    page = Page("red_button", __name__, box)
    page.shows("/urgent", ask, needs=Action.RED_BUTTON)
    page.does("/urgent", press, needs=Action.RED_BUTTON)
    page.shows("/urgent/reports", reports, needs=Action.RED_BUTTON)
    page.does("/urgent/<int:report_id>/acknowledge", acknowledge, needs=Action.ACKNOWLEDGE_REPORTS)
    page.app_context_processor(lambda: {"red_button": button, "sms_words": SMS_WORDS})
    return page


def button() -> Markup:
    """Return the button of every page; on the card of a call it takes the call along."""
    person = known()
    if person is None or not person.may(Action.RED_BUTTON) or request.blueprint == "red_button":
        return Markup()
    call = (request.view_args or {}).get("uid") if request.blueprint == "calls" else None
    address = url_for("red_button.ask", call=call)
    return Markup('<a class="btn btn-danger btn-sm" href="{}">Терміново керівникові</a>').format(address)


def ask(box: Box) -> ResponseReturnValue:
    """Ask what happened: the first press; the second sends it."""
    form = ReportForm()
    form.call.data = form.call.data or request.args.get("call", "")[:64]
    return _form(box, form)


def press(box: Box) -> ResponseReturnValue:
    """Tell the chief."""
    form = ReportForm()
    form.offer(Settlement.standing())
    if not form.validate():
        return _form(box, form), 422
    try:
        UrgentReport.press(form.report(), by=me().actor, now=box.now())
    except BadReport as error:
        form.refuse("text", error)
        return _form(box, form), 422
    tell(box, "outbox")
    tell(box, "alarms")
    flash("Керівникові повідомлено. Коли він підтвердить, тут буде видно, хто й коли.")
    return redirect(url_for("red_button.reports"), 303)


def reports(_box: Box) -> ResponseReturnValue:
    """Draw what has been told, the newest first."""
    told = UrgentReport.latest(SHOWN, number(request.args, "before"))
    older = url_for("red_button.reports", before=told[-1].id) if len(told) == SHOWN else None
    return render_template("urgent_reports.html", reports=told, older=older, kinds=KIND_NAMES)


def acknowledge(box: Box, report_id: int) -> ResponseReturnValue:
    """Note that the chief knows."""
    try:
        first = UrgentReport.acknowledge(report_id, by=me().actor, now=box.now())
    except NotThere:
        abort(404)
    except OwnReport as error:
        flash(str(error), REFUSAL)
        return redirect(url_for("board.board"), 303)
    tell(box, "alarms")
    flash("Підтверджено." if first else "Це вже підтвердив інший.")
    return redirect(url_for("board.board"), 303)


def _form(box: Box, form: ReportForm) -> str:
    form.offer(Settlement.standing())
    return render_template("urgent.html", form=form, chiefs=[officer.name for officer in chiefs(box.now())])
