"""The house as a menu sees it, for one call."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from appliance.calls.recording import decided
from appliance.casework.calls import CallStart
from appliance.clock import Clock, Moment
from appliance.contracts import Admission, KeptMessage, Prompt, Recorded
from appliance.desk.ledger import Ledger
from appliance.desk.pending import PendingMessage, uid_of
from appliance.desk.studio import Studio
from audio.line.wav import WavError, read_wav

log = logging.getLogger(__name__)

PINS_A_CALL = 3


class CallOffice:
    """Implements `contracts.Office`."""

    def __init__(
        self,
        start: CallStart,
        ledger: Ledger,
        studio: Studio,
        recordings: Path,
        clock: Clock,
        news: Callable[..., None],
    ) -> None:
        """`start` is the call's record, `news(event, **ids)` tells whoever follows."""
        self._start = start
        self._ledger = ledger
        self._studio = studio
        self._wrong_pins = 0
        self._recordings = recordings
        self._clock = clock
        self._news = news

    def now(self) -> Moment:
        """Return the present moment."""
        return self._clock.now()

    async def keep_message(self, recorded: Recorded, purpose: str) -> KeptMessage:
        """Keep a voice message for good. A caller who hangs up meanwhile does not stop it. Raises NotKept."""
        message = PendingMessage(
            uid=uid_of(recorded.path),
            purpose=purpose,
            kept=self.now(),
            path=str(recorded.path.relative_to(self._recordings)),
            duration_s=round(recorded.duration_s, 2),
            sound_s=round(recorded.sound_s, 2),
        )
        kept = await asyncio.shield(self._ledger.keep_message(self._start, message))
        await self._settle(recorded.path)
        self._news("message", id=kept.number or 0)
        return kept

    async def drop_recording(self, recorded: Recorded) -> None:
        """Delete a recording that nobody wants kept."""
        try:
            await asyncio.to_thread(recorded.path.unlink, missing_ok=True)
        except OSError:
            log.exception("a recording could not be deleted")
        await self._settle(recorded.path)

    async def play_back(self, recorded: Recorded) -> Prompt:
        """Return a recording as a prompt. Raises OSError when it cannot be read back."""
        try:
            return Prompt("recording", "", await asyncio.to_thread(read_wav, recorded.path))
        except WavError as error:
            raise OSError(str(error)) from error

    async def admit(self, pin: str) -> Admission:
        """Judge a try of the PIN; after the last wrong one of a call the door is closed."""
        if self._wrong_pins >= PINS_A_CALL:
            return Admission.CLOSED
        admission = await asyncio.shield(asyncio.to_thread(self._studio.admit, pin, self.now().wall))
        if admission is Admission.WRONG:
            self._wrong_pins += 1
        return Admission.CLOSED if self._wrong_pins >= PINS_A_CALL else admission

    async def keep_prompt(self, recorded: Recorded, prompt: Prompt) -> None:
        """Hand a copy of a recording to the speech unit. A caller who hangs up meanwhile does not stop it."""
        await asyncio.shield(asyncio.to_thread(self._studio.keep, recorded.path, prompt))

    async def _settle(self, path: Path) -> None:
        try:
            await asyncio.to_thread(decided, path)
        except OSError:
            # The mark is found at the next start; to enter the same message again changes nothing.
            log.exception("the mark of a recording could not be deleted")
