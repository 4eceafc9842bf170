"""One voice of this machine in figures: how quickly it speaks, how it sounds, and what a telephone makes of it."""

from __future__ import annotations

import os
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import run

import numpy as np

from audio.engines import Manner
from audio.engines.child import Child
from audio.engines.espeak import ESpeak
from audio.line.dtmf import DtmfDetector
from audio.speech.chain import LEAD_MS, TAIL_MS
from audio.speech.checks import RATE, SHORT_S, Figures
from audio.speech.pauses import clauses
from audio.speech.speaker import Speaker
from audio.speech.store import Recipe
from tests.audio.speech.estoi import BANDS, TELEPHONE_BANDS, estoi
from tests.audio.speech.gsm_full_rate import through_gsm

LONG_TEXT_WORDS = 12
"""A pace is told of texts of so many words and more: a word alone has no pace."""
TRIES = 5
SAMPLED_EVERY_S = 0.005
WAV_HEAD_BYTES = 44
PAGE_MB = os.sysconf("SC_PAGE_SIZE") / (1 << 20)


@dataclass(frozen=True, slots=True)
class VoiceFigures:
    """Of each thing that differs between prompts the worst, so that a bound holds for all of them."""

    version: str
    rate: int
    started_s: float
    """From the order to the first clause, the process of the engine not running yet."""
    first_audio_s: float
    """The same with the process running: the median of some tries."""
    real_time_factor: float
    """Of all prompts, engine and chain together."""
    memory_mb: float
    """Resident, of the process of the engine and all it starts."""
    lowest_dbfs: float
    highest_dbfs: float
    peak_dbfs: float
    clipped: int
    in_band: float
    """Of prompts of two seconds and more."""
    words_per_minute: float
    """Of all long texts together."""
    slowest_pace: float
    quickest_pace: float
    estoi: float
    """Of all prompts together after the codec of GSM, in the band of a telephone."""
    estoi_of_all_bands: float
    """The same as it is published: from 150 Hz."""
    false_keys: int
    """Keys that our detector hears in the prompts, both ways it can be set."""


@dataclass(frozen=True, slots=True)
class _Prompt:
    words: int
    pcm: bytes
    figures: Figures


def measured(voice: str, texts: Sequence[str]) -> VoiceFigures:
    """Speak `texts` with `voice` (`engine/voice`) and measure. Raises EngineError, UnfitSound."""
    speaker = Speaker()
    try:
        recipes = [speaker.recipe(text, voice) for text in texts]
        begun = time.monotonic()
        prompts = [_prompt(speaker, recipe) for recipe in recipes]
        took_s = time.monotonic() - begun
    finally:
        speaker.close()
    started_s, first_audio_s, memory_mb = _alone(recipes)
    seen = [prompt.figures for prompt in prompts]
    long = [prompt for prompt in prompts if prompt.words >= LONG_TEXT_WORDS]
    pcm = b"".join(prompt.pcm for prompt in prompts)
    return VoiceFigures(
        version=recipes[0].engine_version,
        rate=recipes[0].rate,
        started_s=started_s,
        first_audio_s=first_audio_s,
        real_time_factor=took_s / sum(each.duration_s for each in seen),
        memory_mb=memory_mb,
        lowest_dbfs=min(each.active_dbfs for each in seen),
        highest_dbfs=max(each.active_dbfs for each in seen),
        peak_dbfs=max(each.peak_dbfs for each in seen),
        clipped=sum(each.clipped for each in seen),
        in_band=min(each.in_band for each in seen if each.duration_s >= SHORT_S),
        words_per_minute=_pace(long),
        slowest_pace=min(_pace([prompt]) for prompt in long),
        quickest_pace=max(_pace([prompt]) for prompt in long),
        estoi=_after_gsm(pcm, TELEPHONE_BANDS),
        estoi_of_all_bands=_after_gsm(pcm, range(BANDS)),
        false_keys=sum(_keys_heard(prompt.pcm) for prompt in prompts),
    )


def english_in(texts: Sequence[str]) -> list[str]:
    """Return those of `texts` (words with their stress) in which espeak-ng falls into English."""
    sent = [words.replace("\n", " ") for words in ESpeak().forced(texts, "uk")]
    command = ["espeak-ng", "-q", "--ipa", "-v", "uk", "--stdin"]
    return [
        text
        for text, words in zip(texts, sent, strict=True)
        if "(en" in run(command, input=words, capture_output=True, text=True, check=True).stdout
    ]


def _prompt(speaker: Speaker, recipe: Recipe) -> _Prompt:
    wav, figures = speaker.speak(recipe)
    return _Prompt(len(recipe.words.split()), wav[WAV_HEAD_BYTES:], figures)


def _alone(recipes: Sequence[Recipe]) -> tuple[float, float, float]:
    """Return, of the engine without the chain, both times to the first audio and the memory."""
    clause = clauses(recipes[0].words)[0].text
    manner = Manner(recipes[0].voice, recipes[0].rate, recipes[0].pitch)
    longest = max((recipe.words for recipe in recipes), key=len)
    child = Child(recipes[0].engine)
    try:
        started_s = _timed(child, clause, manner)
        first_audio_s = statistics.median(_timed(child, clause, manner) for _ in range(TRIES))
        with _sampled_memory() as seen_mb:
            child.render([longest], manner)
    finally:
        child.close()
    return started_s, first_audio_s, max(seen_mb)


def _timed(child: Child, clause: str, manner: Manner) -> float:
    begun = time.monotonic()
    child.render([clause], manner)
    return time.monotonic() - begun


@contextmanager
def _sampled_memory() -> Iterator[list[float]]:
    """Look, as long as the block runs, how much memory the sessions have that this process has begun."""
    seen = [_memory_of_sessions_mb()]
    stop = threading.Event()

    def look() -> None:
        while not stop.wait(SAMPLED_EVERY_S):
            seen.append(_memory_of_sessions_mb())

    looker = threading.Thread(target=look)
    looker.start()
    try:
        yield seen
    finally:
        stop.set()
        looker.join()


def _memory_of_sessions_mb() -> float:
    parents, sessions, pages = {}, {}, {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            fields = (process / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        pid = int(process.name)
        parents[pid], sessions[pid], pages[pid] = int(fields[1]), int(fields[3]), int(fields[21])
    ours = {pid for pid, parent in parents.items() if parent == os.getpid() and sessions[pid] == pid}
    return PAGE_MB * sum(pages[pid] for pid, session in sessions.items() if session in ours)


def _pace(prompts: Sequence[_Prompt]) -> float:
    """Return the words a minute, the silence around each prompt left out."""
    speech_s = sum(prompt.figures.duration_s - (LEAD_MS + TAIL_MS) / 1000 for prompt in prompts)
    return 60 * sum(prompt.words for prompt in prompts) / speech_s


def _after_gsm(pcm: bytes, bands: range) -> float:
    clean, heard = (np.frombuffer(each, "<i2") / 32768.0 for each in (pcm, through_gsm(pcm)))
    return estoi(clean, heard, RATE, bands)


def _keys_heard(pcm: bytes) -> int:
    return sum(len(DtmfDetector(relaxed=relaxed).feed(pcm)) for relaxed in (False, True))
