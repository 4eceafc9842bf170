"""Human recordings of the menu's prompts."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from appliance.errors import SlukhavkaError
from appliance.logs import one_line
from appliance.menu.flow import Flow
from appliance.menu.published import CURRENT, read_source
from appliance.publishing.compose import STARTER_PROFILE
from appliance.settings import Settings
from audio.recorded import inbox
from audio.recorded.store import RecordedStore
from audio.speech.spool import BadRequest
from audio.speech.store import write_durably

HELP = "записи голосом замість озвучення"
ANSWER_S = 60.0
SHOWN = 50


class RecordingRefused(SlukhavkaError):
    """The recording cannot be a prompt."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to do with which prompt."""
    parser.add_argument("--menu", type=Path, help="тека з flow.toml і hours.toml; інакше чинне меню")
    deeds = parser.add_subparsers(required=True, dest="deed", metavar="add|get|list|remove")
    add = deeds.add_parser("add", help="замінити текст записом")
    add.add_argument("name", help="назва тексту в розділі [prompts] меню")
    add.add_argument("file", type=Path, help="звук WAV, MP3, OGG або M4A, до 20 МБ і 5 хвилин")
    get = deeds.add_parser("get", help="послухати прийнятий запис таким, як його почують")
    get.add_argument("name", help="назва тексту")
    get.add_argument("-o", "--output", type=Path, required=True, metavar="ФАЙЛ", help="куди записати, out.wav")
    deeds.add_parser("list", help="показати тексти меню з номерами й записами")
    remove = deeds.add_parser("remove", help="прибрати запис, знову звучатиме озвучення")
    remove.add_argument("name", help="назва тексту")


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Do it, and say that callers hear it after a publication. Raises RecordingRefused, NotPublished, FlowError."""
    store = RecordedStore(settings.recorded)
    if options.deed == "remove":
        if not store.remove(options.name):
            raise RecordingRefused(f"Запису «{options.name}» немає.")
        sys.stdout.write("Запис прибрано. Опублікуйте меню, щоб зазвучало озвучення.\n")
        return 0
    if options.deed == "get":
        sys.stdout.write(_got(store, options.name, options.output))
        return 0
    flow = read_source(options.menu or _current(settings))[0]
    if options.deed == "list":
        sys.stdout.writelines(f"{line}\n" for line in _listed(flow, store, inbox.waiting(settings.recorded)))
        return 0
    if options.name not in flow.prompts:
        raise RecordingRefused(f"У меню немає тексту «{options.name}».")
    _add(settings.recorded, options.name, flow.prompts[options.name], options.file)
    sys.stdout.write("Запис прийнято. Опублікуйте меню, щоб його почули.\n")
    return 0


def _got(store: RecordedStore, name: str, output: Path) -> str:
    recorded = store.all().get(name)
    if recorded is None:
        raise RecordingRefused(f"Запису «{name}» немає.")
    write_durably(output, store.path(recorded).read_bytes())
    return f"Запис «{name}», {recorded.duration_s:.1f} с, рівень {recorded.active_dbfs:.1f} dBFS: {output}\n"


def _current(settings: Settings) -> Path:
    current = settings.published / CURRENT
    return current if current.exists() else STARTER_PROFILE


def _add(root: Path, name: str, text: str, file: Path) -> None:
    try:
        request = inbox.hand_in(root, name, text, file)
    except FileNotFoundError as error:
        raise RecordingRefused(f"Файлу {file} немає.") from error
    except BadRequest as error:
        raise RecordingRefused(f"{file}: {error}") from error
    told = inbox.answer(root, request, ANSWER_S)
    if told is None:
        raise RecordingRefused(f"Мовний блок не обробив запис за {ANSWER_S:g} с. Чи він працює?")
    if told.error:
        raise RecordingRefused(f"{file}: {told.error}")


def _listed(flow: Flow, store: RecordedStore, waiting: int) -> list[str]:
    recorded = store.all()
    lines = []
    for number, (name, text) in enumerate(flow.prompts.items(), 1):
        known = recorded.pop(name, None)
        sound = f"запис {known.duration_s:.0f} с" if known else "озвучення"
        changed = ", текст відтоді змінено" if known and known.text != text else ""
        lines.append(f"{number:3} {name}: {sound}{changed} — {' '.join(text.split())[:SHOWN]}")
    lines += [f"    {one_line(name)}: запис є, а тексту в меню немає" for name in recorded]
    return [*lines, f"Чекають на обробку: {waiting}."] if waiting else lines
