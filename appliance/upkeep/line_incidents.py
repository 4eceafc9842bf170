"""What the states of the lines mean for the record of incidents. Pure: states in, what to write out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from appliance.casework.box.incidents import IncidentKind
from appliance.contracts import LineState, LineStatus

WORKING = frozenset({LineState.IDLE, LineState.RINGING, LineState.TALKING})


@dataclass(frozen=True, slots=True)
class Begins:
    """Something is out of order from now on."""

    kind: IncidentKind
    about: str
    cause: str
    deaf: bool


@dataclass(frozen=True, slots=True)
class Ends:
    """It is over."""

    kind: IncidentKind
    about: str = ""


class LineIncidents:
    """Follows the lines of a box from its start, when all of them begin to work."""

    def __init__(
        self, lines: Iterable[str], started: Iterable[IncidentKind] = (), *, house: Collection[str] = ()
    ) -> None:
        """`started`: the incidents of the start itself, which end when the lines have settled.

        `house`: lines by which the world cannot call; whatever becomes of them, the box is as deaf as the others are.
        """
        self._states = dict.fromkeys(lines, LineState.STARTING)
        self._house = frozenset(house)
        self._started = tuple(started)

    def settled(self) -> Iterator[Begins | Ends]:
        """Yield what is to be written when the box is ready; a box without lines is deaf no longer than that."""
        yield from self._start_over()

    def hear(self, status: LineStatus) -> Iterator[Begins | Ends]:
        """Yield what a new state of a line means."""
        before = self._states.get(status.line, LineState.STARTING)
        deaf_before = self._deaf()
        self._states[status.line] = status.state
        if status.state is LineState.DOWN and before is not LineState.DOWN:
            cause = status.reason or "Причина невідома."
            alone = status.line not in self._house and len(self._outside()) == 1
            yield Begins(IncidentKind.LINE_DOWN, status.line, cause, deaf=alone)
        if status.state in WORKING and before not in WORKING:
            yield Ends(IncidentKind.LINE_DOWN, status.line)
        yield from self._start_over()
        if len(self._outside()) > 1 and self._deaf() != deaf_before:
            cause = f"Остання, що працювала, — {status.line}. {status.reason}".strip()
            yield Ends(IncidentKind.NO_LINE) if deaf_before else Begins(IncidentKind.NO_LINE, "", cause, deaf=True)

    def _start_over(self) -> Iterator[Ends]:
        """The start is over with the first line that works, or when all are down: then it is they who are deaf."""
        states = self._outside()
        if any(state in WORKING for state in states) or all(state is LineState.DOWN for state in states):
            yield from (Ends(kind) for kind in self._started)
            self._started = ()

    def _deaf(self) -> bool:
        """Whether every line has been found not to work; one that still starts is no fault yet."""
        return all(state is LineState.DOWN for state in self._outside())

    def _outside(self) -> list[LineState]:
        return [state for line, state in self._states.items() if line not in self._house]
