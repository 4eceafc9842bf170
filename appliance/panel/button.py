"""What is done with button and switch, made of what their contacts do. Runs on the loop; no pin is touched here."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from appliance.contracts.panel import Press, SwitchPosition

log = logging.getLogger(__name__)

HOLD_S = 5.0
SETTLE_S = 2.0
"""From open to closed the switch passes the break: so long it must stand before it means anything."""


class ButtonReader:
    """Tells short presses from long ones. A button that is closed from the start means nothing until it is let go."""

    def __init__(self, tell: Callable[[Press], None]) -> None:
        """`tell` is called once for a press."""
        self._tell = tell
        self._pressed = False
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, pressed: bool) -> None:
        """Take how it stands at the start."""
        self._pressed = pressed
        if pressed:
            log.warning("the button of the panel is closed at the start: ignored until it is let go")

    def changed(self, pressed: bool) -> None:
        """Take an edge of its contact."""
        if pressed == self._pressed:
            return
        self._pressed = pressed
        if pressed:
            self._timer = asyncio.get_running_loop().call_later(HOLD_S, self._held)
        elif self._timer:
            self.stop()
            self._tell(Press.SHORT)

    def stop(self) -> None:
        """Forget a press under way."""
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _held(self) -> None:
        self._timer = None
        self._tell(Press.LONG)


class SwitchReader:
    """Tells where the switch stands, by its two contacts; neither closed: break."""

    def __init__(self, tell: Callable[[SwitchPosition], None]) -> None:
        """`tell` is called when it has settled in another position."""
        self.position: SwitchPosition | None = None
        self._tell = tell
        self._open = self._closed = False
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, opened: bool, closed: bool) -> None:
        """Take how it stands at the start: that orders nothing."""
        self._open, self._closed = opened, closed
        self.position = self._standing()

    def open_changed(self, closed_contact: bool) -> None:
        """Take an edge of the contact "open"."""
        self._open = closed_contact
        self._wait()

    def closed_changed(self, closed_contact: bool) -> None:
        """Take an edge of the contact "closed"."""
        self._closed = closed_contact
        self._wait()

    def stop(self) -> None:
        """Forget a turn under way."""
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _wait(self) -> None:
        self.stop()
        self._timer = asyncio.get_running_loop().call_later(SETTLE_S, self._settled)

    def _settled(self) -> None:
        self._timer = None
        standing = self._standing()
        if standing is None:
            log.warning("both contacts of the switch are closed: its wires touch")
        elif standing != self.position:
            self.position = standing
            self._tell(standing)

    def _standing(self) -> SwitchPosition | None:
        if self._open and self._closed:
            return None
        if self._open:
            return SwitchPosition.OPEN
        return SwitchPosition.CLOSED if self._closed else SwitchPosition.BREAK
