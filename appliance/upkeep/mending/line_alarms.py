"""What the states of the lines mean as alarms, and from when on. Pure: states and time in, alarms out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.contracts import LineState, LineStatus, Trouble
from appliance.upkeep.mending.alarm_board import Key

WORKING = frozenset({LineState.IDLE, LineState.RINGING, LineState.TALKING})
SPECIAL: Mapping[Trouble, tuple[AlarmKind, float]] = {
    Trouble.SIM: (AlarmKind.SIM_TROUBLE, 0.0),
    Trouble.SIM_BUSY: (AlarmKind.SIM_TROUBLE, 20.0),
    Trouble.NO_VOICE: (AlarmKind.NO_VOICE, 20.0),
}
"""Troubles with an alarm of their own, and how many seconds they may last without it."""
KINDS = (AlarmKind.LINE_DOWN, AlarmKind.SIM_TROUBLE, AlarmKind.NO_VOICE)
NO_SOUND = "Дзвінок минув без звуку: модем його не відкрив або перестав передавати. Модем перезапущено."
UNKNOWN = "Причина невідома."


@dataclass(slots=True)
class _Seen:
    status: LineStatus
    since_s: float
    down_since_s: float | None = None


class LineAlarms:
    """Follows the lines."""

    def __init__(self, down_s: float) -> None:
        """`down_s`: for how long a line may be down without an alarm, where its trouble has none of its own."""
        self._down_s = down_s
        self._lines: dict[str, _Seen] = {}
        self._mute: dict[str, str] = {}
        self._heard: set[str] = set()
        """Lines whose last call in this run had sound."""

    def hear(self, status: LineStatus, now_s: float) -> None:
        """Take a state of a line."""
        before = self._lines.get(status.line)
        same = before is not None and before.status.state is status.state and before.status.trouble is status.trouble
        seen = _Seen(status, before.since_s if before and same else now_s, before.down_since_s if before else None)
        if status.state in WORKING:
            seen.down_since_s = None
        elif seen.down_since_s is None or (before and before.status.trouble in SPECIAL and not same):
            # A card that wants its PIN is no other trouble while its modem restarts.
            seen.down_since_s = now_s
        if status.trouble is Trouble.SOUND:
            self._mute[status.line] = NO_SOUND
            self._heard.discard(status.line)
        elif before is not None and (before.status.state, status.state) == (LineState.TALKING, LineState.IDLE):
            self._mute.pop(status.line, None)
            self._heard.add(status.line)
        self._lines[status.line] = seen

    def wanted(self, now_s: float) -> dict[Key, str]:
        """Return the alarms that hold now, each with its sentence."""
        found = {key: text for seen in self._lines.values() for key, text in self._of(seen, now_s)}
        return found | {(AlarmKind.NO_SOUND, line): text for line, text in self._mute.items()}

    def settled(self, now_s: float) -> set[Key]:
        """Return the alarms that surely do not hold: of a line that works, or that has another one."""
        told = {about for kind, about in self.wanted(now_s) if kind in KINDS}
        sure = {line for line, seen in self._lines.items() if seen.status.state in WORKING or line in told}
        return {(kind, line) for kind in KINDS for line in sure} | {(AlarmKind.NO_SOUND, line) for line in self._heard}

    def _of(self, seen: _Seen, now_s: float) -> list[tuple[Key, str]]:
        status = seen.status
        if seen.down_since_s is None:
            return []
        kind, patience_s = SPECIAL.get(status.trouble, (AlarmKind.LINE_DOWN, self._down_s))
        since_s = seen.since_s if status.trouble in SPECIAL else seen.down_since_s
        due = now_s - since_s >= patience_s
        return [((kind, status.line), status.reason or UNKNOWN)] if due else []
