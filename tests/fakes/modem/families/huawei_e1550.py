"""Huawei E1550 and its kin (12d1:1001), a 3G stick."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from tests.fakes.modem.at_calls import send_digits
from tests.fakes.modem.at_common import remember, reset_after
from tests.fakes.modem.at_interpreter import ERROR, OK, Answer, Command, Handler, Kind
from tests.fakes.modem.families.base import COMMON_REMEMBERED, Family, Timed, missed, missed_call
from tests.fakes.modem.network_call import NetworkCall

if TYPE_CHECKING:
    from tests.fakes.modem.modem import FakeModem

_NORMAL_NETWORK_END, _RELEASED, _ENDED_HERE = 104, 25, 29


def _voice(modem: FakeModem, command: Command) -> Answer:
    locked = modem.faults.voice_locked
    if command.kind is Kind.READ:
        return Answer(("^CVOICE:1" if locked else "^CVOICE:0,8000,16,20",))
    if command.kind is Kind.TEST:
        return Answer(("^CVOICE:(0)",))
    return ERROR if locked else OK


def _open_audio(modem: FakeModem, command: Command) -> Answer:
    """AT^DDSETEX=2 opens the sound of the present call, and of that call only."""
    if modem.faults.voice_locked or command.args != "2":
        return ERROR
    for call in modem.exchange.calls:
        call.audio_opened = call.audio_opened or call.in_progress
    return OK


def _key_reports(modem: FakeModem, command: Command) -> Answer:
    if not modem.faults.key_reports_by_ddtmf:
        return Answer(final=modem.family.unknown_command)
    return remember(modem, command)


def _sim_state(modem: FakeModem, command: Command) -> Answer:
    sim = modem.sim
    return Answer((f"^CPIN: {sim.state},{sim.tries_left if sim.state != 'READY' else ''},10,3,10,{sim.tries_left}",))


def _system(modem: FakeModem, command: Command) -> Answer:
    service = "2,1" if modem.registered else "0,0"
    return Answer((f"^SYSINFO:{service},0,5,{int(modem.sim.state == 'READY')},,4",))


def _send_digit(modem: FakeModem, command: Command) -> Answer:
    """AT^DTMF=<call>,<key>."""
    return send_digits(modem, replace(command, args=command.arg(1)))


class HuaweiE1550(Family):
    """Sound on if01, AT on if02; if00 is for data calls."""

    name = "huawei_e1550"
    usb_id = "12d1:1001"
    interfaces = (0, 1, 2)
    unknown_command = "COMMAND NOT SUPPORT"
    hook_needs_cvhu = True
    release_kills_interpreter = True
    two_calls_break_voice = True
    sms_stores: ClassVar[dict[str, int]] = {"SM": 40}
    ussd_packed = True
    dead_time_s = 0.3
    reset_s = 8.0
    boot: ClassVar[Timed] = [(0.5, "^BOOT:22414154,0,0,0,75"), (1.0, "^SIMST:1"), (1.0, "^SRVST:2"), (0.5, "^MODE:5,4")]
    fixed: ClassVar[dict[str, tuple[str, ...]]] = {
        "AT+CGMI": ("huawei",),
        "AT+GMI": ("huawei",),
        "AT+CGMM": ("E1550",),
        "AT+GMM": ("E1550",),
        "AT+CGMR": ("11.608.12.00.143",),
        "AT+GMR": ("11.608.12.00.143",),
        "AT+CGSN": ("353871021234567",),
        "AT+CIMI": ("255039876543210",),
        "AT^CARDLOCK?": ("^CARDLOCK: 2,10,0",),
        "AT+CLVL=?": ("+CLVL: (0-5)",),
        "AT^CSNR?": ("^CSNR:-83,-7",),
        "ATI": ("Manufacturer: huawei", "Model: E1550", "Revision: 11.608.12.00.143", "IMEI: 353871021234567"),
    }
    remembered: ClassVar[dict[str, str]] = COMMON_REMEMBERED | {
        "^CURC": "1",
        "^USSDMODE": "1",
        "^U2DIAG": "0",
        "^DDTMFCFG": "1,0",
        "^STN": "1",
        "^PORTSEL": "0",
        "^BOOT": "",
    }
    handlers: ClassVar[dict[str, Handler]] = {
        "^CVOICE": _voice,
        "^DDSETEX": _open_audio,
        "^DDTMFCFG": _key_reports,
        "^CPIN": _sim_state,
        "^SYSINFO": _system,
        "^DTMF": _send_digit,
        "^RESET": lambda modem, _command: reset_after(modem),
    }
    unknown = frozenset({"+CEREG"})

    def noisy(self, modem: FakeModem) -> bool:
        """^RSSI flows unless AT^CURC=0."""
        return modem.setting("^CURC") != "0"

    def noise(self, modem: FakeModem) -> str:
        """Return the signal."""
        return f"^RSSI:{modem.network.rssi}"

    def key_report(self, modem: FakeModem, call: NetworkCall, key: str) -> str | None:
        """Only newer firmware reports keys."""
        wanted = modem.faults.key_reports_by_ddtmf and modem.setting("^DDTMFCFG") == "0,1"
        return f"^DDTMF: {key}" if wanted else None

    def answered(self, modem: FakeModem, call: NetworkCall) -> Timed:
        """^CONN follows OK, or comes before it."""
        return [(0.1, f"^CONN:{call.index},0")]

    def dialled(self, modem: FakeModem, call: NetworkCall) -> Timed:
        """^ORIG: until then a hang-up leaves no ^CEND."""
        call.announced = True
        return [(0.2, f"^ORIG:{call.index},0")]

    def alerting(self, modem: FakeModem, call: NetworkCall) -> Timed:
        """^CONF."""
        return [(0.0, f"^CONF:{call.index}")]

    def connected(self, modem: FakeModem, call: NetworkCall) -> Timed:
        """^CONN."""
        return [(0.0, f"^CONN:{call.index},0")]

    def ended(self, modem: FakeModem, call: NetworkCall) -> list[str]:
        """^CEND with four or three fields; some firmware adds NO CARRIER."""
        faults = modem.faults
        if not call.incoming and not call.announced:
            return []
        if missed(call) and faults.missed_as != "family":
            words = {"silence": [], "no_carrier": ["NO CARRIER"], "missed_call": [missed_call(call)]}
            return list(words[faults.missed_as])
        here = call.party.ended_by == "modem"
        status = _ENDED_HERE if here else _RELEASED if faults.cend_fields == 3 else _NORMAL_NETWORK_END
        cause = f",{call.reason}" if faults.cend_fields == 4 else ""
        line = f"^CEND:{call.index},{call.seconds},{status}{cause}"
        return [line, "NO CARRIER"] if faults.cend_no_carrier else [line]

    def store_full(self, store: str) -> list[str]:
        """^SMMEMFULL."""
        return [f'^SMMEMFULL: "{store}"']

    def sim_removed(self, modem: FakeModem) -> list[str]:
        """^SIMST."""
        return ["^SIMST:255,0"]
