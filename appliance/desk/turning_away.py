"""What callers hear who do not come to the menu: why, and the way to help in an emergency, which is never shut."""

from __future__ import annotations

from appliance.calls.call import PhoneCall
from appliance.contracts import CallTrace, Prompt
from appliance.menu.node import COMMON_KEYS, EMERGENCY
from appliance.menu.published import Published

TOO_OFTEN, BLOCKED, EMERGENCY_NUMBERS = "too_often", "blocked", "emergency_numbers"
"""Prompts that a menu may have for them; for the last one it has `emergency`."""
LISTENS_S = 5.0
KEYS_MAX = 20
_HELP = "".join(key for key, leads_to in COMMON_KEYS.items() if leads_to == EMERGENCY)


async def send_away(menu: Published, call: PhoneCall, trace: CallTrace) -> None:
    """Be short with who calls without end. Raises CallEnded."""
    trace.nodes.append(TOO_OFTEN)
    await call.play(*_said(menu, TOO_OFTEN), *_said(menu, EMERGENCY), break_on="")
    await call.hang_up()


async def turn_away(menu: Published, call: PhoneCall, trace: CallTrace) -> None:
    """Tell who is blocked how to turn to the office by post; key 7 tells whom to call for help. Raises CallEnded."""
    trace.nodes.append(BLOCKED)
    said = _said(menu, BLOCKED)
    await call.play(*said, break_on=_HELP)
    # A menu without words for it cannot tell him of the key, so he hears of help at once.
    if not said or await _asks_for_help(call):
        trace.nodes.append(EMERGENCY)
        await call.play(*(_said(menu, EMERGENCY_NUMBERS) or _said(menu, EMERGENCY)), break_on="")
    await call.hang_up()


async def _asks_for_help(call: PhoneCall) -> bool:
    for _ in range(KEYS_MAX):
        key = await call.read_digits(1, first_s=LISTENS_S)
        if not key or key in _HELP:
            return bool(key)
    return False


def _said(menu: Published, name: str) -> list[Prompt]:
    return [menu.prompts[name]] if name in menu.prompts else []
