"""The status of the box."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from web.access import Action
from web.box import Box
from web.page import Group, Page
from web.pages.status.checks import Level, checks

SIGNS = {Level.GOOD: "✓", Level.HEED: "!", Level.BAD: "✕", Level.UNKNOWN: "?"}
WORDS = {Level.GOOD: "гаразд", Level.HEED: "зверніть увагу", Level.BAD: "несправність", Level.UNKNOWN: "невідомо"}


def page(box: Box) -> Page:
    """Return the route of the status."""
    page = Page("status", __name__, box, title="Стан", place=10, group=Group.BOX)
    page.shows("/status", status, needs=Action.SEE_STATUS)
    return page


def status(box: Box) -> ResponseReturnValue:
    """Draw how everything stands."""
    return render_template("status.html", checks=checks(box), now=box.now().wall, signs=SIGNS, words=WORDS)
