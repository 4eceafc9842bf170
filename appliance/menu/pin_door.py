"""Let in who knows the PIN of the box. The house counts the tries, of this call and of the day."""

from __future__ import annotations

from appliance.contracts import Call
from appliance.contracts.office import Admission
from appliance.menu.node import Visit

PIN_DIGITS = 6
END = "#"
REFUSED, SILENT = "refused", "silent"


async def refused_at_the_door(call: Call, visit: Visit, *, prompt: str, wrong: str, closed: str, wait_s: float) -> str:
    """Ask for the PIN; return "" for who may enter, else the exit to take. Silence is no try."""
    with call.secret_keys():
        call.forget_keys()
        said = prompt
        while True:
            digits = await call.read_digits(PIN_DIGITS, visit.prompt(said), first_s=wait_s, terminator=END)
            if not digits:
                return SILENT
            admission = await visit.office.admit(digits)
            if admission is Admission.RIGHT:
                return ""
            if admission is Admission.CLOSED:
                await call.play(visit.prompt(closed), break_on="")
                call.forget_keys()
                return REFUSED
            said = wrong
