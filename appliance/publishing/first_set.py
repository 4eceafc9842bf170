"""What an office begins with at its first run: menu, hours, switches and content of its profile, all of it rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from appliance.casework.entrance.accounts import Actor
from appliance.casework.knowledge.starter_rubrics import load_starter_rubrics
from appliance.casework.knowledge.starter_services import load_starter_services
from appliance.casework.knowledge.starter_topics import load_starter
from appliance.casework.menus.publications import Publication
from appliance.casework.notices.emergency_texts import EmergencyText
from appliance.casework.office.community import Community, Profile
from appliance.casework.row import write
from appliance.clock import Moment
from appliance.publishing.intake import take_in
from appliance.publishing.profiles import starter

MARTIAL_LAW = "martial_law"


def lay_out(profile: Profile, *, martial_law: bool, by: Actor, now: Moment) -> Publication:
    """Enter the starter set of a profile and ask that callers hear it. Raises BadStarter; nothing is entered then.

    `martial_law`: whether its periods of the starter hours hold; the office said so at its first run.
    """
    chosen = starter(profile)
    with write():
        if community := Community.current():
            community.change(community.version, {"switches_kept": asdict(chosen.switches)}, by=by, now=now)
        if chosen.topics:
            load_starter(now, by=by)
        if chosen.services:
            load_starter_services(now, by=by)
        if chosen.rubrics:
            load_starter_rubrics(now, only=chosen.rubrics, by=by)
        EmergencyText.load_starters(by=by, now=now)
        return take_in("", chosen.document, _hours(chosen.hours, martial_law), chosen.title, by=by, now=now)


def _hours(hours: Mapping[str, Any], martial_law: bool) -> dict[str, Any]:
    return {name: table for name, table in hours.items() if martial_law or name != MARTIAL_LAW}
