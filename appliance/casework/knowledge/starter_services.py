"""The services that an office starts with, from a TOML file. Each is marked: nobody here has confirmed it yet.

```toml
[[section]]
code = "documents"
title = "Паспорт, місце проживання, довідки"
said_as = "про паспорт, місце проживання та довідки"     # after «Щоб дізнатися …»

[[section.service]]
code = "residence"                 # the fields of a card, `ServiceCard`; what is left out is not told
title = "Реєстрація місця проживання"
said_as = "про реєстрацію місця проживання"
documents = ["заява", "паспорт"]
fee = "уточніть"                   # the caller is sent to the operator for it
```
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from appliance.casework.entrance.accounts import BOX, Actor
from appliance.casework.knowledge.service_card import ServiceCard
from appliance.casework.knowledge.service_sections import ServiceSection
from appliance.casework.knowledge.services import Service
from appliance.casework.row import write
from appliance.clock import Moment
from appliance.settings import STARTER

STARTER_SERVICES = STARTER / "services.toml"
REVIEW_WITHIN = timedelta(days=60)
"""As long the office may take to confirm what it was given."""


def load_starter_services(now: Moment, *, by: Actor = BOX, path: Path = STARTER_SERVICES) -> int:
    """Enter the services of the file that were never there, and return how many; nothing is changed.

    What the office has switched off stays off. Raises BadService, OSError, tomllib.TOMLDecodeError.
    """
    sections: Sequence[Mapping[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["section"]
    with write():
        return sum(_enter(section, by, now) for section in sections)


def _enter(section: Mapping[str, Any], by: Actor, now: Moment) -> int:
    code = section["code"]
    if not ServiceSection.select().where(ServiceSection.code == code).exists():
        ServiceSection.add(code, section["title"], section["said_as"], by=by, now=now)
    new = [
        ServiceCard(
            section=code,
            position=place,
            review_by=(now.wall + REVIEW_WITHIN).date(),
            check_locally=True,
            **each | {"documents": tuple(each.get("documents", ()))},
        )
        for place, each in enumerate(section.get("service", ()), 1)
        if Service.coded(each["code"]) is None
    ]
    for card in new:
        Service.add(card, by=by, now=now)
    return len(new)
