"""The marker `row`, and the option that keeps how the tests that carry it ended.

`@pytest.mark.row("A1", "A4")` on a test, class or module says that it proves these rows of `rows.toml`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.regulations.claims import Claim, Outcome, Run, write


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--claims-to`."""
    parser.addoption("--claims-to", metavar="FILE", help="keep the outcome of every test marked `row` in FILE (JSON)")


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known; a report of an earlier run must not outlive the start of this one."""
    config.addinivalue_line("markers", "row(*numbers): the test proves these rows of tests/regulations/rows.toml")
    if target := config.getoption("--claims-to"):
        path = Path(target).resolve()
        path.unlink(missing_ok=True)
        config.pluginmanager.register(ClaimsRecorder(path), "claims-recorder")


class ClaimsRecorder:
    """Collects the claims of one run and writes them at its end."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._rows: dict[str, tuple[str, ...]] = {}
        self._phases: dict[str, list[pytest.TestReport]] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Note who claims what before `-k` and `-m` take tests away."""
        for item in items:
            marks = list(item.iter_markers("row"))
            if marks:
                self._rows[item.nodeid] = tuple(str(number) for mark in marks for number in mark.args)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep set-up, call and tear-down of each test."""
        self._phases.setdefault(report.nodeid, []).append(report)

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Write the report."""
        claims = (Claim(test, rows, _outcome(self._phases.get(test, []))) for test, rows in self._rows.items())
        write(Run(int(exitstatus), tuple(claims)), self._path)


def _outcome(phases: list[pytest.TestReport]) -> Outcome:
    if any(report.failed for report in phases):
        return Outcome.FAILED
    if any(hasattr(report, "wasxfail") for report in phases):
        return Outcome.XFAIL
    if any(report.skipped for report in phases):
        return Outcome.SKIPPED
    if any(report.when == "call" for report in phases):
        return Outcome.PASSED
    return Outcome.NOT_RUN
