"""How a page lets callers hear what it has changed."""

from __future__ import annotations

from appliance.casework.menus.publications import Publication
from appliance.menu.published import CURRENT
from web.box import Box
from web.telling import tell
from web.who import me

PUBLISHER = "publisher"
"""Told to the daemon: there is something to publish."""


def publish_soon(box: Box, reason: str) -> None:
    """Ask that every menu be composed and spoken anew: hours or content have changed. The database is open for writing.

    A line's own menu that was never published is not begun by that: its line plays the box's.
    """
    own = sorted({line.menu for line in box.settings.lines} - {""})
    for menu in ("", *(name for name in own if (box.settings.published_menu(name) / CURRENT).exists())):
        Publication.ask(reason, menu=menu, by=me().actor, now=box.now())
    tell(box, PUBLISHER)
