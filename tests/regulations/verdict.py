"""Judges a run of the tests against the table."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.regulations.claims import Claim, Outcome, Run
from tests.regulations.table import Row, Section, Table

_COMPLETE = {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which rows a passing test proves, one line per section, and what is wrong (none: all claims hold)."""

    working: frozenset[str]
    sections: tuple[str, ...]
    errors: tuple[str, ...]


def judge(table: Table, run: Run) -> Verdict:
    """Hold the table's claims against what the tests showed."""
    claims = {row.number: [claim for claim in run.claims if row.number in claim.rows] for row in table.rows}
    faults = {row.number: _of_tests(row, claims[row.number]) for row in table.rows}
    errors = [*_of_run(run), *_of_markers(table, run)]
    for row in table.rows:
        errors += _of_agreement(row, claims[row.number]) + faults[row.number]
    tested = {number for number, its in claims.items() if its}
    working = {number for number in tested if not faults[number]}
    lines = tuple(_section_line(section, working, tested) for section in table.sections)
    return Verdict(frozenset(working), lines, tuple(errors))


def _of_run(run: Run) -> list[str]:
    if run.exit_status in _COMPLETE:
        return []
    return [f"pytest did not finish its run (exit status {run.exit_status})"]


def _of_markers(table: Table, run: Run) -> list[str]:
    known = {row.number for row in table.rows}
    nameless = [f"{claim.test}: its marker `row` names no row" for claim in run.claims if not claim.rows]
    strange = [
        f"{number}: named by {claim.test}, but the table has no such row"
        for claim in run.claims
        for number in claim.rows
        if number not in known
    ]
    return nameless + strange


def _of_agreement(row: Row, claims: list[Claim]) -> list[str]:
    # Both sides must say it: a marker alone would let a row vanish with its test, and nobody would hear of it.
    if row.claimed and not claims:
        return [f"{row.number}: claimed in the table, but no test carries its marker"]
    if claims and not row.claimed:
        return [f"{row.number}: marked by {claims[0].test}; say `claimed = true` in its row of the table"]
    return []


def _of_tests(row: Row, claims: list[Claim]) -> list[str]:
    # A skip (an engine that is not installed) is borne as long as another test of the row passed.
    bad = [claim for claim in claims if claim.outcome not in {Outcome.PASSED, Outcome.SKIPPED}]
    if not bad and Outcome.PASSED not in {claim.outcome for claim in claims}:
        bad = claims
    return [f"{row.number}: {claim.test} {claim.outcome}" for claim in bad]


def _section_line(section: Section, working: set[str], tested: set[str]) -> str:
    count = sum(row.number in working for row in section.rows)
    line = f"{section.title}: working {count} of {len(section.rows)}"
    without = [row.number for row in section.rows if row.number not in tested]
    return f"{line}; without a test: {', '.join(without)}" if without else line
