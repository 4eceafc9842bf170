"""How a page lets callers hear what it has changed."""

from __future__ import annotations

from appliance.casework.menus.publications import Publication
from web.box import Box
from web.telling import tell
from web.who import me

PUBLISHER = "publisher"
"""Told to the daemon: there is something to publish."""


def publish_soon(box: Box, reason: str, *, menu: str = "") -> None:
    """Ask that a menu be composed and spoken anew: hours or content have changed. The database is open for writing."""
    Publication.ask(reason, menu=menu, by=me().actor, now=box.now())
    tell(box, PUBLISHER)
