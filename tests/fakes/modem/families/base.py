"""What differs between families: tables, and the few words said at each turn of a call."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tests.fakes.modem.at_interpreter import Handler
from tests.fakes.modem.network_call import NetworkCall

if TYPE_CHECKING:
    from tests.fakes.modem.modem import FakeModem

Timed = list[tuple[float, str]]
"""Lines, each with the seconds that pass before it."""

COMMON_REMEMBERED = {
    "+CMEE": "0",
    "+CLIP": "0",
    "+CRC": "0",
    "+CREG": "0",
    "+CGREG": "0",
    "+CNMI": "0,0,0,0,0",
    "+CMGF": "0",
    "+CSCS": '"IRA"',
    "+CSCA": '"+380672021111",145',
    "+CSMS": "0",
    "+CSMP": "17,167,0,0",
    "+CSSN": "0,0",
    "+CLVL": "3",
    "+CVHU": "1",
    "+CCWA": "0",
    "+CMUT": "0",
    "+CUSD": "0",
    "+VTD": "0",
    "+IPR": "0",
    "+IFC": "0,0",
}


class Family:
    """Defaults; a family overrides what it does otherwise."""

    name = ""
    usb_id = ""
    interfaces: tuple[int, ...] = ()
    at_interface = 2
    audio_interface = 1
    unknown_command = "ERROR"
    several_commands = False
    hook_needs_cvhu = False
    release_kills_interpreter = False
    two_calls_break_voice = False
    access_technology = 2
    tells_technology = False
    flow_control: tuple[str, str] | None = None
    """URCs that ask the host to pause and to go on."""

    sms_stores: ClassVar[dict[str, int]] = {"ME": 23, "SM": 40}
    """Stores and how many SMS each holds; the first is chosen after power-up."""
    report_store = ""
    """Where delivery reports lie; "" with the SMS."""
    ussd_packed = False
    """USSD goes as septets in hex until AT^USSDMODE=0."""

    dead_time_s = 0.0
    answer_s = 0.3
    deaf_s = 1.0
    """After power-up the AT port swallows what it is told."""
    registration_s = 4.0
    reset_s = 10.0
    boot: ClassVar[Timed] = []
    fixed: ClassVar[dict[str, tuple[str, ...]]] = {}
    remembered: ClassVar[dict[str, str]] = COMMON_REMEMBERED
    handlers: ClassVar[dict[str, Handler]] = {}
    unknown: frozenset[str] = frozenset()

    def audio_flows(self, modem: FakeModem, call: NetworkCall) -> bool:
        """Tell whether sound passes between host and call."""
        return call.audio_opened

    def noisy(self, modem: FakeModem) -> bool:
        """Tell whether the signal is reported unasked."""
        return True

    def noise(self, modem: FakeModem) -> str:
        """Return a report of the signal."""
        raise NotImplementedError

    def key_report(self, modem: FakeModem, call: NetworkCall, key: str) -> str | None:
        """Return the report of a key pressed by the far end, if the host has asked for such."""
        raise NotImplementedError

    def incoming(self, modem: FakeModem, call: NetworkCall) -> list[str]:
        """Return what comes before the first RING."""
        return []

    def rung(self, modem: FakeModem, call: NetworkCall) -> list[str]:
        """Return what comes after the first +CLIP."""
        return []

    def answered(self, modem: FakeModem, call: NetworkCall) -> Timed:
        """Return what follows the OK to ATA."""
        return []

    def dialled(self, modem: FakeModem, call: NetworkCall) -> Timed:
        """Return what follows the OK to ATD."""
        return []

    def alerting(self, modem: FakeModem, call: NetworkCall) -> Timed:
        """Return what is said when the callee's telephone rings."""
        return []

    def connected(self, modem: FakeModem, call: NetworkCall) -> Timed:
        """Return what is said when the callee picks up."""
        return self.answered(modem, call)

    def changed(self, modem: FakeModem, call: NetworkCall) -> list[str]:
        """Return what is said of a call that was held or taken back."""
        return []

    def ended(self, modem: FakeModem, call: NetworkCall) -> list[str]:
        """Return what is said at the end of a call."""
        raise NotImplementedError

    def store_full(self, store: str) -> list[str]:
        """Return what is said when an SMS finds no room."""
        return []

    def sim_removed(self, modem: FakeModem) -> list[str]:
        """Return what is said when the SIM is taken out."""
        return []


def missed(call: NetworkCall) -> bool:
    """Tell whether a call was given up by the far end before the answer."""
    return call.incoming and call.party.answered_at is None and call.party.ended_by != "modem"


def missed_call(call: NetworkCall) -> str:
    """Return SIMCom's word for it."""
    return f"MISSED_CALL: 11:01AM {call.number or ''}".rstrip()


def no_connection(call: NetworkCall) -> str:
    """Return the result code of a call that the host placed or lost (V.250)."""
    if not call.incoming and call.party.answered_at is None:
        return {17: "BUSY", 19: "NO ANSWER"}.get(call.reason, "NO CARRIER")
    return "NO CARRIER"
