"""Both journals, the newest entries first."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for

from appliance.casework.entrance.accounts import Account
from appliance.casework.journal import AccessEntry, AuditEntry
from web.access import Action
from web.box import Box
from web.lists import number
from web.page import Group, Page
from web.pages.journals.words import HOW, ORIGINS, field_name, field_value, journal_words
from web.who import me

SHOWN = 50
OF_THE_HOUSE = frozenset(
    {
        "account", "api_token", "article", "category", "community", "consent_text", "duty_officer", "operator",
        "roster_shift", "session", "settlement", "shift_check", "check_point",
    }
)  # fmt: skip
"""Subjects that are nobody's personal data but the office's own: who may see no people sees only their values."""


def page(box: Box) -> Page:
    """Return the routes of the journals."""
    page = Page("journals", __name__, box, title="Журнали", place=60, group=Group.OFFICE)
    page.shows("/journal", changes, needs=Action.SEE_JOURNALS)
    page.shows("/journal/access", looks, needs=Action.SEE_JOURNALS)
    return page


def changes(_box: Box) -> str:
    """Show who changed what."""
    return _journal("journals_changes.html", AuditEntry, "journals.changes")


def looks(_box: Box) -> str:
    """Show who looked at whose data and listened to which recording."""
    return _journal("journals_looks.html", AccessEntry, "journals.looks")


def _journal(template: str, journal: type[AuditEntry] | type[AccessEntry], endpoint: str) -> str:
    who, before = number(request.args, "who"), number(request.args, "before")
    entries: list[Any] = journal.page(account_id=who, before=before, limit=SHOWN + 1)
    older = url_for(endpoint, who=who, before=entries[SHOWN - 1].id) if len(entries) > SHOWN else None
    return render_template(
        template,
        entries=entries[:SHOWN],
        older=older,
        who=who,
        people=Account.select().order_by(Account.name),
        words=journal_words(),
        origins=ORIGINS,
        how=HOW,
        field_name=field_name,
        field_value=field_value,
        whose_values=None if me().may(Action.SEE_PEOPLE) else OF_THE_HOUSE,
    )
