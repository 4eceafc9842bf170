"""The menu of a box that has nothing published: a rising signal, a message, a falling signal.

A call is answered whatever else is broken; without a single spoken word the box is still an answering machine.
"""

from __future__ import annotations

from appliance.casework.office.calendar import WorkCalendar
from appliance.contracts import Prompt
from appliance.menu.content import Background
from appliance.menu.flow import read_flow
from appliance.menu.nodes.record import PHRASES
from appliance.menu.published import Published
from audio.line.tones import silence, tone

FLOW = """
title = "Без слів"
start = "message"
main = "message"
operator = "message"
emergency = "message"

[nodes.message]
kind = "record"
prompt = "rising"
review = "short"
kept = "falling"
kept_number = "falling"
deleted = "falling"
nothing = "falling"
failed = "falling"
exits = { done = "goodbye", nothing = "goodbye" }

[nodes.goodbye]
kind = "hang_up"
prompt = "falling"

[prompts]
rising = "♪"
falling = "♫"
short = "♩"
warning = "♬"
goodbye = "♭"
"""
LOW_HZ, MIDDLE_HZ, HIGH_HZ = 440.0, 554.0, 659.0


def tones_only() -> Published:
    """Return the menu that needs no files."""
    rising = _melody(LOW_HZ, MIDDLE_HZ, HIGH_HZ)
    falling = _melody(HIGH_HZ, MIDDLE_HZ, LOW_HZ)
    short = _melody(MIDDLE_HZ)
    sounds = {"rising": rising, "falling": falling, "short": short, "warning": short, "goodbye": falling}
    return Published(
        revision="tones",
        flow=read_flow(FLOW),
        background=Background(WorkCalendar.round_the_clock()),
        prompts={name: Prompt(name, "", pcm) for name, pcm in sounds.items()},
        phrases={word: Prompt("", word, silence(0.1)) for word in PHRASES},
    )


def _melody(*tones_hz: float) -> bytes:
    return b"".join(tone([hz], 0.25, -16.0) for hz in tones_hz) + silence(0.5)
