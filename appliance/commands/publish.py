"""Speak a menu and make it the current one."""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from appliance.casework.database import DatabaseUnavailable, reading
from appliance.casework.office.community import Community
from appliance.control import BoxNotRunning, ask
from appliance.errors import SlukhavkaError
from appliance.menu.published import publish, read_source
from appliance.settings import STARTER, Settings
from audio.recorded import inbox
from audio.recorded.store import RecordedStore
from audio.speech.prompt_set import PromptSet, SetFailed, Wanted, spoken_set, stored_set
from audio.speech.spool import is_served
from audio.speech.store import PromptStore

log = logging.getLogger(__name__)

HELP = "озвучити меню й зробити його чинним"
STARTER_PROFILE = STARTER / "information_line"
POLL_S = 0.2
STARTS_S = 5.0
OLD_WORDS = (
    "Увага: мовний блок не працює, тож меню складено з озвученого раніше; "
    "зміни наголосів, голосу й темпу почують після наступної публікації.\n"
)


class SpeechFailed(SlukhavkaError):
    """The speech unit did not speak what it was asked to."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the menu, and how long to wait for its words."""
    parser.add_argument("source", type=Path, nargs="?", default=STARTER_PROFILE, help="тека з flow.toml і hours.toml")
    parser.add_argument(
        "--menu", default="", help="назва меню окремої лінії (menu в налаштуваннях); без неї — меню скриньки"
    )
    parser.add_argument(
        "--wait", type=float, default=120.0, help="скільки секунд мовний блок може мовчати (%(default)g)"
    )


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Check, speak, publish, and tell the daemon if it runs."""
    facts = known_facts(settings)
    flow, background = read_source(options.source, facts)
    wait_for_recordings(settings.recorded, options.wait)
    recorded = RecordedStore(settings.recorded)
    recordings = recorded.all()
    words, remark = spoken(settings, flow.wanted(background, recordings), options.wait)
    paths = {name: recorded.path(recording) for name, recording in recordings.items()}
    revision = publish(options.source, settings.published_menu(_named(settings, options.menu)), words, paths, facts)
    sys.stdout.write(f"Меню опубліковано, випуск {revision}.\n{remark}")
    for name, text in flow.prompts.items():
        if name in recordings and recordings[name].text != text:
            sys.stdout.write(f"Увага: текст «{name}» змінено після запису, а звучить запис.\n")
    try:
        told = ask(settings.control, "reload_menu")
    except BoxNotRunning:
        return 0
    if told["reason"]:
        raise SlukhavkaError(str(told["reason"]))
    return 0


def known_facts(settings: Settings) -> dict[str, str]:
    """Return what the office has said of itself and prompts may tell; without a register the menu tells less."""
    try:
        with reading(settings.database):
            community = Community.current()
    except DatabaseUnavailable as error:
        log.warning("the prompts tell nothing of the community: %s", error)
        return {}
    return {"address": community.address} if community and community.address else {}


def _named(settings: Settings, menu: str) -> str:
    """Return the name of a menu if some line plays it. Raises SlukhavkaError."""
    if menu not in {"", *(line.menu for line in settings.lines)}:
        raise SlukhavkaError(f"Меню «{menu}» не грає на жодній лінії: задайте його лінії в налаштуваннях.")
    return menu


def spoken(settings: Settings, wanted: Sequence[Wanted], wait_s: float) -> tuple[PromptSet, str]:
    """Return what is to be played, and what the editor must know of it. Raises SpeechFailed, OSError.

    Without a speech unit a menu is made of what was spoken before, if all of it was: the hours may have to change on a
    day when nothing can speak.
    """
    old = stored_set(PromptStore(settings.spoken), wanted)
    if old and not served_soon(settings.speech_spool, min(wait_s, STARTS_S)):
        return old, OLD_WORDS
    try:
        words = spoken_set(settings.speech_spool, settings.spoken, wanted, wait_s)
    except SetFailed as error:
        raise SpeechFailed(str(error)) from error
    if words.strays:
        return words, f"Увага: іншим голосом, ніж решта, звучить текстів: {len(words.strays)}.\n"
    return words, ""


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
