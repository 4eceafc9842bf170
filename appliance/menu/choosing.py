"""Choosing one thing by a key, the same everywhere: a wrong key and silence have each their words and their count."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from appliance.contracts import Call, Prompt
from appliance.menu.node import COMMON_KEYS, Visit

INVALID, SILENT = "invalid", "silent"


@dataclass(frozen=True, slots=True)
class Patience:
    """What is said to a wrong key and to silence, and how often. `wrong`, `quiet`: names of prompts."""

    wrong: str
    quiet: str
    wrong_tries: int = 3
    quiet_tries: int = 2
    wait_s: float = 5.0


async def choose(
    call: Call,
    visit: Visit,
    keys: Collection[str],
    first: Sequence[Prompt],
    short: Sequence[Prompt],
    patience: Patience,
) -> str:
    """Say `first` and ask until a key means something, with `short` from the second time on.

    Return one of `keys`, the exit of a common key, or `INVALID` or `SILENT`.
    """
    wrong = quiet = 0
    said = list(first)
    while True:
        key = await call.read_digits(1, *said, first_s=patience.wait_s)
        if key in keys:
            return key
        if key in COMMON_KEYS:
            return COMMON_KEYS[key]
        if key:
            wrong += 1
            call.forget_keys()
        else:
            quiet += 1
        if wrong >= patience.wrong_tries:
            return INVALID
        if quiet >= patience.quiet_tries:
            return SILENT
        said = [visit.prompt(patience.wrong if key else patience.quiet), *short]
