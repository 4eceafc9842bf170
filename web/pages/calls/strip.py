"""The part of every page that says who calls at this moment. It takes no focus and covers nothing."""

from __future__ import annotations

import logging

from flask import render_template
from markupsafe import Markup

from appliance.casework.contacts.call_list import living_calls
from appliance.casework.sqlite import DatabaseUnavailable, named_errors
from web.access import Action
from web.box import Box
from web.pages.now import words
from web.who import known

_log = logging.getLogger(__name__)


def strip(box: Box) -> Markup:
    """Return the strip for whoever may see calls; nothing for others, and on a page that says the database fails."""
    person = known()
    if person is None or not person.may(Action.SEE_CALLS):
        return Markup()
    try:
        with named_errors(box.database):
            calls = living_calls(box.now())
    except DatabaseUnavailable as error:
        _log.info("no strip on this page: %s", error)
        return Markup()
    return Markup(render_template("calls_strip.html", calls=calls, words=words))  # noqa: S704 - a template
