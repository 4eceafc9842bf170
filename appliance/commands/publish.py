"""Speak a menu and make it the current one."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from appliance.control import BoxNotRunning, ask
from appliance.errors import SlukhavkaError
from appliance.menu.published import publish, read_source
from appliance.settings import STARTER, Settings
from audio.recorded import inbox
from audio.recorded.store import RecordedStore
from audio.speech import spool
from audio.speech.store import PromptStore

HELP = "озвучити меню й зробити його чинним"
STARTER_PROFILE = STARTER / "information_line"
POLL_S = 0.2


class SpeechFailed(SlukhavkaError):
    """The speech unit did not speak what it was asked to."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the menu, and how long to wait for its words."""
    parser.add_argument("source", type=Path, nargs="?", default=STARTER_PROFILE, help="тека з flow.toml і hours.toml")
    parser.add_argument(
        "--wait", type=float, default=120.0, help="скільки секунд мовний блок може мовчати (%(default)g)"
    )


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Check, speak, publish, and tell the daemon if it runs."""
    flow, calendar = read_source(options.source)
    store = PromptStore(settings.spoken)
    wait_for_recordings(settings.recorded, options.wait)
    recorded = RecordedStore(settings.recorded)
    recordings = recorded.all()
    missing = sorted(text for text in flow.texts(calendar, recordings) if store.find(text) is None)
    if missing:
        speak(settings.speech_spool, missing, options.wait)
        store.refresh()
    paths = {name: recorded.path(recording) for name, recording in recordings.items()}
    revision = publish(options.source, settings.published, store, paths)
    sys.stdout.write(f"Меню опубліковано, випуск {revision}.\n")
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


def wait_for_recordings(recorded: Path, wait_s: float) -> None:
    """Return when no recording waits to be looked at. Raises SpeechFailed."""
    give_up = time.monotonic() + wait_s
    while count := inbox.waiting(recorded):
        if time.monotonic() > give_up:
            raise SpeechFailed(f"Мовний блок не обробив записів: {count}, за {wait_s:g} с. Чи він працює?")
        time.sleep(POLL_S)


def speak(spool_dir: Path, texts: Sequence[str], wait_s: float) -> None:
    """Have the speech unit speak `texts`; `wait_s` is how long it may be silent. Raises SpeechFailed."""
    spool.prepare(spool_dir)
    asked = dict(zip(spool.ask(spool_dir, texts), texts, strict=True))
    give_up = time.monotonic() + wait_s
    while asked:
        for request, answer in spool.answers(spool_dir, asked).items():
            text = asked.pop(request)
            if answer.error:
                raise SpeechFailed(f"Не вдалося озвучити «{text}»: {answer.error}")
            give_up = time.monotonic() + wait_s
        if time.monotonic() > give_up:
            raise SpeechFailed(f"Мовний блок мовчить {wait_s:g} с, не озвучено {len(asked)} текстів. Чи він працює?")
        time.sleep(POLL_S)
