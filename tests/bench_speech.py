"""`make bench-speech`: the voices of this machine side by side, with the bounds they are held to.

They speak the starter menu and, for stress, single words. Nothing here fails: a figure over its bound is marked, and a
person judges. Nobody listened: nothing here tells how pleasant a voice is.
"""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from appliance.menu.published import read_source
from appliance.publishing.compose import STARTER_PROFILE
from audio.engines import engines
from audio.engines.espeak import ESpeak
from audio.speech.checks import ACTIVE_DBFS, ACTIVE_TOLERANCE_DB, IN_BAND_LEAST, PEAK_DBFS
from audio.speech.stress import StressLists, mark
from audio.speech.text.words import to_words
from tests.audio.engines import needs
from tests.audio.engines.espeak_152 import put_on_path
from tests.audio.speech import heard_stress
from tests.audio.speech.voice_figures import VoiceFigures, english_in, measured

GOLDEN = Path(__file__).parent / "audio" / "speech" / "text" / "golden.toml"
PI_IS_SLOWER_BY = 5
"""One core of a Pi 4 than one core of the machine that this was written on; an estimate. A Pi too must keep up."""
PACE = (95.0, 120.0)
STRESS_LEAST = 0.99
WIDTH = 18


@dataclass(frozen=True, slots=True)
class Promise:
    """A row of the table. `bound` is what a person reads of it, "" for none."""

    name: str
    shown: str
    bound: str
    holds: Callable[[float], bool]


def _at_most(name: str, shown: str, most: float) -> Promise:
    return Promise(name, shown, f"≤ {most:g}", lambda value: value <= most)


def _at_least(name: str, shown: str, least: float) -> Promise:
    return Promise(name, shown, f"≥ {least:g}", lambda value: value >= least)


def _between(name: str, shown: str, least: float, most: float) -> Promise:
    return Promise(name, shown, f"{least:g} … {most:g}", lambda value: least <= value <= most)


def _told(name: str, shown: str) -> Promise:
    return Promise(name, shown, "", lambda _: True)


LEVEL = (ACTIVE_DBFS - ACTIVE_TOLERANCE_DB, ACTIVE_DBFS + ACTIVE_TOLERANCE_DB)
PROMISES: Mapping[str, Promise] = {
    "rate": _told("rate found for it", ".0f"),
    "started_s": _told("first audio, engine not running, s", ".2f"),
    "first_audio_s": _told("first audio, s", ".2f"),
    "real_time_factor": _at_most("real-time factor", ".3f", 1 / PI_IS_SLOWER_BY),
    "memory_mb": _told("memory of engine and child, MB", ".0f"),
    "lowest_dbfs": _between("active level, lowest, dBFS", ".1f", *LEVEL),
    "highest_dbfs": _between("active level, highest, dBFS", ".1f", *LEVEL),
    "peak_dbfs": _at_most("peak, dBFS", ".1f", PEAK_DBFS),
    "clipped": _at_most("clipped samples", ".0f", 0),
    "in_band": _at_least("least share in 300–3400 Hz", ".2f", IN_BAND_LEAST),
    "words_per_minute": _between("words a minute, long texts", ".0f", *PACE),
    "slowest_pace": _told("… the slowest text", ".0f"),
    "quickest_pace": _told("… the quickest text", ".0f"),
    "estoi": _at_least("ESTOI after GSM, 300–3400 Hz", ".3f", 0.85),
    "estoi_of_all_bands": _told("… from 150 Hz", ".3f"),
    "false_keys": _at_most("keys heard in prompts", ".0f", 0),
    "english": _at_most("texts with English in them", ".0f", 0),
    "stress": _at_least("known stress right", ".3f", STRESS_LEAST),
    "stress_by_itself": _told("… when not told", ".3f"),
}


def main() -> None:
    """Measure every voice and print the table, then what nobody knows the stress of."""
    flow, background = read_source(STARTER_PROFILE)
    texts = sorted(flow.texts(background))
    lists = StressLists()
    known = heard_stress.known_words(lists)
    _say(f"{os.cpu_count()} cores; {len(texts)} prompts of the starter menu; stress of {len(known)} words")
    columns: dict[str, dict[str, float]] = {}
    for voice in voices():
        name, column = _column(voice, texts, known, lists)
        _say(f"  measured: {name}")
        columns[name] = column
    with TemporaryDirectory() as directory, espeak_152(Path(directory)) as there:
        if there:
            _say("  espeak-ng 1.52 is driven by a small Python program, which its times and memory include")
            name, column = _column("espeak/uk", texts, known, lists)
            columns[name] = column
    _show(columns)
    _show_unknown(lists)


def voices() -> Iterator[str]:
    """Yield the voices of this machine that are measured."""
    for kind, engine in engines().items():
        if reason := engine.missing():
            _say(f"  left out: {kind}: {reason}")
        else:
            named = ("Natalia", "Anatol") if kind == "rhvoice" else (engine.voice,)
            yield from (f"{kind}/{voice}" for voice in named)


@contextmanager
def espeak_152(directory: Path) -> Iterator[bool]:
    """Put the other version of espeak-ng first on the PATH, if it is not the one that is installed."""
    if not needs.has_espeak_152() or ESpeak().version("uk").startswith("1.52"):
        yield False
        return
    before = os.environ["PATH"]
    os.environ["PATH"] = put_on_path(directory)
    try:
        yield True
    finally:
        os.environ["PATH"] = before


def _column(voice: str, texts: Sequence[str], known: Sequence[str], lists: StressLists) -> tuple[str, dict[str, float]]:
    seen = measured(voice, texts)
    kind, _, name = voice.partition("/")
    column = {field: float(getattr(seen, field)) for field in PROMISES if field in VoiceFigures.__slots__}
    if kind == "espeak":
        column["english"] = len(english_in(_spoken_texts(texts, lists)))
        column["stress"] = _share(heard_stress.espeak_right(ESpeak(), known))
        column["stress_by_itself"] = _share(heard_stress.espeak_right_by_itself(known))
        return f"espeak-ng {seen.version.partition('+')[0]}", column
    if kind == "rhvoice":
        column["stress"] = _share(heard_stress.rhvoice_right(known, name)[1])
    return name, column


def _spoken_texts(texts: Sequence[str], lists: StressLists) -> list[str]:
    """Return the words of the menu and of the golden phrases, stressed."""
    golden = tomllib.loads(GOLDEN.read_text(encoding="utf-8"))
    spoken = [*(to_words(text).text for text in texts), *(said for group in golden.values() for said in group.values())]
    return [mark(words, lists).text for words in spoken]


def _show(columns: Mapping[str, Mapping[str, float]]) -> None:
    _say("\n" + " " * 36 + "".join(f"{name:>{WIDTH}}" for name in columns) + "   bound")
    for field, promise in PROMISES.items():
        cells = [_cell(column.get(field), promise) for column in columns.values()]
        _say(f"{promise.name:36}{''.join(f'{cell:>{WIDTH}}' for cell in cells)}   {promise.bound}")


def _cell(value: float | None, promise: Promise) -> str:
    if value is None:
        return "–"
    return f"{'' if promise.holds(value) else 'over: '}{value:{promise.shown}}"


def _show_unknown(lists: StressLists) -> None:
    told = [mark(word, lists) for word in heard_stress.WORDS]
    unknown = [word for stressed in told for word in stressed.unknown]
    ambiguous = [word for stressed in told for word in stressed.ambiguous]
    _say(f"\nOf {len(set(heard_stress.WORDS))} words of municipal texts")
    _say(f"  the stress of {len(unknown)} is unknown: {' '.join(unknown)}")
    _say(f"  {len(ambiguous)} have several, the editor marks which: {' '.join(ambiguous)}")


def _share(right: Sequence[bool]) -> float:
    return sum(right) / len(right)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
