"""Where a caller who knows the PIN records prompts. Its verbs wait for disk and speech unit: never on the loop."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path

from appliance.casework.entrance.phone_pin import PinFile
from appliance.contracts import Prompt
from appliance.contracts.office import Admission, NotFit, NotKept
from audio.recorded import inbox
from audio.speech.spool import BadRequest

log = logging.getLogger(__name__)

ANSWER_S = 10.0
"""How long a caller waits for the verdict. Later than that, `slukhavka recording list` tells what became of it."""


class Studio:
    """The PIN of the box and the inbox of its recordings."""

    def __init__(self, state: Path, recorded: Path, *, answer_s: float = ANSWER_S) -> None:
        """`state` holds the PIN, `recorded` is the directory of recorded prompts."""
        self._pin = PinFile(state)
        self._recorded = recorded
        self._answer_s = answer_s

    def admit(self, pin: str, now: datetime) -> Admission:
        """Judge one try."""
        return self._pin.admit(pin, now)

    def keep(self, sound: Path, prompt: Prompt) -> None:
        """Hand in a recording of `prompt` and hear what the speech unit says. Raises NotFit, NotKept."""
        try:
            request = inbox.hand_in(self._recorded, prompt.name, prompt.text, sound)
            told = inbox.answer(self._recorded, request, self._answer_s)
        except (BadRequest, OSError) as error:
            raise NotKept(f"Запис не збережено: {error}.") from error
        if told is None:
            log.warning("the speech unit has not looked at the recording of %r yet", prompt.name)
        elif told.error:
            raise NotFit(told.error)
