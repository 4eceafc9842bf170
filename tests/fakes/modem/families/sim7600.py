"""SIMCom SIM7600 (1e0e:9001), LTE; sound only inside a call, by AT+CPCMREG=1."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tests.fakes.modem.at_common import network_clock, pin_tries, reset_after, voice_over_lte
from tests.fakes.modem.at_interpreter import ERROR, OK, Answer, Command, Handler, Kind
from tests.fakes.modem.families.base import COMMON_REMEMBERED, Family, Timed, missed, missed_call, no_connection
from tests.fakes.modem.network_call import CallState, NetworkCall

if TYPE_CHECKING:
    from tests.fakes.modem.modem import FakeModem


def _pcm(modem: FakeModem, command: Command) -> Answer:
    if modem.faults.voice_locked:
        return ERROR
    call = modem.exchange.find(CallState.ACTIVE)
    if command.kind is Kind.TEST:
        return Answer(("+CPCMREG: (0-1)",))
    if command.kind is Kind.READ:
        return Answer((f"+CPCMREG: {int(bool(call and call.audio_opened))}",))
    if command.arg(0) == "0":
        if call:
            call.audio_opened = False
        return OK
    if call is None:
        return ERROR
    if modem.faults.cpcmreg_errors > 0:
        modem.faults.cpcmreg_errors -= 1
        return ERROR
    call.audio_opened = True
    return OK


class Sim7600(Family):
    """if00 DIAG, if01 NMEA, if02 AT, if03 modem, if04 sound."""

    name = "sim7600"
    usb_id = "1e0e:9001"
    interfaces = (0, 1, 2, 3, 4)
    audio_interface = 4
    hook_needs_cvhu = True
    access_technology = 7
    tells_technology = True
    deaf_s = 8.0
    registration_s = 12.0
    reset_s = 20.0
    boot: ClassVar[Timed] = [(8.0, "RDY"), (0.5, "+CPIN: READY"), (3.0, "SMS DONE"), (1.0, "PB DONE")]
    fixed: ClassVar[dict[str, tuple[str, ...]]] = {
        "AT+CGMI": ("SIMCOM INCORPORATED",),
        "AT+GMI": ("SIMCOM INCORPORATED",),
        "AT+CGMM": ("SIMCOM_SIM7600E-H",),
        "AT+GMM": ("SIMCOM_SIM7600E-H",),
        "AT+CGMR": ("+CGMR: LE20B04SIM7600G22",),
        "AT+GMR": ("+GMR: LE20B04SIM7600G22",),
        "AT+CGSN": ("861477031234567",),
        "AT+CIMI": ("255039876543210",),
        "AT+CCID": ("+CCID: 89380030000012345678",),
        "AT+CICCID": ("+ICCID: 89380030000012345678",),
        "ATI": ("Manufacturer: SIMCOM INCORPORATED", "Model: SIMCOM_SIM7600E-H", "Revision: LE20B04SIM7600G22"),
    }
    remembered: ClassVar[dict[str, str]] = COMMON_REMEMBERED | {
        "+CEREG": "0",
        "+CLCC": "0",
        "+CPCMFRM": "0",
        "+CPCMBANDWIDTH": "1,1",
        "+DDET": "0",
        "+AUTOCSQ": "0,0",
        "+CNSMOD": "0",
        "+EXUNSOL": "",
        "+CLTS": "0",
        "+CMICGAIN": "3",
        "+COUTGAIN": "8",
        "+CSDVC": "1",
        "+CTZU": "0",
    }
    handlers: ClassVar[dict[str, Handler]] = {
        "+CPCMREG": _pcm,
        "+CRESET": lambda modem, _command: reset_after(modem),
        "+CIREG": voice_over_lte("+CIREG: 0,{}"),
        "+SPIC": pin_tries("+SPIC: {},10,3,10"),
        "+CCLK": network_clock('+CCLK: "%y/%m/%d,%H:%M:%S+08"', local=True),
    }
    unknown = frozenset({"+CLAC"})

    def noisy(self, modem: FakeModem) -> bool:
        """Only after AT+AUTOCSQ=1,1."""
        return modem.setting("+AUTOCSQ").startswith("1")

    def noise(self, modem: FakeModem) -> str:
        """Return the signal."""
        return f"+CSQ: {modem.network.rssi},99"

    def key_report(self, modem: FakeModem, call: NetworkCall, key: str) -> str | None:
        """After AT+DDET=1."""
        return f"+RXDTMF: {key}" if modem.setting("+DDET").startswith("1") else None

    def rung(self, modem: FakeModem, call: NetworkCall) -> list[str]:
        """Give the changed call, after AT+CLCC=1."""
        return self._listed(modem, call)

    def answered(self, modem: FakeModem, call: NetworkCall) -> Timed:
        """VOICE CALL: BEGIN."""
        return [(0.0, line) for line in ["VOICE CALL: BEGIN", *self._listed(modem, call)]]

    def dialled(self, modem: FakeModem, call: NetworkCall) -> Timed:
        """Give the changed call."""
        return [(0.1, line) for line in self._listed(modem, call)]

    def alerting(self, modem: FakeModem, call: NetworkCall) -> Timed:
        """Give the changed call."""
        return [(0.0, line) for line in self._listed(modem, call)]

    def changed(self, modem: FakeModem, call: NetworkCall) -> list[str]:
        """Give the changed call."""
        return self._listed(modem, call)

    def ended(self, modem: FakeModem, call: NetworkCall) -> list[str]:
        """VOICE CALL: END and NO CARRIER; a missed call has its own word."""
        faults = modem.faults
        listed = self._listed(modem, call)
        if missed(call):
            words = {
                "family": [*listed, "NO CARRIER", missed_call(call)],
                "no_carrier": ["NO CARRIER"],
                "missed_call": [missed_call(call)],
                "silence": [],
            }
            return list(words[faults.missed_as])
        if call.party.answered_at is None:
            return [*listed, no_connection(call)]
        end = "VOICE CALL: END" if faults.voice_end_bare else f"VOICE CALL: END: {call.seconds:06d}"
        return [*listed, end] if call.party.ended_by == "modem" else [*listed, end, "NO CARRIER"]

    def store_full(self, store: str) -> list[str]:
        """+SMS FULL."""
        return ["+SMS FULL"]

    def sim_removed(self, modem: FakeModem) -> list[str]:
        """+CPIN."""
        return ["+CPIN: SIM REMOVED"]

    def _listed(self, modem: FakeModem, call: NetworkCall) -> list[str]:
        return [call.clcc()] if modem.setting("+CLCC") == "1" else []
