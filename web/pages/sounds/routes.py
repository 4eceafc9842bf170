"""How texts sound: heard before they are saved, and the prompts of the menu with the ways to their sound."""

from __future__ import annotations

from web.access import Action
from web.box import Box
from web.page import Group, Page
from web.pages.sounds import hear


def page(box: Box) -> Page:
    """Return the routes of the sounds."""
    page = Page("sounds", __name__, box, place=60, group=Group.SAYS)
    page.does("/sounds/hear", hear.hear, needs=Action.SEE_CONTENT)
    page.does("/sounds/back", hear.back, needs=Action.SEE_CONTENT)
    page.shows("/sounds/spoken/<key>.wav", hear.spoken, needs=Action.SEE_CONTENT)
    return page
