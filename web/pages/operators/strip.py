"""The part of every page in which an operator sees how he stands, and says otherwise with one press."""

from __future__ import annotations

import logging

from flask import render_template
from markupsafe import Markup

from appliance.casework.sqlite import DatabaseUnavailable, named_errors
from appliance.casework.staff.presence import Presence
from appliance.casework.staff.shifts import CheckPoint, ShiftCheck
from web.access import Action
from web.box import Box
from web.pages.operators import words
from web.who import known

_log = logging.getLogger(__name__)


def presence_strip(box: Box) -> Markup:
    """Return the strip of whoever asks; nothing for who is no operator, and on a page that says the database fails."""
    person = known()
    if person is None or not person.may(Action.OWN_PRESENCE):
        return Markup()
    try:
        with named_errors(box.database):
            standing = Presence.of_account(person.account_id, box.now())
            unsigned = bool(CheckPoint.standing()) and not ShiftCheck.signed_today(person.account_id, box.now())
    except DatabaseUnavailable as error:
        _log.info("no presence on this page: %s", error)
        return Markup()
    if standing is None:
        return Markup()
    drawn = render_template("presence_strip.html", standing=standing, unsigned=unsigned, words=words)
    return Markup(drawn)  # noqa: S704 - a template
