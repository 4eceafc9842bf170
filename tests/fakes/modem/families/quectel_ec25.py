"""Quectel EC25 (2c7c:0125), LTE; sound as PCM on the NMEA port."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tests.fakes.modem.at_calls import end_calls
from tests.fakes.modem.at_common import network_clock, pin_tries, remember
from tests.fakes.modem.at_interpreter import ERROR, OK, Answer, Command, Handler, Kind
from tests.fakes.modem.families.base import COMMON_REMEMBERED, Family, Timed, missed, missed_call, no_connection
from tests.fakes.modem.network_call import CallState, NetworkCall

if TYPE_CHECKING:
    from tests.fakes.modem.modem import FakeModem

_DSCI = {
    CallState.ACTIVE: 3,
    CallState.HELD: 1,
    CallState.DIALING: 2,
    CallState.ALERTING: 7,
    CallState.INCOMING: 4,
    CallState.WAITING: 5,
    CallState.ENDED: 6,
}


def _pcm(modem: FakeModem, command: Command) -> Answer:
    """AT+QPCMV=<on>[,<0 NMEA port, 1 debug UART, 2 USB audio>]; kept over calls."""
    if modem.faults.voice_locked:
        return ERROR
    if command.kind is Kind.TEST:
        return Answer(("+QPCMV: (0,1),(0-2)",))
    on, _, port = modem.setting("+QPCMV").partition(",")
    if command.kind is Kind.READ:
        return Answer((f"+QPCMV: {on},{port}",))
    modem.settings["+QPCMV"] = f"{command.arg(0)},{command.arg(1, port)}"
    return OK


def _indications(modem: FakeModem, command: Command) -> Answer:
    name = f"+QINDCFG {command.arg(0)}"
    if command.arg(1):
        modem.settings[name] = command.arg(1)
        return OK
    return Answer((f'+QINDCFG: "{command.arg(0)}",{modem.setting(name) or 0},0',))


def _configuration(modem: FakeModem, command: Command) -> Answer:
    """AT+QCFG="ims" tells of VoLTE; the rest is remembered."""
    if command.args == '"ims"':
        return Answer((f'+QCFG: "ims",1,{int(modem.network.volte)}',))
    return remember(modem, command)


def _hang_up_with_cause(modem: FakeModem, command: Command) -> Answer:
    calls = modem.exchange.calls
    for call in calls:
        call.reason = int(command.arg(0, "16"))
    wanted = command.arg(1)
    return end_calls(modem, [call for call in calls if wanted in ("", str(call.index))])


class QuectelEc25(Family):
    """if00 DIAG, if01 NMEA or sound, if02 AT, if03 PPP."""

    name = "quectel_ec25"
    usb_id = "2c7c:0125"
    interfaces = (0, 1, 2, 3)
    several_commands = True
    access_technology = 7
    tells_technology = True
    flow_control = ("+QPCMV: 0,0", "+QPCMV: 1,0")
    sms_stores: ClassVar[dict[str, int]] = {"ME": 255, "SM": 40, "SR": 30}
    report_store = "SR"
    deaf_s = 3.0
    reset_s = 12.0
    boot: ClassVar[Timed] = [
        (3.0, "RDY"),
        (0.3, "+CFUN: 1"),
        (0.5, "+CPIN: READY"),
        (0.1, "+QUSIM: 1"),
        (2.0, "+QIND: SMS DONE"),
        (1.0, "+QIND: PB DONE"),
    ]
    fixed: ClassVar[dict[str, tuple[str, ...]]] = {
        "AT+CGMI": ("Quectel",),
        "AT+GMI": ("Quectel",),
        "AT+CGMM": ("EC25",),
        "AT+GMM": ("EC25",),
        "AT+CGMR": ("EC25EFAR06A06M4G",),
        "AT+GMR": ("EC25EFAR06A06M4G",),
        "AT+CGSN": ("861107031234567",),
        "AT+CIMI": ("255039876543210",),
        "AT+QCCID": ("+QCCID: 89380030000012345678",),
        "ATI": ("Quectel", "EC25", "Revision: EC25EFAR06A06M4G"),
    }
    remembered: ClassVar[dict[str, str]] = COMMON_REMEMBERED | {
        "+CVHU": "0",
        "+CEREG": "0",
        "+QPCMV": "0,2",
        "+QTONEDET": "0",
        "^DSCI": "0",
        "+QURCCFG": '"urcport","usbat"',
        "+QGPSCFG": '"outport","usbnmea"',
        "+QAUDMOD": "0",
        "+QSIDET": "0",
        "+QMIC": "20000,20000",
        "+QEEC": "0",
        "+QSIMSTAT": "0,1",
        "+QCFG": "",
        "+CTZU": "0",
    }
    handlers: ClassVar[dict[str, Handler]] = {
        "+QPCMV": _pcm,
        "+QINDCFG": _indications,
        "+QHUP": _hang_up_with_cause,
        "+QCFG": _configuration,
        "+QPINC": pin_tries('+QPINC: "SC",{},10'),
        "+QLTS": network_clock('+QLTS: "%Y/%m/%d,%H:%M:%S+08,0"', local=False),
    }
    unknown = frozenset({"+CLAC"})

    def audio_flows(self, modem: FakeModem, call: NetworkCall) -> bool:
        """Sound passes while PCM is switched to the NMEA port."""
        return call.in_progress and modem.setting("+QPCMV") == "1,0"

    def noisy(self, modem: FakeModem) -> bool:
        """Only after AT+QINDCFG="csq",1."""
        return modem.setting("+QINDCFG csq") == "1"

    def noise(self, modem: FakeModem) -> str:
        """Return the signal."""
        return f'+QIND: "csq",{modem.network.rssi},99'

    def key_report(self, modem: FakeModem, call: NetworkCall, key: str) -> str | None:
        """Give the key's decimal ASCII code, while the sound path is on."""
        wanted = modem.setting("+QTONEDET") == "1" and modem.setting("+QPCMV")[0] == "1"
        return f"+QTONEDET: {ord(key)}" if wanted else None

    def incoming(self, modem: FakeModem, call: NetworkCall) -> list[str]:
        """State reports come before RING."""
        return self._state(modem, call)

    def answered(self, modem: FakeModem, call: NetworkCall) -> Timed:
        """State reports."""
        return [(0.0, line) for line in self._state(modem, call)]

    def dialled(self, modem: FakeModem, call: NetworkCall) -> Timed:
        """State reports."""
        return self.answered(modem, call)

    def alerting(self, modem: FakeModem, call: NetworkCall) -> Timed:
        """State reports."""
        return self.answered(modem, call)

    def changed(self, modem: FakeModem, call: NetworkCall) -> list[str]:
        """Give the changed call."""
        return self._state(modem, call)

    def ended(self, modem: FakeModem, call: NetworkCall) -> list[str]:
        """State reports, and NO CARRIER unless the host hung up."""
        faults = modem.faults
        if missed(call) and faults.missed_as in ("silence", "missed_call"):
            return [missed_call(call)] if faults.missed_as == "missed_call" else []
        lines = [] if missed(call) and faults.missed_as == "no_carrier" else self._state(modem, call)
        return lines if call.party.ended_by == "modem" else [*lines, no_connection(call)]

    def store_full(self, store: str) -> list[str]:
        """+QIND."""
        return [f'+QIND: "smsfull","{store}"']

    def sim_removed(self, modem: FakeModem) -> list[str]:
        """+QSIMSTAT, if asked for."""
        reported = modem.setting("+QSIMSTAT").startswith("1")
        return ["+QSIMSTAT: 1,0", "+CPIN: NOT READY"] if reported else ["+CPIN: NOT READY"]

    def _state(self, modem: FakeModem, call: NetworkCall) -> list[str]:
        lines = []
        direction = int(call.incoming)
        kind = call.number_type if call.number else 128
        if modem.setting("^DSCI") == "1":
            lines.append(f"^DSCI: {call.index},{direction},{_DSCI[call.state]},0,{call.number or ''},{kind}")
        if modem.setting("+QINDCFG ccinfo") == "1":
            state = -1 if call.state is CallState.ENDED else int(call.state)
            lines.append(f'+QIND: "ccinfo",{call.index},{direction},{state},0,0,"{call.number or ""}",{kind}')
        return lines
