"""Hear a text before callers do."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from appliance.commands.voices import order_of
from appliance.errors import SlukhavkaError
from appliance.settings import Settings
from audio.engines import EngineMissing, engines, in_order, kind_of
from audio.speech import spool
from audio.speech.pace import NORMAL, SLOWER
from audio.speech.spool import Answer
from audio.speech.store import write_durably
from audio.speech.unit import Unit

HELP = "озвучити текст у файл WAV так, як його почують у слухавці"


class NotSaid(SlukhavkaError):
    """The text cannot be spoken."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the text, where to put it, and by whom and how it is to be said."""
    parser.add_argument("text", help="текст, як його пише редактор; після -- може починатися з риски")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="ФАЙЛ", help="куди записати, out.wav")
    parser.add_argument(
        "--engine", metavar="ГОЛОС", help="espeak, rhvoice/Anatol…; інакше перший із налаштувань, хто може"
    )
    parser.add_argument("--slower", action="store_true", help="повільніше, як на прохання того, хто телефонує")


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Speak it by a unit whose spool and store live for this one text. Raises NotSaid, SettingsError, OSError."""
    order = order_of(settings)
    with TemporaryDirectory(prefix="say-") as scratch, _quiet():
        said = _said(settings, options, order, Path(scratch))
        write_durably(options.output, (Path(scratch) / said.wav).read_bytes())
    sys.stdout.write(
        f"Голос {said.voice}, {said.duration_s:.1f} с, рівень {said.active_dbfs:.1f} dBFS: {options.output}\n"
    )
    return 0


def _said(settings: Settings, options: argparse.Namespace, order: Sequence[str], store: Path) -> Answer:
    """Return what the unit answers; the sound lies in `store`. Raises NotSaid."""
    try:
        unit = Unit(
            store / "spool",
            store,
            order=order if options.engine is None else _able([options.engine]),
            stress=settings.stress,
            lists=settings.lists,
            words_per_minute=settings.speech.words_per_minute,
        )
    except EngineMissing as error:
        raise NotSaid(str(error)) from error
    [request] = spool.ask(store / "spool", [options.text], pace=SLOWER if options.slower else NORMAL)
    try:
        unit.work()
    finally:
        unit.close()
    answer = spool.answers(store / "spool", [request])[request]
    if answer.error:
        raise NotSaid(answer.error)
    return answer


def _able(order: Sequence[str]) -> Sequence[str]:
    """Return the order if its engines are here. Raises EngineMissing."""
    for voice in in_order(order):
        if missing := engines()[kind_of(voice)].missing():
            raise EngineMissing(missing)
    return order


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the unit's log away from somebody who waits for one line."""
    log = logging.getLogger("audio")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(level)
