"""A board is a TOML file: which GPIO chip it has, and what hangs on which of its lines.

title = "Raspberry Pi 4"
chips = ["pinctrl-bcm2711"]   # the label of the chip, as the kernel's driver gives it; never its number
lamps_active_high = true      # the line is high while the lamp shines

[lamps]                       # lamp → line; a lamp that is not built in is left out
power = 5

[buzzer]                      # this table and the next two may be left out
line = 12
active_high = true

[button]                      # closes the line to ground
line = 21

[switch]                      # two contacts to ground; neither closed: break
open = 23
closed = 24
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from appliance.contracts.panel import Lamp
from appliance.errors import SettingsError

LINES = range(4, 28)
"""Of the header of 40 pins; 0 to 3 belong to the two I²C buses (the HAT's id and the clock chip)."""
_TABLES: Mapping[str, Mapping[str, type]] = {
    "lamps": {lamp.value: int for lamp in Lamp},
    "buzzer": {"line": int, "active_high": bool},
    "button": {"line": int},
    "switch": {"open": int, "closed": int},
}
_TOP = {"title", "chips", "lamps_active_high", *_TABLES}


@dataclass(frozen=True, slots=True)
class Board:
    """What hangs where; None for what is not built in. A lamp that is not in `lamps` is not built in either."""

    name: str
    title: str
    chips: tuple[str, ...]
    lamps: Mapping[Lamp, int]
    lamps_active_high: bool = True
    buzzer: int | None = None
    buzzer_active_high: bool = True
    button: int | None = None
    switch_open: int | None = None
    switch_closed: int | None = None


def boards(directory: Path) -> dict[str, Path]:
    """Return the boards that `directory` holds, by name."""
    return {path.stem: path for path in sorted(directory.glob("*.toml"))}


def load_board(name: str, directory: Path) -> Board:
    """Read the board `name`. Raises SettingsError with a sentence naming the place."""
    known = boards(directory)
    if name not in known:
        raise SettingsError(f"[panel]: невідома плата «{name}». Є такі: {', '.join(known) or 'жодної'}.")
    try:
        table = tomllib.loads(known[name].read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{known[name]}: опис плати не читається ({error}).") from error
    for fault in _faults(table):
        raise SettingsError(f"{known[name]}: {fault}")
    buzzer, switch = table.get("buzzer", {}), table.get("switch", {})
    return Board(
        name=name,
        title=table["title"],
        chips=tuple(table["chips"]),
        lamps={Lamp(lamp): line for lamp, line in table.get("lamps", {}).items()},
        lamps_active_high=table.get("lamps_active_high", True),
        buzzer=buzzer.get("line"),
        buzzer_active_high=buzzer.get("active_high", True),
        button=table.get("button", {}).get("line"),
        switch_open=switch.get("open"),
        switch_closed=switch.get("closed"),
    )


def _faults(table: Mapping[str, Any]) -> Iterator[str]:
    for key in sorted(set(table) - _TOP):
        yield f"невідомий ключ «{key}»."
    if not isinstance(table.get("title"), str) or not table["title"].strip():
        yield 'немає назви плати: title = "…".'
    chips = table.get("chips")
    if not isinstance(chips, list) or not chips or not all(isinstance(chip, str) and chip for chip in chips):
        yield '«chips» має бути списком назв мікросхеми, напр. ["pinctrl-bcm2711"].'
    if not isinstance(table.get("lamps_active_high", True), bool):
        yield "«lamps_active_high» має бути true або false."
    for name in _TABLES:
        yield from _table_faults(name, table.get(name, {}))
    yield from _line_faults(table)


def _table_faults(name: str, table: Any) -> Iterator[str]:
    if not isinstance(table, dict):
        yield f"[{name}] має бути розділом."
        return
    for key, value in table.items():
        wanted = _TABLES[name].get(key)
        if wanted is None:
            yield f"[{name}]: невідомий ключ «{key}». Є такі: {', '.join(_TABLES[name])}."
        elif wanted is bool and not isinstance(value, bool):
            yield f"[{name}]: «{key}» має бути true або false."
        elif wanted is int and (type(value) is not int or value not in LINES):
            yield f"[{name}]: «{key}» має бути номером лінії GPIO від {LINES[0]} до {LINES[-1]}, а не «{value}»."
    if table and name in ("buzzer", "button") and "line" not in table:
        yield f"[{name}]: немає номера лінії: line = …."
    if table and name == "switch" and set(table) != {"open", "closed"}:
        yield "[switch]: потрібні обидва контакти: open = … і closed = …."


def _line_faults(table: Mapping[str, Any]) -> Iterator[str]:
    """No line may have two uses."""
    used: dict[int, str] = {}
    for name in _TABLES:
        for key, line in table.get(name, {}).items():
            if type(line) is not int:
                continue
            if line in used:
                yield f"[{name}]: лінію {line} вже зайнято: {used[line]}."
            used[line] = f"[{name}] {key}"
