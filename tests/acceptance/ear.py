"""What the acceptance tests know a prompt by."""

from __future__ import annotations

import numpy as np

from appliance.contracts import Prompt
from appliance.menu.nodes.office_hours import state_in_words
from appliance.menu.published import Published
from tests.fakes.box import Box
from tests.fakes.modem.listen import Ear, correlate, samples


def head(prompt: Prompt, seconds: float = 2.0) -> bytes:
    """Return the beginning of a prompt: enough to know it by."""
    return prompt.pcm[: int(seconds * 8000) * 2]


def tail(prompt: Prompt, seconds: float = 1.0) -> bytes:
    """Return the end of a prompt: who has heard it has heard it out."""
    return prompt.pcm[-int(seconds * 8000) * 2 :]


def likeness(heard: bytes, phrase: bytes) -> float:
    """Return how well `phrase` is found in `heard`, 0 to 1."""
    return float(np.max(correlate(samples(heard), samples(phrase))))


def recognised(heard: bytes, phrase: bytes) -> bool:
    """Tell whether `phrase` was heard; a frame dropped or inserted on the way does not hide it."""
    return Ear(phrase).hear(heard, 0.8, over=True) is not None


def hours_now(box: Box, menu: Published) -> list[bytes]:
    """Return what the box must say about its hours at this moment, in prepared pieces."""
    words = state_in_words(menu.calendar, box.clock.now().wall)
    return [menu.phrases[text].pcm for text in words]
