"""Lead the caller by what the office does at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from appliance.casework.office.hours import OfficeKind
from appliance.contracts import Call
from appliance.menu.node import Visit, node


@node("by_hours", title="За годинами роботи")
@dataclass(frozen=True)
class ByHours:
    """Say nothing; take the exit of the office's state, an order by hand included."""

    exits: ClassVar[tuple[str, ...]] = tuple(str(kind) for kind in OfficeKind)

    async def run(self, _call: Call, visit: Visit) -> str:
        """Take it."""
        return str(visit.calendar.state(visit.now().wall).kind)
