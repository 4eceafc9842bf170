"""`python -m tests.regulations`: how many of the rows have a passing test, and which have none.

Runs the tests that carry the marker `row`; with `--from FILE` it takes what a whole run kept under `--claims-to FILE`.
Exit status 1 when a claim does not hold.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import pytest

from tests.regulations import table
from tests.regulations.claims import Run, read
from tests.regulations.verdict import judge


def main(argv: list[str]) -> int:
    """Print the lines per section, the errors, and last `rows working: N of M`."""
    options = _parser().parse_args(argv)
    rows = table.load(options.table)
    try:
        run = read(options.report) if options.report else _run_marked(options.tests)
    except FileNotFoundError as error:
        sys.stderr.write(f"no report of a finished run of the tests: {error.filename}\n")
        return 1
    verdict = judge(rows, run)
    lines = [
        *verdict.sections,
        *(f"error: {error}" for error in verdict.errors),
        f"rows working: {len(verdict.working)} of {len(rows.rows)}",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if verdict.errors else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.regulations", description=__doc__)
    parser.add_argument("--from", dest="report", type=Path, metavar="FILE", help="report of a run that is already done")
    parser.add_argument("--tests", type=Path, default=Path(__file__).parents[1], metavar="DIR", help="tree to run")
    parser.add_argument("--table", type=Path, default=table.ROWS, metavar="TOML", help="table to hold it against")
    return parser


def _run_marked(tests: Path) -> Run:
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch, "clauses.json")
        pytest.main(["-m", "row", "-q", "--no-header", f"--claims-to={report}", str(tests)])
        return read(report)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
