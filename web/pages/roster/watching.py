"""After a change of the roster: whose alarm is over, and whose begins."""

from __future__ import annotations

from appliance.casework.staff.roster_watch import watch
from appliance.menu.published import NotPublished
from web.box import Box
from web.in_force import menu_in_force
from web.telling import tell


def look_again(box: Box) -> None:
    """Judge the nights at once; the daemon does so every few minutes, whether a browser is open or not."""
    try:
        watch(box.now(), menu_in_force(box).calendar)
    except NotPublished:
        return  # no hours, no nights
    tell(box, "alarms")
