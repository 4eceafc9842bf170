"""Commands that concern SMS and USSD (27.005, 27.007 §7.15): +CMGS, +CMGR, +CMGL, +CMGD, +CPMS, +CUSD."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.fakes.modem.at_common import need_sim
from tests.fakes.modem.at_interpreter import ERROR, OK, SILENCE, Answer, CmeError, CmsError, Command, Handler, Kind
from tests.fakes.modem.mail import Store
from tests.fakes.modem.pdu import read_septets, read_submit, tpdu_length, unpack

if TYPE_CHECKING:
    from tests.fakes.modem.modem import FakeModem

NOT_ALLOWED, INVALID_PDU, NO_SUCH_INDEX, NO_NETWORK = 302, 304, 321, 331


async def _submit(modem: FakeModem, command: Command) -> Answer:
    need_sim(modem)
    if modem.setting("+CMGF") != "0":
        raise CmsError(NOT_ALLOWED)
    if modem.faults.sms_prompt == "never":
        return SILENCE
    entered = await modem.interpreter.ask_for_text()
    if entered is None:
        return OK
    await asyncio.sleep(modem.faults.sms_takes_s)
    if not modem.registered:
        raise CmsError(NO_NETWORK)
    if modem.faults.sms_result not in ("", "lost"):
        return Answer(final=modem.faults.sms_result)
    submitted = read_submit(entered, int(command.arg(0, "0")), modem.mail.next_reference())
    if submitted is None:
        raise CmsError(INVALID_PDU)
    modem.mail.take(submitted)
    return SILENCE if modem.faults.sms_result == "lost" else Answer((f"+CMGS: {submitted.reference}",))


def _store(modem: FakeModem) -> Store:
    need_sim(modem)
    return modem.mail.stores[modem.settings.get("read from", next(iter(modem.mail.stores)))]


def _read(modem: FakeModem, command: Command) -> Answer:
    store, index = _store(modem), int(command.arg(0, "-1"))
    if index not in store:
        raise CmsError(NO_SUCH_INDEX)
    stat, pdu = store[index]
    store[index] = (max(stat, 1), pdu)
    return Answer((f"+CMGR: {stat},,{_length(pdu)}", pdu))


def _list(modem: FakeModem, command: Command) -> Answer:
    lines: list[str] = []
    store = _store(modem)
    for index, (stat, pdu) in sorted(store.items()):
        if command.args in ("4", str(stat)):
            lines += [f"+CMGL: {index},{stat},,{_length(pdu)}", pdu]
            store[index] = (max(stat, 1), pdu)
    return Answer(tuple(lines))


def _delete(modem: FakeModem, command: Command) -> Answer:
    if _store(modem).pop(int(command.arg(0, "-1")), None) is None:
        raise CmsError(NO_SUCH_INDEX)
    modem.mail.room_made()
    return OK


def _choose(modem: FakeModem, command: Command) -> Answer:
    """AT+CPMS=<read and delete>[,<write and send>[,<arrivals>]]."""
    need_sim(modem)
    stores = modem.mail.stores
    names = ",".join(f'"{name}"' for name in stores)
    if command.kind is Kind.TEST:
        return Answer((f"+CPMS: ({names}),({names}),({names})",))
    chosen = [modem.settings.get(key, next(iter(stores))) for key in ("read from", "write to", "arrivals in")]
    if command.kind is Kind.SET:
        wanted = [name.strip('"') for name in command.args.split(",")]
        if any(name not in stores for name in wanted):
            raise CmsError(NOT_ALLOWED)
        chosen[: len(wanted)] = wanted
        modem.settings |= dict(zip(("read from", "write to", "arrivals in"), chosen, strict=True))
    shown = [f"{len(stores[name])},{modem.family.sms_stores[name]}" for name in chosen]
    if command.kind is Kind.READ:
        shown = [f'"{name}",{filled}' for name, filled in zip(chosen, shown, strict=True)]
    return Answer((f"+CPMS: {','.join(shown)}",))


def _ussd(modem: FakeModem, command: Command) -> Answer:
    if command.kind is Kind.READ:
        return Answer((f"+CUSD: {modem.setting('+CUSD')}",))
    if command.kind is Kind.SET and not command.arg(1):
        modem.settings["+CUSD"] = command.args
        return OK
    if not modem.registered:
        raise CmeError(30)
    asked = _asked(modem, command)
    if asked is None:
        return ERROR
    modem.mail.ussd_asked.append(asked)

    def say() -> None:
        stage, text = modem.mail.ussd.get(asked, (4, ""))
        modem.mail.say_ussd(stage, text)

    if modem.faults.ussd_before_ok:
        say()
        return OK
    return Answer(after=lambda: modem.spawn(_after(modem.faults.ussd_takes_s, say)))


async def _after(seconds: float, say: Callable[[], None]) -> None:
    await asyncio.sleep(seconds)
    say()


def _asked(modem: FakeModem, command: Command) -> str | None:
    text, dcs = command.arg(1), int(command.arg(2, "15"))
    try:
        if dcs == 72:
            return bytes.fromhex(text).decode("utf-16-be")
        if modem.mail.packs_ussd:
            octets = bytes.fromhex(text)
            return read_septets(unpack(octets, len(octets) * 8 // 7)).rstrip("@\r")
    except ValueError:
        return None
    return text


def _length(pdu: str) -> int:
    try:
        return tpdu_length(pdu)
    except (ValueError, IndexError):
        return len(pdu) // 2


HANDLERS: dict[str, Handler] = {
    "+CMGS": _submit,
    "+CMGR": _read,
    "+CMGL": _list,
    "+CMGD": _delete,
    "+CPMS": _choose,
    "+CUSD": _ussd,
}
