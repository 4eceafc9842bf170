"""A family of voice modems is a TOML file in `firmware_config/voice_modems/`.

The file's tables and keys are the fields of the classes below; codes that end a stream are written in hexadecimal
(`"10 5E"`). No brand name stands in the code.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from appliance.errors import SettingsError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class VoiceCallCommands:
    """How a call is taken, placed and ended.

    `enter` begins voice mode and must be obeyed, `tune` may be refused; then `off_hook` takes the line.
    """

    enter: tuple[str, ...]
    tune: tuple[str, ...] = ()
    off_hook: str = "AT+VLS=1"
    on_hook: tuple[str, ...] = ("AT+VLS=0", "ATH0", "AT+FCLASS=0")
    dial: str = "ATD{dialling}{number}"
    dialling: str = "T"
    """"T" dials with tones, "P" with pulses, for an old exchange."""
    dial_limit_s: float = 90.0
    send_digits: str = "AT+VTS={digits}"


@dataclass(frozen=True, slots=True)
class VoiceStreams:
    """How sound is opened and left. `duplex` "": the modem can only speak or listen."""

    duplex: str = "AT+VTR"
    transmit: str = "AT+VTX"
    receive: str = "AT+VRX"
    leave_duplex: bytes = b"\x10^"
    leave_transmit: bytes = b"\x10\x18\x10\x03"
    leave_receive: bytes = b"\x10!"
    purge: bytes = b"\x10\x18"


@dataclass(frozen=True, slots=True)
class VoiceRules:
    """What this kind of modem may be believed."""

    ring_gone_s: float = 7.0
    """Nobody tells that the ringing has stopped: a caller is gone when the next ring is so late (1 s on, 4 s off)."""
    parallel_phone: bool = True
    """Whether it sees another telephone on the line being lifted."""


@dataclass(frozen=True, slots=True)
class VoiceFamily:
    """Everything that differs from one kind of voice modem to the next."""

    name: str
    title: str
    usb: Mapping[str, Mapping[str, int]]
    start: tuple[str, ...]
    call: VoiceCallCommands
    streams: VoiceStreams = field(default_factory=VoiceStreams)
    rules: VoiceRules = field(default_factory=VoiceRules)
    baudrate: int = 115200


def voice_families(directory: Path) -> dict[str, Path]:
    """Return the families that `directory` holds, by name."""
    return {path.stem: path for path in sorted(directory.glob("*.toml"))}


def load_voice_family(name: str, directory: Path) -> VoiceFamily:
    """Read the family `name`. Raises SettingsError with a sentence."""
    known = voice_families(directory)
    if name not in known:
        raise SettingsError(f"Невідома родина голосових модемів «{name}». Є такі: {', '.join(known) or 'жодної'}.")
    try:
        return _family(name, tomllib.loads(known[name].read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError, ValueError, KeyError) as error:
        raise SettingsError(f"{known[name]}: опис модема не читається ({error}).") from error


def _family(name: str, table: dict[str, Any]) -> VoiceFamily:
    usb = {usb_id: {"at": int(at), "audio": int(at)} for usb_id, at in dict(table["usb"]).items()}
    parts = {
        "call": _part(VoiceCallCommands, table["call"]),
        "streams": _part(VoiceStreams, table.get("streams", {})),
        "rules": _part(VoiceRules, table.get("rules", {})),
    }
    family = _part(VoiceFamily, {**table, "name": name, "usb": usb, **parts})
    family.call.dial.format(dialling="T", number="0")
    family.call.send_digits.format(digits="0")
    return family


def _part(cls: type[T], table: Any) -> T:
    if not isinstance(table, dict):
        raise ValueError(f"{cls.__name__}: очікується розділ")
    known = {item.name: item for item in fields(cls)}  # type: ignore[arg-type]  # T is one of ours
    if unknown := set(table) - set(known):
        raise ValueError(f"невідомі ключі: {', '.join(sorted(unknown))}")
    for key, item in known.items():
        if key not in table and item.default is MISSING and item.default_factory is MISSING:
            raise ValueError(f"немає ключа {key}")
    return cls(**{key: _value(str(known[key].type), key, value) for key, value in table.items()})


def _value(wanted: str, key: str, value: Any) -> Any:
    if wanted == "bytes" and isinstance(value, str):
        return bytes.fromhex(value)
    if wanted == "tuple[str, ...]":
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            raise ValueError(f"{key} має бути списком рядків")
        return tuple(value)
    fits = {
        "str": isinstance(value, str),
        "bool": isinstance(value, bool),
        "int": isinstance(value, int) and not isinstance(value, bool),
        "float": isinstance(value, int | float) and not isinstance(value, bool),
    }
    if not fits.get(wanted, True):
        raise ValueError(f"{key}: очікується {wanted}")
    return value
