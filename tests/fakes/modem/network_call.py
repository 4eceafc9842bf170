"""The calls of one modem as the network and AT+CLCC know them (27.007 §7.18)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.fakes.modem.caller import Party


class CallState(IntEnum):
    """The <stat> of +CLCC; ENDED is what SIMCom prints as 6."""

    ACTIVE = 0
    HELD = 1
    DIALING = 2
    ALERTING = 3
    INCOMING = 4
    WAITING = 5
    ENDED = 6


TRANSITIONS: dict[CallState, frozenset[CallState]] = {
    CallState.INCOMING: frozenset({CallState.ACTIVE, CallState.ENDED}),
    CallState.WAITING: frozenset({CallState.INCOMING, CallState.ACTIVE, CallState.ENDED}),
    CallState.DIALING: frozenset({CallState.ALERTING, CallState.ACTIVE, CallState.ENDED}),
    CallState.ALERTING: frozenset({CallState.ACTIVE, CallState.ENDED}),
    CallState.ACTIVE: frozenset({CallState.HELD, CallState.ENDED}),
    CallState.HELD: frozenset({CallState.ACTIVE, CallState.ENDED}),
    CallState.ENDED: frozenset(),
}


@dataclass(eq=False)
class NetworkCall:
    """One call. `number` is "" when withheld, None when the network does not know it."""

    index: int
    incoming: bool
    number: str | None
    number_type: int
    state: CallState
    party: Party = field(repr=False)
    audio_opened: bool = False
    announced: bool = False
    """Outgoing on Huawei: ^ORIG was said."""
    multiparty: bool = False
    reason: int = 16
    """Why it ended (24.008 annex H)."""

    def become(self, state: CallState) -> None:
        """Change the state; only as the table allows."""
        if state not in TRANSITIONS[self.state]:
            raise AssertionError(f"call {self.index}: {self.state.name} cannot become {state.name}")
        self.state = state

    @property
    def in_progress(self) -> bool:
        """Tell whether sound may pass: talking, or hearing the ringing of a call that the host placed."""
        return self.state in (CallState.ACTIVE, CallState.DIALING, CallState.ALERTING)

    @property
    def seconds(self) -> int:
        """Return how long it was answered, whole seconds."""
        party = self.party
        if party.answered_at is None:
            return 0
        return int((party.ended_at or party.now()) - party.answered_at)

    def clcc(self) -> str:
        """Return the line of the call in the list of calls."""
        kind = self.number_type if self.number else 128
        return (
            f"+CLCC: {self.index},{int(self.incoming)},{int(self.state)},0,{int(self.multiparty)},"
            f'"{self.number or ""}",{kind}'
        )

    def clip(self) -> str:
        """Return +CLIP with its validity: 0 known, 1 withheld, 2 not available."""
        if self.number:
            return f'+CLIP: "{self.number}",{self.number_type},,,,0'
        return f'+CLIP: "",128,,,,{2 if self.number is None else 1}'
