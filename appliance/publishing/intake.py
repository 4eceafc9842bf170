"""How a whole menu comes in at once: a starter set at the first run, a directory handed in by a technician."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from appliance.casework.entrance.accounts import Actor
from appliance.casework.menus.drafts import DraftMenu
from appliance.casework.menus.publications import Publication
from appliance.casework.menus.revisions import Revision
from appliance.casework.office.office_hours import OfficeHours
from appliance.casework.row import write
from appliance.clock import Moment
from appliance.menu.flow import flow_of


def take_in(
    menu: str, document: Mapping[str, Any], hours: Mapping[str, Any], note: str, *, by: Actor, now: Moment
) -> Publication:
    """Make a flow the draft of a menu, an approved revision of it, and what callers hear next.

    The hours become the office's. Raises FlowError, HoursError, BadDraft; nothing is changed then.
    """
    flow_of(document)
    with write():
        OfficeHours.begin(hours, by=by, now=now)
        revision = Revision.given(menu, document, note, by=by, now=now)
        DraftMenu.begin(menu, document, based_on=revision.id, by=by, now=now)
        return Publication.ask_revision(revision.id, by=by, now=now)
