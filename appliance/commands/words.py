"""Show what would be spoken."""

from __future__ import annotations

import argparse
import sys

from appliance.errors import SettingsError
from appliance.settings import Settings
from audio.speech.stress import StressListError, StressLists, mark
from audio.speech.text.words import Lists, ListsError, to_words

HELP = "показати слова, якими буде сказано текст: рядок із наголосами, а сумнівне — окремо"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the text; after `--` it may begin with a dash."""
    parser.add_argument("text", help="текст, як його пише редактор")


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Print the words on one line; what needs the editor's eye goes to stderr. 1 when something cannot be read."""
    try:
        worded = to_words(options.text, Lists.read(settings.lists))
        stressed = mark(worded.text, StressLists(settings.stress))
    except (ListsError, StressListError) as error:
        raise SettingsError(str(error)) from error
    sys.stdout.write(" ".join(stressed.text.split()) + "\n")
    for fault in worded.faults:
        sys.stderr.write(f"{fault.start + 1}–{fault.end}: «{fault.sign}» — {fault.sentence}\n")
    for word in stressed.unknown:
        sys.stderr.write(f"наголос невідомий: {word}\n")
    for word in stressed.ambiguous:
        sys.stderr.write(f"наголосів кілька, позначте потрібний: {word}\n")
    return 1 if worded.faults else 0
