"""Whether the register is whole: its pages, and that no row points to what is not there. It is only read."""

from __future__ import annotations

import time
from collections.abc import Iterator

import apsw

from appliance.casework.box.self_tests import Finding
from appliance.casework.sqlite import DatabaseUnavailable, named_errors
from appliance.upkeep.keeping.checking import fault_of, opened
from appliance.upkeep.self_test.bench import Bench, Say

NAME, TITLE, LIMIT_S = "database", "База даних", 25.0
ENOUGH_S = 18.0
"""A register that takes longer to read is checked whole at night."""
LOOK_EVERY = 10_000
"""Steps of SQLite's machine between two looks at the time."""
MENDS = "Покличте техніка. Не вимикайте скриньку: відновлення з копії — slukhavka restore."
_say = Say(NAME, TITLE)


def look(bench: Bench) -> Iterator[Finding]:
    """Read it, as long as there is time."""
    path, began_s = bench.settings.database, time.monotonic()
    try:
        with named_errors(path), opened(path, write=False) as connection:
            connection.set_progress_handler(lambda: time.monotonic() - began_s > ENOUGH_S, LOOK_EVERY)
            yield _checked(connection, path.stat().st_size, began_s)
    except (DatabaseUnavailable, OSError) as error:
        yield _say.failed(str(error), MENDS)


def _checked(connection: apsw.Connection, size: int, began_s: float) -> Finding:
    try:
        fault = fault_of(connection, thorough=False)
        loose = 0 if fault else len(connection.execute("PRAGMA foreign_key_check").fetchall())
    except apsw.InterruptError:
        return _say.warning(
            f"За {ENOUGH_S:.0f} с базу ({_mib(size)} МБ) не дочитано до кінця; збою в прочитаному немає.",
            "Цілком її перевіряє нічна перевірка; якщо диск став повільним, замініть картку.",
        )
    if fault:
        return _say.failed(fault, MENDS)
    if loose:
        return _say.failed(f"База ціла, але рядків, що вказують у порожнечу: {loose}.", MENDS)
    return _say.ok(f"Ціла: {_mib(size)} МБ прочитано за {time.monotonic() - began_s:.1f} с.".replace(".", ",", 1))


def _mib(size: int) -> str:
    return str(max(round(size / 1024**2), 1))
