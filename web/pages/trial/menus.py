"""Which menus can be tried, and how each is read."""

from __future__ import annotations

from typing import Any

from appliance.casework.menus.drafts import DraftMenu
from appliance.casework.menus.revisions import Revision
from appliance.casework.office.hours import HoursError
from appliance.casework.office.hours_file import from_toml
from appliance.errors import SlukhavkaError
from appliance.menu.content import Background, Content
from appliance.menu.flow import findings, flow_of
from appliance.menu.published import CURRENT, NotPublished, Published, read_source
from appliance.menu.trial import unspoken
from appliance.publishing.compose import content_now, facts_now, hours_now
from web.box import Box

DRAFT, IN_FORCE, REVISION = "draft", "current", "revision"
REVISIONS_OFFERED = 10
GONE = "Такого меню немає. Оберіть інше."
NOT_TO_BE_SPOKEN = "Те, що чують зараз, можна почути, просто зателефонувавши. Оберіть чернетку або редакцію."


class NotTriable(SlukhavkaError):
    """A menu cannot be walked; `reasons` say why, a sentence each."""

    def __init__(self, reasons: list[str]) -> None:
        """Keep the sentences."""
        super().__init__(" ".join(reasons))
        self.reasons = reasons


def offered(box: Box) -> dict[str, str]:
    """Return what can be tried, the drafts first: what the form sends, and its words."""
    menus = sorted({"", *(line.menu for line in box.settings.lines)})
    kinds: dict[str, str] = {}
    for menu in menus:
        if DraftMenu.of(menu):
            kinds[f"{DRAFT}:{menu}"] = f"Чернетка{_of(menu)}"
    for menu in menus:
        if (box.settings.published_menu(menu) / CURRENT).exists():
            kinds[f"{IN_FORCE}:{menu}"] = f"Те, що чують зараз{_of(menu)}"
    for menu in menus:
        for revision in Revision.history(menu, limit=REVISIONS_OFFERED):
            kinds[f"{REVISION}:{revision.id}"] = f"Редакція {revision.number}{_of(menu)}"
    return kinds


def read(box: Box, which: str) -> Published:
    """Return a menu to be walked; its sounds are asked for one by one. Raises NotTriable."""
    kind, _, name = which.partition(":")
    if kind == IN_FORCE:
        return _in_force(box, name)
    menu, document = document_of(which)
    facts = facts_now()
    if wrong := findings(document, facts):
        raise NotTriable([found.sentence for found in wrong])
    try:
        calendar = from_toml(hours_now(box.settings.published_menu(menu)))
    except HoursError as error:
        raise NotTriable([f"Години роботи: {error}"]) from error
    return unspoken(flow_of(document, facts), Background(calendar, Content(content_now(box.now()))), which)


def document_of(which: str) -> tuple[str, dict[str, Any]]:
    """Return the menu and the document of a draft or a revision. Raises NotTriable for what callers hear already."""
    kind, _, name = which.partition(":")
    if kind == DRAFT and (draft := DraftMenu.of(name)):
        return name, draft.document()
    if kind == REVISION and (revision := Revision.get_or_none(Revision.id == name)):
        return revision.menu, revision.document
    raise NotTriable([NOT_TO_BE_SPOKEN if kind == IN_FORCE else GONE])


def _in_force(box: Box, menu: str) -> Published:
    try:
        flow, background = read_source((box.settings.published_menu(menu) / CURRENT).resolve())
    except (OSError, NotPublished, SlukhavkaError) as error:
        raise NotTriable([str(error)]) from error
    return unspoken(flow, background, f"{IN_FORCE}:{menu}")


def _of(menu: str) -> str:
    return f": меню «{menu}»" if menu else ""
