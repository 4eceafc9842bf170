"""Ask the operator by USSD."""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress

from appliance.control import AskRefused, ask
from appliance.logs import one_line
from appliance.settings import Settings

HELP = "спитати оператора кодом USSD, наприклад про рахунок: *111#"
LIMIT_S = 75.0


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the code."""
    parser.add_argument("code", metavar="КОД", help="код на зразок *111#, у лапках")
    parser.add_argument("--line", default="", help="лінія; інакше перша")


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Ask, show the answer, and reply while the network waits for it. Raises BoxNotRunning, AskRefused."""
    text = options.code
    while True:
        answer = ask(settings.control, "ussd", limit_s=LIMIT_S, line=options.line, text=text)
        sys.stdout.write(one_line(answer["text"], keep="\n") + "\n")
        if not answer["open"]:
            return 0
        text = _reply()
        if not text:
            with suppress(AskRefused):  # the network may have ended it by itself
                ask(settings.control, "ussd_end", limit_s=LIMIT_S, line=answer["line"])
            return 0


def _reply() -> str:
    if sys.stdin.isatty():
        sys.stdout.write("Відповідь (порожня завершує): ")
        sys.stdout.flush()
    return sys.stdin.readline().strip()
