"""A page: a blueprint whose every view says which right it needs."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from web.access import Needs
from web.box import Box

View = Callable[..., ResponseReturnValue]


class Group(StrEnum):
    """Under which heading of the menu bar a page stands."""

    WORK = "Робота"
    SAYS = "Що каже Слухавка"
    OFFICE = "Установа"
    """Who works here, who may what, what is kept for how long."""
    BOX = "Скринька"
    """The box itself: what its technician looks at."""


class Page(Blueprint):
    """One page. With a `title` it stands in its group at its `place`, and leads to the first view that it `shows`."""

    def __init__(
        self, name: str, import_name: str, box: Box, *, title: str = "", place: int = 100, group: Group = Group.WORK
    ) -> None:
        """Begin without views; templates and styles lie beside the module."""
        super().__init__(name, import_name, template_folder=".")
        self.title = title
        self.place = place
        self.group = group
        self.first: tuple[str, Needs] | None = None
        self.needs: dict[str, Needs] = {}
        self._box = box

    def shows(self, rule: str, view: View, *, needs: Needs) -> None:
        """Let GET of `rule` be answered by `view(box, **parts of the address)`, which changes nothing."""
        endpoint = self._add(rule, view, needs, "GET")
        self.first = self.first or (endpoint, needs)

    def does(self, rule: str, view: View, *, needs: Needs) -> None:
        """Let POST of `rule` be answered by `view(box, **parts of the address)`."""
        self._add(rule, view, needs, "POST")

    def _add(self, rule: str, view: View, needs: Needs, method: str) -> str:
        name = getattr(view, "__name__", "")
        if name in self.needs:
            raise ValueError(f"{self.name}.{name} is registered twice")
        self.needs[name] = needs
        bound: Callable[..., Any] = partial(view, self._box)
        self.add_url_rule(rule, name, bound, methods=[method])
        return f"{self.name}.{name}"
