"""Commands that concern calls: ATA, ATD, ATH, +CHUP, +CHLD, +CLCC, +CCWA, +VTS (V.250, 27.007)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.fakes.modem.at_common import need_sim
from tests.fakes.modem.at_interpreter import ERROR, OK, Answer, CmeError, Command, Handler, Kind
from tests.fakes.modem.network_call import CallState, NetworkCall

if TYPE_CHECKING:
    from tests.fakes.modem.modem import FakeModem

NO_CARRIER = Answer(final="NO CARRIER")


async def answer_call(modem: FakeModem, _command: Command) -> Answer:
    """Take the incoming call."""
    call = modem.exchange.find(CallState.INCOMING)
    if call is None:
        return NO_CARRIER
    await asyncio.sleep(modem.family.answer_s)
    if modem.faults.answer_fails:
        modem.exchange.end(call, "caller", announce=False)
    if call.state is not CallState.INCOMING:
        return NO_CARRIER
    modem.exchange.connect(call)
    lines = modem.family.answered(modem, call)
    if modem.faults.conn_before_ok:
        modem.urc(*[line for _delay, line in lines])
        return OK
    return Answer(after=lambda: modem.spawn(modem.say_later(call, lines)))


async def _dial(modem: FakeModem, command: Command) -> Answer:
    need_sim(modem)
    number = command.args.rstrip(";")
    if not command.args.endswith(";") or not modem.registered:
        return NO_CARRIER
    if modem.exchange.find(CallState.ACTIVE, CallState.DIALING, CallState.ALERTING, CallState.INCOMING):
        return ERROR
    callee = modem.callee_for(number)
    if callee.outcome == "error":
        return ERROR
    call = modem.exchange.dial(number)
    modem.sound.follow()
    return Answer(after=lambda: modem.spawn(modem.exchange.set_up(call, callee)))


def _hook(modem: FakeModem, command: Command) -> Answer:
    """ATH: on some families it ends only data calls until AT+CVHU=0."""
    if modem.family.hook_needs_cvhu and modem.setting("+CVHU") != "0":
        return OK
    return hang_up(modem, command)


def hang_up(modem: FakeModem, _command: Command) -> Answer:
    """End or reject: all calls but a waiting or held one."""
    states = (CallState.ACTIVE, CallState.DIALING, CallState.ALERTING, CallState.INCOMING)
    return end_calls(modem, [call for call in modem.exchange.calls if call.state in states])


def end_calls(modem: FakeModem, calls: list[NetworkCall]) -> Answer:
    """End calls from the modem's side; what is said about it comes after OK, or before."""

    def announce() -> None:
        for call in calls:
            modem.exchange.announce_end(call)

    for call in calls:
        modem.exchange.end(call, "modem", announce=False)
    if modem.faults.end_before_ok:
        announce()
        return OK
    return Answer(after=announce)


def _list(modem: FakeModem, command: Command) -> Answer:
    if command.kind is Kind.SET:
        modem.settings["+CLCC"] = command.args
        return OK
    return Answer(tuple(call.clcc() for call in modem.exchange.calls))


def _waiting(modem: FakeModem, command: Command) -> Answer:
    need_sim(modem)
    if command.kind is Kind.READ:
        return Answer((f"+CCWA: {modem.setting('+CCWA')}",))
    if command.kind is Kind.SET:
        modem.settings["+CCWA"] = command.arg(0)
        if command.arg(1) == "2":
            return Answer((f"+CCWA: {int(modem.network.call_waiting)},1",))
        if command.arg(1):
            modem.network.call_waiting = command.arg(1) == "1"
    return OK


def _supplementary(modem: FakeModem, command: Command) -> Answer:
    if command.kind is Kind.TEST:
        return Answer(("+CHLD: (0,1,1x,2,2x,3,4)",))
    exchange = modem.exchange
    held, waiting = exchange.find(CallState.HELD), exchange.find(CallState.WAITING)
    active = exchange.find(CallState.ACTIVE)
    match command.args:
        case "0":
            return end_calls(modem, [call for call in (waiting or held,) if call])
        case "1":
            answer = end_calls(modem, [call for call in exchange.calls if call.state is CallState.ACTIVE])
            return _take_up(modem, waiting or held, answer)
        case "2" if active and held:
            active.become(CallState.HELD)
            held.become(CallState.ACTIVE)
            return _changed(modem, active, held)
        case "2" if waiting or held:
            return _take_up(modem, waiting or held, OK)
        case "2" if active:
            active.become(CallState.HELD)
            return _changed(modem, active)
        case "3" if active and held:
            active.multiparty = held.multiparty = True
            held.become(CallState.ACTIVE)
            return _changed(modem, held)
        case "4":
            return _transfer(modem)
        case args if len(args) == 2 and args[0] == "1":
            return _release(modem, int(args[1]))
        case _:
            raise CmeError(3)


def _changed(modem: FakeModem, *calls: NetworkCall) -> Answer:
    """OK, and what the family says of calls that were held or taken back."""
    return Answer(after=lambda: modem.urc(*[line for call in calls for line in modem.family.changed(modem, call)]))


def _take_up(modem: FakeModem, call: NetworkCall | None, answer: Answer) -> Answer:
    if call is None:
        return answer
    if call.party.answered_at is None:
        modem.exchange.connect(call)
        modem.urc(*[line for _delay, line in modem.family.answered(modem, call)])
        return answer
    call.become(CallState.ACTIVE)
    modem.sound.follow()

    def announce() -> None:
        if answer.after:
            answer.after()
        modem.urc(*modem.family.changed(modem, call))

    return Answer(after=announce)


def _release(modem: FakeModem, index: int) -> Answer:
    call = next((call for call in modem.exchange.calls if call.index == index), None)
    if call is None:
        raise CmeError(3)
    if modem.family.release_kills_interpreter and call.state is CallState.DIALING:
        modem.faults.interpreter_dead = True
    return end_calls(modem, [call])


def _transfer(modem: FakeModem) -> Answer:
    """Explicit call transfer: the two go on without the modem."""
    if modem.faults.explicit_transfer != "OK":
        return Answer(final=modem.faults.explicit_transfer)
    pair = [c for c in modem.exchange.calls if c.state in (CallState.ACTIVE, CallState.HELD, CallState.ALERTING)]
    if len(pair) < 2:
        raise CmeError(3)
    modem.exchange.hand_over(*pair)

    def announce() -> None:
        for call in pair:
            modem.exchange.announce_end(call)

    return Answer(after=announce)


def send_digits(modem: FakeModem, command: Command) -> Answer:
    """Send DTMF to the far end: the network signals the keys, they are not part of the sound."""
    call = modem.exchange.find(CallState.ACTIVE)
    if call is None:
        return ERROR
    call.party.keys_received += "".join(char for char in command.args if char in "0123456789*#ABCD")
    return OK


HANDLERS: dict[str, Handler] = {
    "A": answer_call,
    "D": _dial,
    "H": _hook,
    "+CHUP": hang_up,
    "+CHLD": _supplementary,
    "+CLCC": _list,
    "+CCWA": _waiting,
    "+VTS": send_digits,
}
