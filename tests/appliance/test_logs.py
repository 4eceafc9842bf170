from __future__ import annotations

import logging
import sys

import pytest

from appliance.logs import FORMAT, OneLine

HOSTILE = [
    "Іван\n2026-11-05 08:00:00,000 INFO appliance: все гаразд",
    "a\rb",
    "\x1b[2J\x1b[31m",
    "\x00\x07\x7f",
    "\u2028\u2029\x85",
    "\ud83d",
    "\u202eabc",
]


def written(message: str, *arguments: object, failed: str = "") -> str:
    try:
        raise ValueError(failed)
    except ValueError:
        trouble = sys.exc_info() if failed else None
    record = logging.LogRecord("desk", logging.INFO, "call.py", 1, message, arguments, trouble)
    return OneLine(FORMAT).format(record)


@pytest.mark.parametrize("text", HOSTILE)
def test_text_from_outside_stays_one_printable_line(text: str) -> None:
    line = written("the caller is %s", text)
    assert line.isprintable()
    assert line.encode()


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_in_a_traceback_can_pass_for_an_event(text: str) -> None:
    first, *rest = written("it broke off", failed=text).split("\n")
    assert first.endswith("INFO desk: it broke off")
    assert rest
    assert all(line.startswith("    ") and line.isprintable() for line in rest)


def test_ukrainian_is_left_as_it_is() -> None:
    assert written("лінія %s: модем зник", "gsm1").endswith("лінія gsm1: модем зник")
