"""A box in which somebody leaves a long message, until it is killed: `python -m tests.sweep.killed_child DIR MENU`.

It writes a line for every 20 ms of speech: how many milliseconds have been spoken.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from appliance.menu.published import load_current
from audio.line.tones import beep
from tests.appliance.calls.scripted_leg import speech
from tests.fakes.box import Box, with_box

CALLER = "+380671112244"
LONGEST_S = 60.0
STEP_S = 0.02


async def leave(box: Box) -> None:
    """Speak, and tell how long."""
    prompts = (await asyncio.to_thread(load_current, box.settings.published)).prompts
    call = box.ring(CALLER)
    await call.answered(20.0)
    await asyncio.sleep(1.0)
    await call.press("11")
    await call.wait_for(prompts["it"].pcm, 10.0)
    await call.wait_for(beep(), 10.0)
    began = call.now()
    speaking = asyncio.ensure_future(call.say(speech("caller", LONGEST_S)))
    while not speaking.done():
        await asyncio.sleep(STEP_S)
        sys.stdout.write(f"{round((call.now() - began) * 1000)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    with_box(leave, Path(sys.argv[1]), published=Path(sys.argv[2]), noise_every_s=None)
