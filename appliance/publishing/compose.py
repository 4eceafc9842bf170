"""The source of a menu, made of rows: the flow of a revision, the hours, the content, what is filled in."""

from __future__ import annotations

import json
import logging
import pkgutil
import tomllib
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import tomli_w

from appliance.casework.office.community import Community
from appliance.casework.office.office_hours import OfficeHours
from appliance.clock import Moment
from appliance.menu.published import CONTENT, CURRENT
from appliance.publishing import contents
from appliance.publishing.readable import readable, reader
from appliance.settings import STARTER

log = logging.getLogger(__name__)

STARTER_PROFILE = STARTER / "information_line"
"""What a box says before its office has written anything."""
FLOW, HOURS = "flow.toml", "hours.toml"

PARTS: Mapping[str, Any] = {
    module.NAME: module.gather
    for module in (
        import_module(f"{contents.__name__}.{found.name}") for found in pkgutil.iter_modules(contents.__path__)
    )
}
"""How each part of the content is gathered, by its name."""


class Composed(NamedTuple):
    """The facts that prompts may name, and what the editor must know of what was left out."""

    facts: dict[str, str]
    remark: str


def compose(document: Mapping[str, Any], published: Path, into: Path, lists: Path, now: Moment) -> Composed:
    """Write the source of a menu into a directory. The database is open.

    `document` is the table of a flow, `published` where the menu is published now, `lists` the community's lists of
    words: what cannot be read aloud by them is left out of the content. Raises OSError.
    """
    into.mkdir(parents=True, exist_ok=True)
    (into / FLOW).write_bytes(tomli_w.dumps(document).encode())
    (into / HOURS).write_bytes(tomli_w.dumps(hours_now(published)).encode())
    content, remark = readable(content_now(now), reader(lists))
    (into / CONTENT).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return Composed(facts_now(), remark)


def hours_now(published: Path) -> dict[str, Any]:
    """Return the hours that the office has written, else those that callers hear, else the starter's."""
    if hours := OfficeHours.current():
        return dict(hours.mapping())
    return _table(published / CURRENT / HOURS) or _table(STARTER_PROFILE / HOURS)


def content_now(now: Moment) -> dict[str, Any]:
    """Return every part of the content as it is now."""
    return {name: gather(now) for name, gather in PARTS.items()}


def facts_now() -> dict[str, str]:
    """Return what the office has said of itself and prompts may tell."""
    community = Community.current()
    return {"address": community.address} if community and community.address else {}


def flow_in_force(published: Path) -> dict[str, Any]:
    """Return the flow that callers hear, else the starter's: a menu that was published by hand has no revision."""
    return _table(published / CURRENT / FLOW) or _table(STARTER_PROFILE / FLOW)


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        log.info("%s: %s", path, error)
        return {}
