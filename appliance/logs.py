"""The log of the daemon and its units: one event, one line, to standard error (systemd keeps it)."""

from __future__ import annotations

import logging
import sys
from textwrap import indent
from typing import Any

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def one_line(text: str, keep: str = "") -> str:
    """Return `text` with line ends and terminal codes written as escapes, all but the signs in `keep`."""
    return "".join(sign if sign.isprintable() or sign in keep else repr(sign)[1:-1] for sign in text)


class OneLine(logging.Formatter):
    """What came from outside may hold line ends and terminal codes: they are written as escapes."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the event as one printable line, a traceback as lines of its own behind it."""
        return one_line(super().format(record), keep="\n")

    def formatException(self, ei: Any) -> str:  # noqa: N802  (logging's own name)
        """Return the traceback set in, so that no text in it can pass for an event."""
        return indent(super().formatException(ei), "    ")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  (logging's own name)
        """Return the message with its line ends escaped."""
        return one_line(super().formatMessage(record))


def set_up(level: str) -> None:
    """Log to standard error from `level` (a name such as INFO) up."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine(FORMAT))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
