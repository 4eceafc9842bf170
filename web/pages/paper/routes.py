"""What can be printed (D11), and the model decision on the hot line."""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from appliance.casework.office.community import Community, Switches
from appliance.menu.published import NotPublished
from web import sheets
from web.access import Action
from web.box import Box
from web.in_force import hours_in_force, menu_in_force
from web.page import Group, Page
from web.pages.paper.decision import Asked, Decision, Known, as_text, decision
from web.pages.paper.forms import DecisionForm
from web.pages.paper.hours import changes
from web.pages.poster.menu_map import choices
from web.pages.poster.week import week_in_words


def page(box: Box) -> Page:
    """Return the routes of what is printed; every template may head a sheet."""
    page = Page("paper", __name__, box, title="Друк", place=65, group=Group.SAYS)
    page.app_context_processor(lambda: {"sheet_heading": lambda: sheets.heading(box)})
    page.shows("/paper", index, needs=Action.PRINT_POSTER)
    page.shows("/paper/hours", hours, needs=Action.PRINT_POSTER)
    page.shows("/paper/decision", model, needs=Action.PRINT_POSTER)
    page.shows("/paper/decision/print", printed, needs=Action.PRINT_POSTER)
    page.shows("/paper/decision.txt", text, needs=Action.PRINT_POSTER)
    page.shows("/paper/decision.html", document, needs=Action.PRINT_POSTER)
    return page


def index(box: Box) -> ResponseReturnValue:
    """List what can be printed."""
    return render_template("paper.html", shelves=sheets.shelves(box))


def hours(box: Box) -> ResponseReturnValue:
    """Draw the office hours that callers are told."""
    calendar = hours_in_force(box)
    told = list(changes(calendar, box.now().wall))
    return render_template("paper_hours.html", week=week_in_words(calendar), changes=told)


def model(box: Box) -> ResponseReturnValue:
    """Ask for what only the office knows, and show the decision."""
    form = DecisionForm(request.args)
    right = form.validate()
    asked = form.asked() if right else Asked()
    page = render_template("paper_decision.html", form=form, decision=_decision(box, asked), filled=_filled())
    return page, 200 if right else 422


def printed(box: Box) -> ResponseReturnValue:
    """Draw the decision alone, on its sheets."""
    return render_template("paper_decision_print.html", decision=_asked_for(box), filled=_filled())


def text(box: Box) -> ResponseReturnValue:
    """Send the decision as plain text."""
    return _file(as_text(_asked_for(box)), "text/plain", "rishennia.txt")


def document(box: Box) -> ResponseReturnValue:
    """Send the decision as a page that needs nothing else; a word processor opens it."""
    return _file(render_template("paper_decision_file.html", decision=_asked_for(box)), "text/html", "rishennia.html")


def _filled() -> dict[str, str]:
    """Return what was filled in as parts of an address."""
    names = Asked.__dataclass_fields__
    return {name: value for name, value in request.args.items() if name in names and value}


def _asked_for(box: Box) -> Decision:
    form = DecisionForm(request.args)
    return _decision(box, form.asked() if form.validate() else Asked())


def _decision(box: Box, asked: Asked) -> Decision:
    community = Community.current()
    try:
        menu = menu_in_force(box)
        week = week_in_words(menu.calendar)
        keys = [(choice.key, choice.words) for choice in choices(menu.flow)]
    except NotPublished:
        week, keys = [], []
    known = Known(
        community=community.name if community else "",
        telephones=sheets.telephones(community.telephones if community else ""),
        address=community.address if community else "",
        hours=week,
        choices=keys,
        accepts_anonymous=(community.switches if community else Switches()).accept_anonymous,
    )
    return decision(known, asked)


def _file(body: str, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, mimetype=kind, headers=headers)
