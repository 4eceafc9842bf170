"""A modem family is a TOML file: what its ports are, what it is told, what it says.

The file's tables and keys are the fields of the classes below; `docs/architecture.md` names where the files lie. No
brand name stands in the code.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

from appliance.errors import SettingsError
from appliance.lines.ussd_text import UssdForm


class Says(StrEnum):
    """What an unsolicited line can mean, the special before the general. The keys of a family's `[says]` table."""

    RING = "ring"
    CALLER = "caller"
    ENDED = "ended"
    LISTED = "listed"
    ACTIVE = "active"
    WAITING = "waiting"
    DIGIT = "digit"
    PAUSE = "pause"
    RESUME = "resume"
    SIGNAL = "signal"
    RESTARTED = "restarted"
    SIM_GONE = "sim_gone"
    SMS = "sms"
    SMS_STORED = "sms_stored"
    REPORT = "report"
    REPORT_STORED = "report_stored"
    STORE_FULL = "store_full"
    SUBMITTED = "submitted"
    USSD = "ussd"


class CallTransfer(StrEnum):
    """How a caller is put through to a number outside on the one line he is on (AT+CHLD, 3GPP TS 27.007 §7.13)."""

    NONE = "none"
    """Not at all: two calls at once break this family's sound."""
    JOIN = "join"
    """The box stays in a conference of three (MPTY, TS 22.084) until one of them hangs up."""
    EXPLICIT = "explicit"
    """The network joins the two and lets the box go (ECT, TS 22.091); where it refuses, a conference."""


GROUPS = {
    Says.CALLER: {"number", "validity"},
    Says.LISTED: {"index", "direction", "stat", "mode", "number"},
    Says.WAITING: {"number"},
    Says.SIGNAL: {"rssi"},
    Says.SMS: {"pdu"},
    Says.SMS_STORED: {"store", "index"},
    Says.REPORT: {"pdu"},
    Says.REPORT_STORED: {"store", "index"},
    Says.SUBMITTED: {"reference"},
    Says.USSD: {"stage", "text", "dcs"},
}
"""The named groups that a pattern must have. A digit comes as `digit`, or as its decimal code in `ascii`."""
CLOCK_GROUPS = {"year", "month", "day", "hour", "minute", "second", "zone"}
STANDARD = {
    Says.SMS: r"^\+CMT: ?(?:.*,)?\d+\n(?P<pdu>[0-9A-Fa-f]+)$",
    Says.SMS_STORED: r'^\+CMTI: ?"(?P<store>[A-Z]{2})",(?P<index>-?\d+)',
    Says.REPORT: r"^\+CDS: ?\d+\n(?P<pdu>[0-9A-Fa-f]+)$",
    Says.REPORT_STORED: r'^\+CDSI: ?"(?P<store>[A-Z]{2})",(?P<index>-?\d+)',
    Says.STORE_FULL: r"^\^SMMEMFULL|^\+SMS FULL",
    Says.SUBMITTED: r"^\+CMGS: ?(?P<reference>\d+)",
    Says.SIM_GONE: r"^\+CPIN: ?(?:SIM REMOVED|NOT INSERTED|NOT READY)$",
    Says.USSD: r'^\+CUSD: ?(?P<stage>[0-5])(?:,"(?P<text>(?:.|\n)*?)"?(?:,(?P<dcs>\d{1,3}))?)?$',
}
"""What 3GPP TS 27.005 and 27.007 make every family say; a family's own words come in their place."""
NOTHING = re.compile(r"(?!)")
"""Matches no line: what a family does not say."""
NEEDED = {Says.RING, Says.CALLER, Says.ENDED, Says.LISTED, Says.ACTIVE}


@dataclass(frozen=True, slots=True)
class Said:
    """One unsolicited line understood; `parts` are the named groups of its pattern."""

    what: Says
    parts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CallCommands:
    """How a call is taken, placed and ended."""

    answer: str = "ATA"
    dial: str = "ATD{number};"
    hang_up: str = "AT+CHUP"
    send_digit: str = "AT+VTS={digit}"


@dataclass(frozen=True, slots=True)
class AudioCommands:
    """How sound is opened in a call. `open` is tried each `retry_s` until `window_s` have passed.

    `card`: the sound comes by this card of ALSA ("plughw:CARD=Android"), not by a serial port.
    """

    open: str
    close: str = ""
    card: str = ""
    retry_s: float = 0.5
    window_s: float = 6.0


@dataclass(frozen=True, slots=True)
class DtmfRules:
    """How keys come: `relaxed` takes the longer times of a line that mangles tones."""

    relaxed: bool = False


@dataclass(frozen=True, slots=True)
class SmsRules:
    """Where SMS are kept and how they are announced: of each list the first that the modem accepts counts."""

    stores: tuple[str, ...] = ("ME", "SM")
    announce: tuple[str, ...] = ("AT+CNMI=2,1,0,2,0", "AT+CNMI=2,1,0,1,0", "AT+CNMI=2,1")


@dataclass(frozen=True, slots=True)
class UssdRules:
    """How USSD is written: `packed` is septets in hex."""

    form: UssdForm = UssdForm.TEXT


@dataclass(frozen=True, slots=True)
class SimRules:
    """How the card is asked for the tries of its PIN that are left: a command, and its line with the group `left`."""

    tries: str = ""
    tries_left: re.Pattern[str] = NOTHING


@dataclass(frozen=True, slots=True)
class VoiceOverLte:
    """How the modem is asked whether calls come over LTE, and which line says yes; "" when it cannot be asked."""

    ask: str = ""
    yes: re.Pattern[str] = NOTHING


@dataclass(frozen=True, slots=True)
class ClockRules:
    """How the modem tells the time of the network; the groups of `says` are `CLOCK_GROUPS`.

    `local`: what it tells is the time of the place, and `zone` (quarters of an hour) leads back to UTC.
    """

    ask: str = ""
    says: re.Pattern[str] = NOTHING
    local: bool = True


@dataclass(frozen=True, slots=True)
class ModemFamily:
    """Everything that differs from one kind of modem to the next."""

    name: str
    title: str
    usb: Mapping[str, Mapping[str, int]]
    voice_check: str
    voice_answer: re.Pattern[str]
    start: tuple[str, ...]
    audio: AudioCommands
    says: Mapping[Says, re.Pattern[str]]
    call: CallCommands = field(default_factory=CallCommands)
    dtmf: DtmfRules = field(default_factory=DtmfRules)
    sms: SmsRules = field(default_factory=SmsRules)
    ussd: UssdRules = field(default_factory=UssdRules)
    sim: SimRules = field(default_factory=SimRules)
    volte: VoiceOverLte = field(default_factory=VoiceOverLte)
    clock: ClockRules = field(default_factory=ClockRules)
    call_transfer: CallTransfer = CallTransfer.NONE
    baudrate: int = 115200
    reset: str = "AT+CFUN=1,1"
    settle_s: float = 4.0
    """The first call after the modem came back fails when it is taken sooner (bg111/asterisk-chan-dongle#261)."""

    def understand(self, line: str) -> Said | None:
        """Tell what an unsolicited line means; None for noise."""
        for what, pattern in self.says.items():
            if found := pattern.search(line):
                return Said(what, {name: text or "" for name, text in found.groupdict().items()})
        return None


def families(directory: Path) -> dict[str, Path]:
    """Return the families that `directory` holds, by name."""
    return {path.stem: path for path in sorted(directory.glob("*.toml"))}


def load_family(name: str, directory: Path) -> ModemFamily:
    """Read the family `name`. Raises SettingsError with a sentence."""
    known = families(directory)
    if name not in known:
        raise SettingsError(f"Невідома родина модемів «{name}». Є такі: {', '.join(known) or 'жодної'}.")
    try:
        return _family(name, tomllib.loads(known[name].read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, re.error, TypeError, ValueError, KeyError) as error:
        raise SettingsError(f"{known[name]}: опис модема не читається ({error}).") from error


def _family(name: str, table: dict[str, Any]) -> ModemFamily:
    unknown = set(table) - {item.name for item in fields(ModemFamily)}
    if unknown:
        raise ValueError(f"невідомі ключі: {', '.join(sorted(unknown))}")
    return ModemFamily(
        **{
            **table,
            "name": name,
            "usb": {
                usb_id: {"at": int(at["at"]), "audio": int(at["audio"])} for usb_id, at in dict(table["usb"]).items()
            },
            "start": tuple(_texts(table["start"], "start")),
            "voice_answer": re.compile(table["voice_answer"]),
            "audio": AudioCommands(**table["audio"]),
            "call": CallCommands(**table.get("call", {})),
            "call_transfer": CallTransfer(table.get("call_transfer", CallTransfer.NONE)),
            "dtmf": DtmfRules(**table.get("dtmf", {})),
            "sms": _sms(dict(table.get("sms", {}))),
            "ussd": UssdRules(**{name: UssdForm(form) for name, form in dict(table.get("ussd", {})).items()}),
            "sim": SimRules(**_compiled(table, "sim", "tries_left", {"left"})),
            "volte": VoiceOverLte(**_compiled(table, "volte", "yes", set())),
            "clock": ClockRules(**_compiled(table, "clock", "says", CLOCK_GROUPS)),
            "says": _says(dict(table["says"])),
        }
    )


def _sms(table: dict[str, Any]) -> SmsRules:
    return SmsRules(**{name: tuple(_texts(texts, f"sms.{name}")) for name, texts in table.items()})


def _says(table: dict[str, Any]) -> dict[Says, re.Pattern[str]]:
    patterns = {what: re.compile(standard) for what, standard in STANDARD.items()}
    patterns |= {Says(what): re.compile("|".join(_texts(said, what))) for what, said in table.items()}
    if missing := NEEDED - set(patterns):
        raise ValueError(f"немає says.{sorted(missing)[0]}")
    for what, pattern in patterns.items():
        groups = set(pattern.groupindex)
        if not GROUPS.get(what, set()) <= groups or (what is Says.DIGIT and not groups & {"digit", "ascii"}):
            raise ValueError(f"says.{what}: бракує іменованих груп")
    return {what: patterns[what] for what in Says if what in patterns}


def _compiled(table: Mapping[str, Any], name: str, key: str, groups: set[str]) -> dict[str, Any]:
    """Return the table `name` with its pattern at `key` ready for use."""
    rules = dict(table.get(name, {}))
    if key in rules:
        rules[key] = re.compile(rules[key])
        if not groups <= set(rules[key].groupindex):
            raise ValueError(f"{name}.{key}: бракує іменованих груп")
    return rules


def _texts(value: Any, key: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise ValueError(f"{key} має бути списком рядків")
    return value
