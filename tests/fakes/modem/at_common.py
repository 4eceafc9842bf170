"""Commands that every 3GPP modem knows, apart from calls."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.fakes.modem.at_interpreter import ERROR, OK, Answer, CmeError, Command, Handler, Kind
from tests.fakes.modem.network_call import CallState
from tests.fakes.modem.state import REGISTRATIONS

if TYPE_CHECKING:
    from tests.fakes.modem.modem import FakeModem

NEED_SIM = frozenset({"+CLIP", "+CCWA", "+CNMI", "+CPMS", "+CSCA", "+CNUM", "+CIMI", "+CSMP"})
_LAC, _CELL_3G, _CELL_LTE = "1A2B", "00C3D4E5", "00C3D401"


def need_sim(modem: FakeModem) -> None:
    """Raise unless the SIM can be used."""
    if modem.faults.sim_absent:
        raise CmeError(10)
    if modem.loop.time() < modem.sim_ready_at:
        raise CmeError(14)
    if modem.sim.state != "READY":
        raise CmeError({"SIM PIN": 11, "SIM PUK": 12}[modem.sim.state])


def remember(modem: FakeModem, command: Command) -> Answer:
    """Keep a setting, or tell it."""
    if command.name in NEED_SIM:
        need_sim(modem)
    if command.kind is Kind.SET:
        modem.settings[command.name] = command.args
    if command.kind is Kind.READ:
        colon = ":" if command.name[0] == "^" else ": "
        return Answer((f"{command.name}{colon}{modem.setting(command.name)}",))
    return OK


def registration_urcs(modem: FakeModem) -> list[str]:
    """Return what is said when the registration has changed."""
    lines = []
    for name in ("+CREG", "+CEREG"):
        detail = modem.setting(name)
        if detail in ("1", "2") and name not in modem.family.unknown:
            lines.append(f"{name}: {_registration(modem, name, detail == '2')}")
    return lines


def _registration(modem: FakeModem, name: str, detailed: bool) -> str:
    lte = name == "+CEREG"
    stat = REGISTRATIONS[modem.registration][lte]
    if not detailed or stat not in (1, 5):
        return str(stat)
    cell = _CELL_LTE if modem.family.access_technology == 7 else _CELL_3G
    technology = f",{modem.family.access_technology}" if modem.family.tells_technology else ""
    return f'{stat},"{_LAC}","{cell}"{technology}'


def _registration_command(modem: FakeModem, command: Command) -> Answer:
    if command.kind is not Kind.READ:
        return remember(modem, command)
    mode = modem.setting(command.name)
    return Answer((f"{command.name}: {mode},{_registration(modem, command.name, mode == '2')}",))


def _echo(modem: FakeModem, command: Command) -> Answer:
    modem.echo = command.args != "0"
    return OK


def _reset_profile(modem: FakeModem, _command: Command) -> Answer:
    modem.settings, modem.echo = {}, True
    return OK


def _nothing(_modem: FakeModem, _command: Command) -> Answer:
    return OK


def _pin(modem: FakeModem, command: Command) -> Answer:
    if modem.faults.sim_absent:
        raise CmeError(10)
    if modem.loop.time() < modem.sim_ready_at:
        raise CmeError(14)
    if command.kind is Kind.READ:
        return Answer((f"+CPIN: {modem.sim.state}",))
    if command.kind is not Kind.SET or modem.sim.state == "READY":
        raise CmeError(3)
    if modem.sim.state == "SIM PUK":
        accepted = modem.sim.unblock(command.arg(0), command.arg(1))
    else:
        accepted = modem.sim.enter(command.arg(0))
    if not accepted:
        raise CmeError(16)
    modem.host_may_try_to_register()
    return OK


def _signal(modem: FakeModem, _command: Command) -> Answer:
    rssi = 99 if modem.registration == "none" else modem.network.rssi
    return Answer((f"+CSQ: {rssi},99",))


def _operator(modem: FakeModem, command: Command) -> Answer:
    if command.kind is Kind.SET:
        if command.arg(0) == "3":
            modem.settings["operator format"] = command.arg(1, "0")
        return OK
    if not modem.registered:
        return Answer(("+COPS: 0",))
    form = modem.settings.get("operator format", "0")
    name = modem.network.operator_code if form == "2" else modem.network.operator
    return Answer((f'+COPS: 0,{form},"{name}",{modem.family.access_technology}',))


def _functionality(modem: FakeModem, command: Command) -> Answer:
    if command.kind is Kind.READ:
        return Answer(("+CFUN: 1",))
    if command.kind is Kind.SET and command.arg(1) == "1":
        return reset_after(modem)
    return OK


def reset_after(modem: FakeModem) -> Answer:
    """Say OK, then vanish half a second later."""
    return Answer(after=lambda: _later(modem))


def _later(modem: FakeModem) -> None:
    modem.loop.call_later(0.5, modem.reset)


def _own_number(modem: FakeModem, _command: Command) -> Answer:
    need_sim(modem)
    return Answer((f'+CNUM: "","{modem.number}",145',))


def _known_commands(modem: FakeModem, _command: Command) -> Answer:
    if "+CLAC" in modem.family.unknown:
        return ERROR
    return Answer(tuple(sorted({*HANDLERS, *modem.family.remembered, *modem.family.handlers} - modem.family.unknown)))


def _activity(modem: FakeModem, _command: Command) -> Answer:
    """AT+CPAS: 0 ready, 3 ringing, 4 in a call."""
    calls = modem.exchange.calls
    ringing = any(call.state is CallState.INCOMING for call in calls)
    return Answer((f"+CPAS: {3 if ringing else 4 if calls else 0}",))


def voice_over_lte(line: str) -> Handler:
    """Answer with `line`, in which {} is 1 where LTE carries calls."""
    return lambda modem, _command: Answer((line.format(int(modem.network.volte)),))


def pin_tries(line: str) -> Handler:
    """Answer with `line`, in which {} is the number of tries that the PIN has left."""
    return lambda modem, _command: Answer((line.format(modem.sim.tries_left),))


def network_clock(line: str, *, local: bool) -> Handler:
    """Answer with the time of the network in the form `line` of strftime, +02:00 where it is `local`."""

    def answer(modem: FakeModem, _command: Command) -> Answer:
        if modem.network.time is None:
            return Answer((line.partition(":")[0] + (': "80/01/06,00:00:12+00"' if local else ': ""'),))
        now = modem.network.time + timedelta(seconds=modem.loop.time() - 1000.0, hours=2 * local)
        return Answer((now.strftime(line),))

    return answer


def _diversion(modem: FakeModem, command: Command) -> Answer:
    """Tell where calls are led, AT+CCFC=<reason>,2."""
    if not modem.registered:
        raise CmeError(30)
    number = modem.network.diverted.get(int(command.arg(0, "0")))
    return Answer((f'+CCFC: 1,1,"{number}",145' if number else "+CCFC: 0,7",))


HANDLERS: dict[str, Handler] = {
    "": _nothing,
    "E": _echo,
    "Z": _reset_profile,
    "&F": _reset_profile,
    "&W": _nothing,
    "V": _nothing,
    "X": _nothing,
    "Q": _nothing,
    "+CPIN": _pin,
    "+CCFC": _diversion,
    "+CREG": _registration_command,
    "+CEREG": _registration_command,
    "+CGREG": remember,
    "+CSQ": _signal,
    "+COPS": _operator,
    "+CFUN": _functionality,
    "+CNUM": _own_number,
    "+CLAC": _known_commands,
    "+CPAS": _activity,
    "S": _nothing,
}
