"""Everything the page knows of one line, gathered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

from appliance.casework.box.line_calls import LineCalls, calls_of_lines
from appliance.casework.box.mending_steps import MendingStep
from appliance.casework.box.sim_cards import SimCard
from appliance.contracts import LineState, LineStatus
from web.box import Box
from web.daemon_status import DaemonStatus
from web.shown import KYIV

SIP = "sip"
STEPS_LOOKED_AT, STEPS_SHOWN = 100, 5
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class OneLine:
    """A line of the settings. `asked`: what it said when the page asked it anew, empty otherwise."""

    name: str
    kind: str
    status: LineStatus | None
    today: LineCalls
    week: LineCalls
    card: SimCard | None
    steps: tuple[MendingStep, ...]
    asked: Mapping[str, Any] = field(default_factory=dict)

    @property
    def works(self) -> bool:
        """Whether it answers calls."""
        return self.status is not None and self.status.state not in (LineState.DOWN, LineState.STARTING)

    @property
    def may_lack_modem(self) -> bool:
        """Whether the technician should see what is plugged in."""
        return self.kind != SIP and self.status is not None and self.status.state is LineState.DOWN


def lines_of(box: Box, status: DaemonStatus, asked: Mapping[str, Mapping[str, Any]]) -> list[OneLine]:
    """Return the lines of the settings in their order."""
    by_name = {each.line: each for each in status.lines}
    now = box.now().wall
    midnight = datetime.combine(now.astimezone(KYIV).date(), time(), tzinfo=KYIV).astimezone(UTC)
    today, week = calls_of_lines(midnight), calls_of_lines(now - WEEK)
    cards = {card.line: card for card in SimCard.all()}
    steps = MendingStep.latest(STEPS_LOOKED_AT)
    return [
        OneLine(
            line.name,
            line.kind,
            by_name.get(line.name),
            today.get(line.name, LineCalls()),
            week.get(line.name, LineCalls()),
            cards.get(line.name),
            tuple(step for step in steps if step.line == line.name)[:STEPS_SHOWN],
            asked.get(line.name, {}),
        )
        for line in box.settings.lines
    ]
