"""What kind of trouble a fault of a line is."""

from __future__ import annotations

from appliance.contracts import LineFault, Trouble
from appliance.lines.at_channel import ModemSilent
from appliance.lines.gsm_sim import SimNotReady
from appliance.lines.serial_port import PortLost, PortMissing, PortStuck


class SoundDied(LineFault):
    """Calls came without sound, and the device was reset for it."""


_TROUBLES: tuple[tuple[type[LineFault], Trouble], ...] = (
    (PortStuck, Trouble.SILENT),
    (ModemSilent, Trouble.SILENT),
    (PortLost, Trouble.ABSENT),
    (PortMissing, Trouble.ABSENT),
    (SoundDied, Trouble.SOUND),
)
"""The special before the general."""


def trouble_of(fault: LineFault) -> Trouble:
    """Return the kind of trouble."""
    if isinstance(fault, SimNotReady):
        return fault.trouble
    return next((trouble for kind, trouble in _TROUBLES if isinstance(fault, kind)), Trouble.OTHER)
