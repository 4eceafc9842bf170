"""The end of a unit's journal, as it may be shown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from appliance.casework.office.calendar import KYIV
from appliance.logs import one_line
from appliance.technician.programs import output_of
from appliance.technician.shown import shown

LINES = 60
_OWN_TIME = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} ")


def tail(unit: str, lines: int = LINES) -> str:
    """Return the last lines, one an event, the newest last. Raises NotDone."""
    printed = output_of("journalctl", "--no-pager", "-o", "json", "-n", str(lines), "-u", unit)
    return "\n".join(_lines(printed)) or "Записів немає."


def _lines(printed: str) -> Iterator[str]:
    for line in printed.splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue  # the tail of a line that the journal was cut in
        yield shown(f"{_hour(entry)} {one_line(_OWN_TIME.sub('', _message(entry)))}")


def _message(entry: dict[str, Any]) -> str:
    message = entry.get("MESSAGE")
    # What is no text comes as a list of bytes.
    return bytes(message).decode("utf-8", "replace") if isinstance(message, list) else str(message or "")


def _hour(entry: dict[str, Any]) -> str:
    moment = datetime.fromtimestamp(int(entry.get("__REALTIME_TIMESTAMP", 0)) / 1e6, UTC)
    return moment.astimezone(KYIV).strftime("%d.%m %H:%M:%S")
