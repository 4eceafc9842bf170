"""The menu and the office hours that callers meet now, read from the published directory without its sounds."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.casework.office.calendar import WorkCalendar
from appliance.errors import SlukhavkaError
from appliance.menu.content import Background
from appliance.menu.flow import Flow
from appliance.menu.published import CURRENT, NotPublished, read_source
from web.box import Box


@dataclass(frozen=True, slots=True)
class MenuInForce:
    """What is published: its revision, the menu and the hours."""

    revision: str
    flow: Flow
    background: Background

    @property
    def calendar(self) -> WorkCalendar:
        """The hours."""
        return self.background.calendar


def menu_in_force(box: Box) -> MenuInForce:
    """Read it. Raises NotPublished with a sentence of why there is none."""
    current = box.settings.published / CURRENT
    try:
        if not current.exists():
            raise NotPublished("Меню ще не опубліковано.")
        directory = current.resolve()
        flow, background = read_source(directory)
    except NotPublished:
        raise
    except (OSError, SlukhavkaError) as error:
        raise NotPublished(f"Опубліковане меню не читається: {error}") from error
    return MenuInForce(directory.name, flow, background)


def hours_in_force(box: Box) -> WorkCalendar:
    """Return the published hours; a box that has none published answers round the clock."""
    try:
        return menu_in_force(box).calendar
    except NotPublished:
        return WorkCalendar.round_the_clock()
