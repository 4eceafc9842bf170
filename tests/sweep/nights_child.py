"""Events of the nights in which clocks are changed, counted: `python -m tests.sweep.nights_child EVENTS SEED dst|none`.

A process of its own, because a zone is read once. One JSON object comes out: what was wrong, and how much was tried.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from appliance.casework.box.retention import KYIV, TERMS, Kept
from appliance.casework.contacts.calls import CallRecord
from appliance.casework.row import bind
from appliance.clock import Moment
from appliance.reports.period import Month
from appliance.reports.sheets import all_sheets
from appliance.reports.tables import Cell
from tests.appliance.reports.busy_month import enter, kept
from tests.fakes.fresh_register import lay_register
from web.shown import hour, when

HOUR = timedelta(hours=1)
WINTER, SUMMER = 2 * HOUR, 3 * HOUR
NIGHTS = (
    (datetime(2026, 3, 29, 1, tzinfo=UTC), WINTER, SUMMER),
    (datetime(2026, 10, 25, 1, tzinfo=UTC), SUMMER, WINTER),
    (datetime(2027, 3, 28, 1, tzinfo=UTC), WINTER, SUMMER),
    (datetime(2027, 10, 31, 1, tzinfo=UTC), SUMMER, WINTER),
)
"""When, and how far Kyiv is from UTC before and after: Directive 2000/84/EC art. 2-3, which Ukraine follows."""
AROUND = timedelta(hours=30)
LEAP_YEAR = 2028


def face(moment: datetime, night: tuple[datetime, timedelta, timedelta]) -> datetime:
    """Return what the clocks of Kyiv show, by the table above."""
    switch, before, after = night
    return (moment + (before if moment < switch else after)).replace(tzinfo=None)


def events(chance: random.Random, night: tuple[datetime, timedelta, timedelta], count: int) -> list[datetime]:
    """Return moments around a switch, to the second; both 03:30 are among them."""
    switch, _, _ = night
    drawn = [switch + chance.uniform(-1, 1) * AROUND for _ in range(count - 2)]
    twins = [switch - HOUR / 2, switch + HOUR / 2]
    month = Month.of(switch)
    return [min(max(each, month.start), month.end - HOUR / 3600).replace(microsecond=0) for each in drawn + twins]


def row(number: int, at: datetime) -> dict[str, Any]:
    """Return a call as its table keeps it."""
    return {
        "uid": f"{number:032x}",
        "line": "gsm1",
        "incoming": 1,
        "number_kind": "normal",
        "number": f"+38066{number:07}",
        "rang_at": kept(at),
        "answered_at": kept(at),
        "ended_at": kept(at),
        "clock_trusted": 1,
        "boot_id": "boot-0",
        "rang_monotonic_s": float(number),
        "result": "SERVED",
        "ended_by": "caller",
        "nodes": "[]",
    }


def faults_of(path: Path, night: tuple[datetime, timedelta, timedelta], moments: list[datetime]) -> Iterator[str]:
    """Enter the events and count them; yield what does not agree."""
    with bind(path).connection_context():
        enter(CallRecord, (row(number, at) for number, at in enumerate(moments)))
        month = Month.of(night[0])
        later = Moment(month.end + timedelta(days=2), 1.0, True, "boot-1")
        sheets = {sheet.report.name: sheet for sheet in all_sheets(month, now=later)}
        found = [record.rang_at for record in CallRecord.select().order_by(CallRecord.id)]
    if found != moments:
        yield "the register gives other moments than it was given"
    tables = {table.name: table for table in sheets["dzvinky"].tables}
    days: dict[Any, int] = {line[0]: _number(line[1]) for line in tables["dni"].rows if line[1]}
    hours = {at: _number(line[1]) for at, line in enumerate(tables["hodyny"].rows) if line[1]}
    faces = [face(at, night) for at in moments]
    whole = next(line[1] for line in tables["razom"].lines if line[0] == "Надійшло")
    if not whole == len(moments) == sum(days.values()) == sum(hours.values()):
        yield f"month {whole}, days {sum(days.values())}, hours {sum(hours.values())}, events {len(moments)}"
    if days != Counter(each.date() for each in faces):
        yield f"days: {days}"
    if hours != Counter(each.hour for each in faces):
        yield f"hours: {hours}"
    yield from _shown(moments, faces)


def _number(cell: Cell) -> int:
    assert isinstance(cell, int)
    return cell


def _shown(moments: list[datetime], faces: list[datetime]) -> Iterator[str]:
    """Two moments may not be shown alike unless they are the same to the unit shown."""
    for show, unit in ((when, "%Y-%m-%d %H:%M"), (lambda at: at.strftime("%d.%m ") + hour(at), "%Y-%m-%d %H:%M:%S")):
        by_face: dict[str, set[str]] = {}
        for at, seen in zip(moments, faces, strict=True):
            if f"{seen:%H:%M}" not in show(at):
                yield f"{at} is shown as {show(at)}"
            by_face.setdefault(show(at), set()).add(at.strftime(unit))
        for told, real in by_face.items():
            if len(real) > 1:
                yield f"«{told}» is {' and '.join(sorted(real))} UTC"


def faults_of_terms() -> Iterator[str]:
    """Compare what is over on every day of a leap year with a table of its own."""
    for number in range(366):
        day = date(LEAP_YEAR, 1, 1) + timedelta(days=number)
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        then = date(day.year - 3, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)
        over = TERMS[Kept.LOG].over_before(noon).astimezone(KYIV)
        if (over.date(), over.time()) != (then, noon.astimezone(KYIV).time()):
            yield f"a log of {day}: {over}"
        if TERMS[Kept.CARD].over_before(noon) != datetime(LEAP_YEAR - 6, 12, 31, 22, tzinfo=UTC):
            yield f"a card of {day}: {TERMS[Kept.CARD].over_before(noon)}"
        if TERMS[Kept.RECORDING].over_before(noon) != noon - timedelta(days=90):
            yield f"a recording of {day}"


def main() -> None:
    """Try all nights."""
    count, seed, zone = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    chance, faults = random.Random(seed), list[str]()
    for switch, before, after in NIGHTS:
        night = (switch, before, after) if zone == "dst" else (switch, WINTER, WINTER)
        with TemporaryDirectory(prefix="sweep-") as name:
            path = Path(name) / "slukhavka.db"
            lay_register(path)
            moments = events(chance, night, count)
            faults += [f"{switch:%Y-%m-%d}, {zone}: {each}" for each in faults_of(path, night, moments)]
    faults += [f"{zone}: {each}" for each in faults_of_terms()]
    sys.stdout.write(json.dumps({"faults": faults, "events": count * len(NIGHTS), "days": 366}, ensure_ascii=False))


if __name__ == "__main__":
    main()
