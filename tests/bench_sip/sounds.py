"""What the callers listen for: the menu as it is published, and the sound by which the next prompt is known."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from appliance.menu.nodes.office_hours import BREAK, CLOSED, OPEN
from appliance.menu.published import Published, load_current, publish
from appliance.menu.week_words import week_in_words
from appliance.publishing.compose import STARTER_PROFILE
from audio.line.g711 import encode_alaw, encode_ulaw
from tests.fakes.spoken import spoken_store

KEY = "1"
"""In the starter menu it leads to the hours, which begin with the state of the office."""
LOUD = 300
MARK_SAMPLES = 160
A_LAW, U_LAW = 8, 0


@dataclass(frozen=True)
class Sounds:
    """Files for one run: the published menu, marks for the generator, greeting and answer of the bare loop."""

    published: Path
    marks: Path
    greeting: Path
    following: Path


def prepare(directory: Path) -> Sounds:
    """Publish the starter menu into `directory` and write what generator and bare loop need beside it."""
    made = Sounds(*(directory / name for name in ("published", "marks", "greeting.alaw", "following.alaw")))
    publish(STARTER_PROFILE, made.published, spoken_store())
    menu = load_current(made.published)
    made.marks.write_text("".join(_marks(menu)), encoding="ascii")
    made.greeting.write_bytes(encode_alaw(menu.prompts["greeting"].pcm + menu.prompts["main"].pcm))
    [week, *_] = week_in_words(menu.calendar)
    made.following.write_bytes(encode_alaw(menu.phrases[CLOSED].pcm + menu.phrases[week].pcm))
    return made


def _marks(menu: Published) -> Iterator[str]:
    """Yield, for each state the office can be in and each law, where its words become loud and how that sounds."""
    for text, prompt in menu.phrases.items():
        if text.startswith((OPEN, BREAK, CLOSED)):
            samples = array("h", prompt.pcm)
            lead = next(at for at, sample in enumerate(samples) if abs(sample) > LOUD)
            part = samples[lead : lead + MARK_SAMPLES].tobytes()
            yield f"{A_LAW} {lead} {encode_alaw(part).hex()}\n"
            yield f"{U_LAW} {lead} {encode_ulaw(part).hex()}\n"
