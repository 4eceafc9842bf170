"""SMS by hand: list them, send one, decide on one."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import sys
from collections.abc import Callable
from typing import TypeVar

from appliance.casework.database import Database, reading
from appliance.casework.texts.messages import Message, NewMessage
from appliance.clock import SystemClock
from appliance.control import BoxNotRunning, ask
from appliance.errors import SlukhavkaError
from appliance.logs import one_line
from appliance.numbers import Number, NumberKind, Purpose, grouped, masked, parse
from appliance.settings import Settings
from appliance.sms_text import measure

HELP = "SMS: показати, надіслати, вирішити долю непевного"
T = TypeVar("T")
SHOWN_SIGNS = 60
STATES = {
    "queued": "у черзі",
    "sending": "надсилається",
    "sent": "надіслано",
    "delivered": "доставлено",
    "undelivered": "не доставлено",
    "failed": "не надіслано",
    "refused": "заборонено",
    "uncertain": "невідомо, чи надіслано",
    "gathering": "надійшло частково",
    "received": "надійшло",
    "incomplete": "надійшло не все",
    "unreadable": "не читається",
}


class NoSuchMessage(SlukhavkaError):
    """There is no SMS with this number."""


class BadNumber(SlukhavkaError):
    """The telephone number cannot be texted."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to do."""
    deeds = parser.add_subparsers(required=True, metavar="ДІЯ", dest="deed")
    listed = deeds.add_parser("list", help="показати останні")
    listed.add_argument("--count", type=int, default=20, metavar="N", help="скільки (%(default)s)")
    sent = deeds.add_parser("send", help="надіслати; текст читається зі стандартного вводу")
    sent.add_argument("number", metavar="НОМЕР")
    for name, text in (("again", "надіслати ще раз"), ("drop", "більше не надсилати")):
        decided = deeds.add_parser(name, help=f"{text} те, про яке невідомо, чи надіслано")
        decided.add_argument("id", type=int, metavar="№")
        decided.add_argument("--reason", required=True, help="чому")


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Do it. Raises DatabaseUnavailable, BadText, WrongState, TooSoon, NoSuchMessage."""
    deed = {"list": _list, "send": _send, "again": _decide, "drop": _decide}[options.deed]
    deed(settings, options)
    return 0


def _list(settings: Settings, options: argparse.Namespace) -> None:
    with reading(settings.database):
        for message in reversed(Message.latest(options.count)):
            sys.stdout.write(_shown(message) + "\n")


def _shown(message: Message) -> str:
    number = Number(message.number_raw or "", message.number, NumberKind(message.number_kind))
    arrow = "→" if message.direction == "out" else "←"
    text = one_line(message.text)
    shown = text if len(text) <= SHOWN_SIGNS else f"{text[: SHOWN_SIGNS - 1]}…"
    when = message.created_at.astimezone().strftime("%d.%m.%Y %H:%M")
    why = f" ({one_line(message.error)})" if message.error else ""
    return f"№ {message.id} {when} {arrow} {one_line(masked(number))}: {STATES[message.state]}{why}: {shown}"


def _send(settings: Settings, options: argparse.Namespace) -> None:
    number = parse(options.number, settings.box.area_code)
    if number.e164 is None:
        raise BadNumber(f"«{options.number}» не є номером, на який можна надіслати SMS.")
    text = sys.stdin.read().strip()
    # Whoever may run this command is the technician: the number is one that he has entered himself.
    new = NewMessage(number, text, source=f"command:{getpass.getuser()}"[:64], purpose=Purpose.CARD, confirmed=True)
    queued = _written(settings, lambda: Message.queue(new, SystemClock().now()))
    woken = _wake(settings)
    size = measure(text)
    sys.stdout.write(f"SMS № {queued} на {grouped(number.e164)} поставлено в чергу, частин: {size.parts}. {woken}\n")


def _decide(settings: Settings, options: argparse.Namespace) -> None:
    def decide() -> None:
        message = Message.numbered(options.id)
        if message is None:
            raise NoSuchMessage(f"SMS № {options.id} немає.")
        verb = message.send_again if options.deed == "again" else message.give_up
        verb(by=f"command:{getpass.getuser()}", reason=options.reason, now=SystemClock().now())

    _written(settings, decide)
    sys.stdout.write(f"Записано. {_wake(settings)}\n")


def _wake(settings: Settings) -> str:
    try:
        ask(settings.control, "wake_outbox")
    except BoxNotRunning:
        return "Слухавка не працює: SMS підуть, коли вона запрацює."
    return "Слухавка про це знає."


def _written(settings: Settings, verb: Callable[[], T]) -> T:
    async def write_it() -> T:
        database = Database(settings.database)
        try:
            return await database.run(verb)
        finally:
            await database.close()

    return asyncio.run(write_it())
