"""The published menus that callers hear now: the box's own, and those of lines that have another."""

from __future__ import annotations

import asyncio
import logging

from appliance.casework.office.calendar import WorkCalendar
from appliance.menu.published import NotPublished, Published, load_current
from appliance.menu.tones_only import tones_only
from appliance.settings import Settings

log = logging.getLogger(__name__)

TONES_ONLY = tones_only()


class Menus:
    """What is played on which line."""

    def __init__(self, settings: Settings) -> None:
        """Begin with tones; `load` takes what is published."""
        self._settings = settings
        self._loaded: dict[str, Published] = {}
        self._of_line = {line.name: line.menu for line in settings.lines}

    def of(self, line: str = "") -> Published:
        """Return the menu of a line: its own, or the box's while that is not published; with none at all the tones."""
        own = self._loaded.get(self._of_line.get(line, ""))
        return own or self._loaded.get("") or TONES_ONLY

    def calendar(self) -> WorkCalendar:
        """Return the hours that callers are told now."""
        return self.of().calendar

    async def load(self) -> str:
        """Take the published menus; a broken one leaves what is played now. Returns the reason, "" when all worked."""
        reasons = [await self._load(name) for name in sorted({"", *self._of_line.values()})]
        return " ".join(filter(None, reasons))

    async def _load(self, name: str) -> str:
        try:
            menu = await asyncio.to_thread(load_current, self._settings.published_menu(name))
        except NotPublished as error:
            log.error("%s", error)
            return str(error)
        self._loaded[name] = menu
        log.info("меню %s: випуск %s", name, menu.revision)
        return ""
