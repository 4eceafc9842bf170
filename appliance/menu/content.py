"""What a menu tells beside its own texts: services, rubrics, receptions. Made of rows when it is published.

It lies as `content.json` beside the flow, so a call needs no database. A kind of content is one part by its name; what
a part holds is known to the module in `contents/` that reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from appliance.casework.office.calendar import WorkCalendar


@dataclass(frozen=True, slots=True)
class Content:
    """The parts by name, each a JSON value."""

    parts: Mapping[str, Any] = field(default_factory=dict)

    def part(self, name: str) -> Any:
        """Return a part; None where there is none: a menu published by hand, or by an older version."""
        return self.parts.get(name)


NOTHING = Content()


@dataclass(frozen=True, slots=True)
class Background:
    """What a flow stands on: the hours and the content that hold when it is published."""

    calendar: WorkCalendar
    content: Content = NOTHING
