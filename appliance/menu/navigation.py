"""Speaking and listening the same way in every node that gives information."""

from __future__ import annotations

from collections.abc import Sequence

from appliance.contracts import Call, Prompt
from appliance.menu.node import COMMON_KEYS, Visit


async def say_and_listen(call: Call, visit: Visit, said: Sequence[Prompt], *, tail: str, wait_s: float) -> str:
    """Say it; then, when there is a `tail`, say that and wait for a key. Return "done" or the exit of a common key.

    A choice key breaks the speech and stays for the menu that follows.
    """
    await call.play(*said)
    if tail:
        await call.play(visit.prompt(tail))
    key = await call.wait_for_key(wait_s if tail else 0)
    if key in COMMON_KEYS:
        return COMMON_KEYS[await call.read_digits(1)]
    return "done"
