"""Has the texts of a menu spoken, and recordings looked at, by the speech unit."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from appliance.errors import SlukhavkaError
from appliance.settings import Settings
from audio.recorded import inbox
from audio.speech.prompt_set import PromptSet, SetFailed, Wanted, spoken_set, stored_set
from audio.speech.spool import is_served
from audio.speech.store import PromptStore

POLL_S = 0.2
STARTS_S = 5.0
TOLD, FAULTS_TOLD = 60, 10
"""So many signs of so many texts that could not be spoken are told."""
WAIT_S = 120.0
"""As long the speech unit may be silent."""
OLD_WORDS = (
    "Увага: мовний блок не працює, тож меню складено з озвученого раніше; "
    "зміни наголосів, голосу й темпу почують після наступної публікації.\n"
)
FEWER_WORDS = (
    "Увага: мовний блок не працює, тож те, що Слухавка складає сама (години, дати), звучить коротше; "
    "решту почують після наступної публікації.\n"
)


class SpeechFailed(SlukhavkaError):
    """The speech unit did not speak what it was asked to."""


def spoken(
    settings: Settings,
    wanted: Sequence[Wanted],
    needed: Collection[Wanted],
    wait_s: float = WAIT_S,
    progress: Callable[[int], None] = lambda _count: None,
) -> tuple[PromptSet, str]:
    """Return what is to be played, and what the editor must know of it. Raises SpeechFailed, OSError.

    Without a speech unit a menu is made of what was spoken before, if all that is `needed` was: the office may have to
    close on a day when nothing can speak. What is not needed and cannot be spoken is left out and told.
    `progress` is told how many are spoken.
    """
    store = PromptStore(settings.spoken)
    for enough, remark in ((wanted, OLD_WORDS), (needed, FEWER_WORDS)):
        old = stored_set(store, wanted, enough)
        if old is not None:
            if served_soon(settings.speech_spool, min(wait_s, STARTS_S)):
                break
            return old, remark
    try:
        may_lack = set(wanted) - set(needed)
        words = spoken_set(settings.speech_spool, settings.spoken, wanted, wait_s, progress, may_lack)
    except SetFailed as error:
        raise SpeechFailed(str(error)) from error
    remark = "".join(
        f"Увага: «{each.text[:TOLD]}» люди не почують, бо не озвучено: {why}\n"
        for each, why in list(words.faults.items())[:FAULTS_TOLD]
    )
    if words.strays:
        remark += f"Увага: іншим голосом, ніж решта, звучить текстів: {len(words.strays)}.\n"
    return words, remark


def served_soon(spool_dir: Path, within_s: float) -> bool:
    """Tell whether a speech unit works, or has begun to by then: it may have been started a moment ago."""
    give_up = time.monotonic() + within_s
    while not is_served(spool_dir):
        if time.monotonic() > give_up:
            return False
        time.sleep(POLL_S)
    return True


def wait_for_recordings(recorded: Path, wait_s: float) -> None:
    """Return when no recording waits to be looked at. Raises SpeechFailed."""
    give_up = time.monotonic() + wait_s
    while count := inbox.waiting(recorded):
        if time.monotonic() > give_up:
            raise SpeechFailed(f"Мовний блок не обробив записів: {count}, за {wait_s:g} с. Чи він працює?")
        time.sleep(POLL_S)
