"""The poster (A28), and the same for the community's web site."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from appliance.casework.contacts.quiet_hours import calls_by_hour, quietest
from appliance.casework.office.community import Community
from appliance.menu.published import NotPublished
from web.access import Action
from web.box import Box
from web.in_force import menu_in_force
from web.page import Group, Page
from web.pages.poster.menu_map import Choice, choices, has_operator
from web.pages.poster.week import week_in_words
from web.sheets import telephones

EMERGENCY = (
    ("101", "пожежа"),
    ("102", "поліція"),
    ("103", "швидка допомога"),
    ("104", "запах газу"),
    ("112", "усі служби"),
)


@dataclass(frozen=True, slots=True)
class Poster:
    """What is printed. `trouble`: why there is no menu and no hours on it, "" when there are."""

    community: str
    telephones: tuple[str, ...]
    address: str
    hours: tuple[tuple[str, str], ...] = ()
    choices: tuple[Choice, ...] = ()
    operator: bool = False
    quiet: tuple[int, int] | None = None
    """From which hour to which it is easiest to get through."""
    trouble: str = ""


def page(box: Box) -> Page:
    """Return the routes of the poster."""
    page = Page("poster", __name__, box, title="Плакат", place=70, group=Group.SAYS)
    page.shows("/poster", sheet, needs=Action.PRINT_POSTER)
    page.shows("/poster/site.html", site, needs=Action.PRINT_POSTER)
    page.shows("/poster/site.txt", text, needs=Action.PRINT_POSTER)
    return page


def sheet(box: Box) -> ResponseReturnValue:
    """Draw the sheet."""
    return render_template("poster.html", poster=_poster(box), emergency=EMERGENCY)


def site(box: Box) -> ResponseReturnValue:
    """Send the same as a page that needs nothing else, for the web site."""
    body = render_template("poster_site.html", poster=_poster(box), emergency=EMERGENCY)
    return _file(body, "text/html", "slukhavka.html")


def text(box: Box) -> ResponseReturnValue:
    """Send the same as plain text."""
    body = render_template("poster_site.txt", poster=_poster(box), emergency=EMERGENCY)
    return _file(re.sub(r"\n{3,}", "\n\n", body).strip() + "\n", "text/plain", "slukhavka.txt")


def _poster(box: Box) -> Poster:
    community = Community.current()
    name = community.name if community else ""
    numbers = telephones(community.telephones if community else "")
    address = community.address if community else ""
    try:
        menu = menu_in_force(box)
    except NotPublished as error:
        return Poster(name, numbers, address, trouble=str(error))
    return Poster(
        name,
        numbers,
        address,
        hours=tuple(week_in_words(menu.calendar)),
        choices=choices(menu.flow, menu.background.content),
        operator=has_operator(menu.flow),
        quiet=quietest(calls_by_hour(box.now()), menu.calendar),
    )


def _file(body: str, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, mimetype=kind, headers=headers)
