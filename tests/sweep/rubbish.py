"""Row 7: rubbish over everything that reads what a modem says, and over one whole line on a pty."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import random
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any, cast

from appliance.contracts import LineState
from appliance.lines.at import Answer, AtProtocol, Command, Unsolicited, query
from appliance.lines.family import ModemFamily, Says, load_family
from appliance.lines.gsm import _dbm
from appliance.lines.gsm_modem import GsmModem
from appliance.lines.network_time import network_time
from appliance.lines.registration import registration
from appliance.lines.sms import GsmMessages
from appliance.lines.sms_errors import receipt_of
from appliance.lines.sms_pdu import BadPdu, read_pdu
from appliance.lines.sms_store import _listed
from appliance.lines.ussd_text import UssdForm, read
from tests.fakes.box import FAMILIES, Box, with_box
from tests.fakes.virtual_time import run_virtually
from tests.soak.memory import process
from tests.sweep.rubbish_words import broken, broken_pdu
from tests.sweep.tally import Progress, Sweep, Tally

GROWS_MB = 5.0
ANSWERED_S = 12.0
"""Two rings of five seconds, and what it takes to pick up."""
WARM, FRESH = 0.1, 2000
"""The share after which memory is measured; after so many lines there is a new dialogue, as after a new port."""
STEP = 20_000
COMMANDS = (
    *(Command("AT"), Command("AT+CLCC", informs="+CLCC:"), Command("ATA", ends_with_call=True), query("AT+CREG?")),
    *(query("AT+CSQ"), Command("AT+CMGL=4", informs="+CMGL:", brings_pdus=True), query("AT+CCLK?"), query("AT+COPS?")),
    Command("AT+CMGS=24", informs="+CMGS:", always_informs=True, body="0001000B"),
)
OF_MESSAGES = frozenset({Says.SMS_STORED, Says.REPORT_STORED, Says.STORE_FULL, Says.SMS, Says.REPORT, Says.USSD})
PTY_SHARE = 1
"""Bytes on the pty for each line over the parsers."""
MEGABYTE = 1 << 20
ROOT = Path(__file__).resolve().parents[2] / "firmware_config" / "modems"


class Readers:
    """All that reads a line: the dialogue, three families, SMS, USSD, registration and time."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._families = [load_family(name, ROOT) for name in FAMILIES]
        self.afresh()

    def afresh(self) -> None:
        """Begin a new dialogue."""
        self._protocol = AtProtocol()
        self._messages = GsmMessages("fuzz")

    def read(self) -> None:
        """Read one broken line and one broken PDU; raises what must never be raised."""
        chance, protocol = self._chance, self._protocol
        if protocol.busy and chance.random() < 0.2:
            protocol.expire()
        if not protocol.busy and chance.random() < 0.5:
            protocol.send(chance.choice(COMMANDS))
        for event in protocol.receive(broken(chance)):
            if isinstance(event, Answer):
                self._answer(event)
            elif isinstance(event, Unsolicited):
                for family in self._families:
                    self._unsolicited(event.line, family)
        with contextlib.suppress(BadPdu):
            read_pdu(broken_pdu(chance))
        read(broken_pdu(chance)[:400], chance.choice((None, chance.randrange(300))), chance.choice(list(UssdForm)))

    def _answer(self, answer: Answer) -> None:
        registration(answer.lines)
        for line in answer.lines:
            _dbm(line.removeprefix("+CSQ:").split(",")[0].strip())
        receipt_of(answer)
        for _index, pdu in _listed(answer):
            with contextlib.suppress(BadPdu):
                read_pdu(pdu)
        for family in self._families:
            network_time(answer.lines, family.clock)

    def _unsolicited(self, line: str, family: ModemFamily) -> None:
        said = family.understand(line)
        network_time([line], family.clock)
        registration([line])
        if said is not None and said.what in OF_MESSAGES:
            # Of the modem the messages ask nothing but what family it is.
            self._messages.said(cast(GsmModem, SimpleNamespace(family=family)), said)


def rubbish(times: int, seed: int, done: Progress) -> Tally:
    """Read so many broken lines, then put as many bytes on the wire of a whole line."""
    tally = Tally()
    logging.disable(logging.CRITICAL)
    try:
        run_virtually(partial(_parse, tally, times, seed, done))
        with TemporaryDirectory(prefix="sweep-") as name:
            with_box(partial(_on_the_wire, tally, times * PTY_SHARE, seed), Path(name), FAMILIES[seed % len(FAMILIES)])
    except (AssertionError, TimeoutError) as error:
        tally.fault(f"on the wire: {error}")
    finally:
        logging.disable(logging.NOTSET)
    return tally


async def _parse(tally: Tally, times: int, seed: int, done: Progress) -> None:
    readers = Readers(random.Random(seed))
    warm_mb = 0.0
    for number in range(times):
        if number % FRESH == 0:
            readers.afresh()
        if number == int(times * WARM):
            warm_mb = _resident_mb()
        tally.trials += 1
        try:
            readers.read()
        except Exception:  # whatever it is: none may be raised at all
            tally.fault(f"line {number}: {traceback.format_exc(limit=-2)}")
        if number % STEP == STEP - 1:
            done(number + 1)
    tally.kinds["lines and PDUs"] = times
    tally.measured("growth of memory, parsers", _resident_mb() - warm_mb, GROWS_MB, "MB")


async def _on_the_wire(tally: Tally, octets: int, seed: int, box: Box) -> None:
    with _raised() as raised:
        chance, port = random.Random(seed), box.modem.nodes.ports[box.modem.family.at_interface]
        sent, warm_mb = 0, 0.0
        while sent < octets:
            piece = b"".join(broken(chance) for _ in range(chance.randrange(1, 20)))[:2048]
            port = box.modem.nodes.ports[box.modem.family.at_interface]
            sent += len(piece) if port.write(piece) else 1
            await asyncio.sleep(chance.choice((0.01, 0.05, 0.25)))
            warm_mb = warm_mb or (_resident_mb() if sent > octets * WARM else 0.0)
        for _ in range(min(octets, MEGABYTE) // 2048):
            port.write(b"x" * 2048)
            await asyncio.sleep(0.001)
        port.write(b"\r\n")
        tally.kinds["bytes on a pty"] = sent
        await asyncio.sleep(2.0)
        began, caller = box.clock.monotonic(), box.ring("+380671112299")
        tally.measured("to the next answer", await caller.answered(60.0) - began, ANSWERED_S, "s")
        await asyncio.sleep(3.0)
        assert caller.ended_at is None, "the next call was broken off"
        await caller.hang_up()
        tally.measured("growth of memory, the line", _resident_mb() - warm_mb, GROWS_MB, "MB")
        await box.until_line(LineState.IDLE, 120.0)
    for sentence in sorted(set(raised)):
        tally.fault(f"on the wire {raised.count(sentence)} times: {sentence}")


@contextlib.contextmanager
def _raised() -> Iterator[list[str]]:
    """Collect what was raised within, be it logged or left to the loop."""
    raised: list[str] = []
    handler = _Exceptions(raised.append)
    logging.disable(logging.NOTSET)
    root, loop = logging.getLogger(), asyncio.get_running_loop()
    root.addHandler(handler)
    loop.set_exception_handler(lambda _loop, context: raised.append(str(context.get("exception"))))
    try:
        yield raised
    finally:
        loop.set_exception_handler(None)
        root.removeHandler(handler)
        logging.disable(logging.CRITICAL)


class _Exceptions(logging.Handler):
    def __init__(self, note: Callable[[str], Any]) -> None:
        super().__init__(logging.ERROR)
        self._note = note

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info:
            self._note(f"{record.getMessage()} {traceback.format_exception(*record.exc_info)[-2:]}")


def _resident_mb() -> float:
    gc.collect()
    return process().resident_mb


RUBBISH = Sweep(
    "7", "10^6 lines and bytes: no exception, memory grows by less than 5 MB, the next ring is answered", 10**6, rubbish
)
