"""A box that has lived: a register with a whole life in it, recordings, secrets, a published menu."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from appliance.casework.contacts.calls import VoiceMessage
from appliance.casework.row import bind
from appliance.clock import Moment
from appliance.settings import Settings
from tests.appliance.casework.register import NOW, call, later
from tests.appliance.casework.whole_life import lead
from tests.fakes.box import settings_for
from tests.fakes.fresh_register import lay_register

__all__ = ["NOW", "damage", "later", "live", "message", "opened_register", "settings_in", "untrusted"]

PAGE = 4096


def settings_in(tmp_path: Path) -> Settings:
    """Return the settings of a box with a fresh register."""
    settings = settings_for(tmp_path)
    settings.recordings.mkdir(parents=True)
    lay_register(settings.database)
    return settings


def live(settings: Settings) -> None:
    """Let everything happen to the box that leaves a trace."""
    with opened_register(settings):
        lead(settings.recordings)


@contextmanager
def opened_register(settings: Settings) -> Iterator[None]:
    with bind(settings.database).connection_context():
        yield


def message(settings: Settings, name: str, *, at: Moment = NOW, sound: bytes = b"RIFFvoice") -> int:
    """Keep a voice message with its sound; the register is open."""
    (settings.recordings / f"{name}.wav").write_bytes(sound)
    uid = f"{random.Random(name).getrandbits(128):032x}"
    return VoiceMessage.keep(
        call("+380671112233", at=at), uid=uid, purpose="message", kept=at, path=f"{name}.wav", duration_s=5, sound_s=5
    )


def damage(path: Path, seed: int) -> int:
    """Overwrite one page at random and return its number, counted from 0."""
    chance = random.Random(seed)
    pages = path.stat().st_size // PAGE
    page = chance.randrange(pages)
    with path.open("r+b") as file:
        file.seek(page * PAGE)
        file.write(chance.randbytes(PAGE))
    return page


def untrusted(moment: Moment) -> Moment:
    return replace(moment, trusted=False)
