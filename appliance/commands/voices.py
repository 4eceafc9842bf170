"""The voices of this machine."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from appliance.errors import SettingsError
from appliance.settings import Settings
from audio.engines import Engine, EngineError, EngineMissing, Manner, engines, in_order, kind_of
from audio.engines.child import Child
from audio.engines.piper import look_in
from audio.speech.languages import LANGUAGES, language_of

HELP = "показати голоси: які є, чого бракує іншим, хто говорить першим"


def arguments(_parser: argparse.ArgumentParser) -> None:
    """Take none."""


def run(settings: Settings, _options: argparse.Namespace) -> int:
    """Print a line for each voice, and one for each engine that is not here. Raises SettingsError."""
    order = order_of(settings)
    able = [voice for voice in order if not engines()[kind_of(voice)].missing()]
    places = {_full(voice): f"{place}-й у черзі" for place, voice in reversed(list(enumerate(able, 1)))}
    rows = [row for engine in engines().values() for row in _rows(engine, places)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)][:2]
    for voice, place, about in rows:
        sys.stdout.write(f"{voice:{widths[0]}}  {place:{widths[1]}}  {about}\n")
    return 0


def order_of(settings: Settings) -> tuple[str, ...]:
    """Return the voices in the order in which they are tried, and let this process find them. Raises SettingsError."""
    look_in(settings.speech.piper_voices)
    try:
        return in_order(settings.speech.order)
    except EngineMissing as error:
        raise SettingsError(f"[speech], «order»: {error}") from error


def _rows(engine: Engine, places: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    if missing := engine.missing():
        yield engine.name, "немає", missing
        return
    child = Child(engine.name)
    try:
        for voice in child.render([], _manner(engine, engine.voice)).voices:
            version = child.render([], _manner(engine, voice)).version
            name = f"{engine.name}/{voice}"
            yield name, places.get(name) or _otherwise(name), f"версія {version}"
    except EngineError as error:
        yield engine.name, "не працює", str(error)
    finally:
        child.close()


def _otherwise(voice: str) -> str:
    """Return when a voice speaks that stands in no order."""
    code = language_of(voice)
    return f"{LANGUAGES[code].name} мова" if code else "на вимогу"


def _manner(engine: Engine, voice: str) -> Manner:
    return Manner(voice, engine.rates[0], engine.pitch)


def _full(voice: str) -> str:
    """Return the name with its voice where only the engine is named."""
    return voice if "/" in voice else f"{voice}/{engines()[voice].voice}"
