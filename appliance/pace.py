"""How the interpreter's memory is cleared up without a call hearing it."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Sequence

from appliance.contracts import Line, LineState

YOUNG_OBJECTS = 5000
SWITCH_S = 0.0005
TIDY_S = 3600.0


def keep_the_pace() -> None:
    """Tell the interpreter that a late 20 ms tick is worse than a full memory.

    With a hundred calls a full collection stops the loop for 60–80 ms, and sippy's thread keeps it waiting for 5 ms at
    a time. What is built now never goes away, so it is not looked through again; the rest is looked through seldom.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 20, 100)
    sys.setswitchinterval(SWITCH_S)


async def tidy(lines: Sequence[Line]) -> None:
    """Give back, while nobody talks, what only a full collection gives back: the interpreter's spare tuples, 5 MB."""
    while True:
        await asyncio.sleep(TIDY_S)
        if all(line.status.state is not LineState.TALKING for line in lines):
            gc.collect()
