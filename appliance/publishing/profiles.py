"""The starter set of a profile: menu, hours, switches, roles and what to load, as an office gets it at its first run.

A set is a directory of `firmware_config/starter`: `flow.toml` (see appliance/menu/flow.py), `hours.toml` (see
appliance/casework/office/hours_file.py) and `profile.toml`:

```toml
title = "Інформаційна лінія"
description = "…"

[switches]                        # as in appliance/casework/office/community.py
accept_anonymous = true
second_review = true

[roles]                           # how many people of which role such an office usually has
administrator = 1

[loads]                           # what of the starter content its menu tells
services = true
topics = true
rubrics = ["news", "authorities"]
```
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from appliance.casework.entrance.accounts import Role
from appliance.casework.office.community import Profile, Switches
from appliance.errors import SlukhavkaError
from appliance.settings import STARTER

DIRECTORIES: Mapping[Profile, str] = {
    Profile.M: "information_line",
    Profile.S: "small_call_centre",
    Profile.SL: "mixed",
    Profile.K: "full_register",
}


class BadStarter(SlukhavkaError):
    """A starter set cannot be read; the text names it."""


@dataclass(frozen=True, slots=True)
class Starter:
    """All that an office of a profile begins with. `document` and `hours` have the shape of their files."""

    profile: Profile
    directory: Path
    title: str
    description: str
    document: Mapping[str, Any]
    hours: Mapping[str, Any]
    switches: Switches
    roles: Mapping[Role, int]
    services: bool
    topics: bool
    rubrics: tuple[str, ...]


def starter(profile: Profile, starters: Path = STARTER) -> Starter:
    """Read the set of a profile; what its menu says is checked where menus are. Raises BadStarter."""
    directory = starters / DIRECTORIES[profile]
    try:
        about = _table(directory / "profile.toml")
        loads = about["loads"]
        return Starter(
            profile=profile,
            directory=directory,
            title=about["title"],
            description=about["description"],
            document=_table(directory / "flow.toml"),
            hours=_table(directory / "hours.toml"),
            switches=Switches(**about["switches"]),
            roles={Role(role): count for role, count in about["roles"].items()},
            services=loads["services"],
            topics=loads["topics"],
            rubrics=tuple(loads["rubrics"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadStarter(f"Стартовий набір «{directory.name}» не читається ({error}).") from error


def _table(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
