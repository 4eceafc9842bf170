"""Reports of the self-test."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.box.self_tests import OUTCOME_NAMES, Outcome, SelfTest
from appliance.casework.edits import NotThere
from appliance.control import AskRefused, BoxNotRunning, ask
from web.access import Action
from web.box import Box
from web.forms import REFUSAL
from web.lists import number
from web.page import Group, Page
from web.who import me

SHOWN = 30
SIGNS = {Outcome.OK: "✓", Outcome.WARNING: "!", Outcome.FAILED: "✕", Outcome.SKIPPED: "–"}
LOOKS = {Outcome.OK: "good", Outcome.WARNING: "heed", Outcome.FAILED: "bad", Outcome.SKIPPED: "unknown"}


def page(box: Box) -> Page:
    """Return the routes of the reports."""
    page = Page("selftest", __name__, box, title="Самоперевірка", place=13, group=Group.BOX)
    # The sheet that is signed before a shift shows the newest report, too.
    page.app_context_processor(lambda: {"self_test_words": OUTCOME_NAMES, "self_test_signs": SIGNS})
    page.shows("/selftest", reports, needs=Action.SEE_STATUS)
    page.shows("/selftest/<int:test_id>", report, needs=Action.SEE_STATUS)
    page.does("/selftest/run", run, needs=Action.SEE_STATUS)
    return page


def reports(_box: Box) -> ResponseReturnValue:
    """Draw the newest report whole, and a list of the older ones."""
    before = number(request.args, "before")
    listed = SelfTest.latest(SHOWN, before)
    older = url_for("selftest.reports", before=listed[-1].id) if len(listed) == SHOWN else None
    newest = SelfTest.newest() if before is None else None
    return render_template("selftest.html", newest=newest, listed=listed, older=older, looks=LOOKS)


def report(_box: Box, test_id: int) -> ResponseReturnValue:
    """Draw one report."""
    try:
        found = SelfTest.numbered(test_id)
    except NotThere:
        abort(404)
    return render_template("selftest_one.html", test=found, looks=LOOKS)


def run(box: Box) -> ResponseReturnValue:
    """Let the daemon begin a self-test; its report appears by itself."""
    try:
        ask(box.control, "run_self_test", account=me().account_id)
        flash("Самоперевірку почато. Звіт з'явиться тут за пів хвилини.")
    except (BoxNotRunning, AskRefused) as error:
        flash(f"{error} Самоперевірка без неї не почнеться; технік: slukhavka selftest.", REFUSAL)
    return redirect(url_for("selftest.reports"), 303)
