"""A report of one month, ready to be drawn: its tables, whether it is closed, and what was counted otherwise since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import dropwhile, takewhile

from appliance.casework.box.closed_months import ClosedMonth
from appliance.casework.office.community import Community
from appliance.clock import Moment
from appliance.reports.asking import one_sight
from appliance.reports.kinds import report_named, reports
from appliance.reports.period import Month, Period
from appliance.reports.snapshot import Figures, read_figures, text_of
from appliance.reports.tables import CellType, Line, Report, Table

UNFINISHED = "Незавершений місяць: пораховано те, що було до часу складання."
UNTRUSTED = "Годинник Слухавки не звірений: час складання може бути неточним."
CHANGES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that was issued, and what would be counted now; "" where there is no such row."""

    where: str
    issued: str
    now: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One report of one month. `standing`: sentences on what it is worth; `closed`: by whom and when it was issued."""

    report: Report
    month: Month
    tables: tuple[Table, ...]
    community: str
    made_at: datetime
    definitions: tuple[tuple[str, str], ...]
    standing: tuple[str, ...] = ()
    closed: ClosedMonth | None = None
    changes: tuple[Difference, ...] = ()

    @property
    def title(self) -> str:
        """Its heading."""
        return f"{self.report.title}: {self.month.title}"

    @property
    def is_personal(self) -> bool:
        """Whether it holds anybody's data."""
        return any(table.is_personal for table in self.tables)

    def impersonal(self) -> Sheet:
        """Return it as statistics may lie about."""
        return replace(self, tables=tuple(table.impersonal() for table in self.tables))

    def masked(self) -> Sheet:
        """Return it as a page shows it."""
        return replace(self, tables=tuple(table.masked() for table in self.tables))

    def table(self, name: str) -> Table | None:
        """Return the table of that name."""
        return next((table for table in self.tables if table.name == name), None)


def sheet(name: str, month: Month, *, now: Moment) -> Sheet:
    """Return one report. Raises NoSuchReport."""
    with one_sight():
        return next(_sheets([report_named(name)], month, now))


def all_sheets(month: Month, *, now: Moment) -> tuple[Sheet, ...]:
    """Return every report, all of one moment."""
    with one_sight():
        return tuple(_sheets(reports().values(), month, now))


def figures_of(month: Month, *, now: Moment) -> Figures:
    """Return what a closed month keeps: the figures of every report that is no list of rows, without personal data."""
    period = Period(month, now.wall)
    counted = [report for report in reports().values() if not report.is_list]
    with one_sight():
        return {
            report.name: (report.definitions, tuple(table.impersonal() for table in report.gather(period)))
            for report in counted
        }


def _sheets(asked: Iterable[Report], month: Month, now: Moment) -> Iterator[Sheet]:
    community, closed = Community.current(), ClosedMonth.latest(month.key)
    kept = read_figures(closed.figures) if closed else {}
    for report in asked:
        drawn = Sheet(
            report,
            month,
            report.gather(Period(month, now.wall)),
            community.name if community else "",
            now.wall,
            report.definitions,
            tuple(_standing(month, now)),
            closed,
        )
        yield _as_issued(drawn, kept) if report.name in kept else drawn


def _standing(month: Month, now: Moment) -> Iterator[str]:
    if not month.is_over(now.wall):
        yield UNFINISHED
    if not now.trusted:
        yield UNTRUSTED


def _as_issued(drawn: Sheet, kept: Figures) -> Sheet:
    definitions, tables = kept[drawn.report.name]
    changes = tuple(_differences(tables, tuple(table.impersonal() for table in drawn.tables)))
    return replace(drawn, tables=tables, definitions=definitions, changes=changes)


def _differences(issued: tuple[Table, ...], now: tuple[Table, ...]) -> Iterator[Difference]:
    """Yield what differs, row by row: a row is known by its first words, and by which of that name it is."""
    for table, other in _paired(issued, now):
        before, after = _rows(table), _rows(other)
        for name in {**before, **after}:
            was, would_be = before.get(name), after.get(name)
            if was == would_be:
                continue
            shown = table or other
            where = f"{shown.title}, {name[0]}" if shown else ""
            told = _told_apart(_in_words(table, was), _in_words(other, would_be))
            # What differs by less than is shown, was issued as it would be counted now.
            if any(told):
                yield Difference(where, *told)


def _paired(issued: tuple[Table, ...], now: tuple[Table, ...]) -> Iterator[tuple[Table | None, Table | None]]:
    before, after = ({table.name: table for table in tables} for tables in (issued, now))
    for name in {**before, **after}:
        yield before.get(name), after.get(name)


def _rows(table: Table | None) -> Mapping[tuple[str, int], Line]:
    found: dict[tuple[str, int], Line] = {}
    for line in table.lines if table else ():
        name, at = _name_of(table, line) if table else "", 0
        while (name, at) in found:
            at += 1
        found[name, at] = line
    return found


def _name_of(table: Table, line: Line) -> str:
    """Return what stands before the first figure."""
    pairs = zip(table.columns, line, strict=True)
    words = takewhile(lambda pair: pair[0].type in (CellType.TEXT, CellType.DAY, CellType.MOMENT), pairs)
    return ", ".join(text_of(cell, column.type) for column, cell in words if cell != "")


def _told_apart(before: list[str], after: list[str]) -> tuple[str, str]:
    """Return the figures that differ, as they were issued and as they are now; "" for a row that is not there."""
    if not (before and after):
        return ", ".join(before), ", ".join(after)
    gone, come = ([each for each in one if each not in two] for one, two in ((before, after), (after, before)))
    return ", ".join(gone), ", ".join(come)


def _in_words(table: Table | None, line: Line | None) -> list[str]:
    if table is None or line is None:
        return []
    pairs = dropwhile(lambda pair: pair[0].type is CellType.TEXT, zip(table.columns[1:], line[1:], strict=True))
    return [f"{column.title.lower()} {text_of(cell, column.type)}" for column, cell in pairs]
