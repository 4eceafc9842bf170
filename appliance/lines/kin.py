"""The families of both kinds of modem, side by side: what a modem that was found may belong to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from appliance.lines.family import families, load_family
from appliance.lines.voice_family import load_voice_family, voice_families

GSM, VOICE = "gsm", "voice"
"""The kinds of lines, as the settings name them."""


@dataclass(frozen=True, slots=True)
class Kin:
    """What is to be known of a family before one of it is used. `card`: its sound comes by a sound card."""

    name: str
    title: str
    kind: str
    usb: Mapping[str, Mapping[str, int]]
    card: bool = False


def all_kin(modems: Path, voice_modems: Path) -> tuple[Kin, ...]:
    """Return every family of the two directories. Raises SettingsError."""
    gsm = [load_family(name, modems) for name in families(modems)]
    voice = [load_voice_family(name, voice_modems) for name in voice_families(voice_modems)]
    return (
        *(Kin(each.name, each.title, GSM, each.usb, bool(each.audio.card)) for each in gsm),
        *(Kin(each.name, each.title, VOICE, each.usb) for each in voice),
    )
