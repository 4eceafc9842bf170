import sys
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[2]
TABLE = """
[documents]
[[sections]]
title = "Caller"
rows = [
  {number = "A1", title = "one", clauses = [], claimed = true},
  {number = "A2", title = "two", clauses = [], claimed = true},
  {number = "A3", title = "three", clauses = []},
]
"""
GOOD = """
import pytest

@pytest.mark.row("A1", "A2")
def test_both(): pass

def test_unmarked(): pass
"""
BAD = """
import pytest

@pytest.mark.row("A1")
def test_fails(): assert False

@pytest.fixture
def broken(): raise OSError("no such wire")

@pytest.mark.row("A1")
def test_cannot_be_set_up(broken): pass

@pytest.mark.row("A1")
@pytest.mark.xfail
def test_is_let_off(): assert False

@pytest.mark.row("A1")
@pytest.mark.xfail(strict=False)
def test_passes_by_surprise(): pass

@pytest.mark.row("A2")
@pytest.mark.skip
def test_skipped(): pass

@pytest.mark.row("B7")
def test_of_a_strange_row(): pass
"""


@pytest.fixture
def tree(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """Make a small tree of tests with a table of three rows, of which two are claimed."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # other people's plugins take longer than the run
    pytester.makeini("[pytest]\naddopts = --import-mode=importlib --strict-markers -p no:cacheprovider\n")
    pytester.makeconftest('pytest_plugins = ["tests.regulations.plugin"]')
    Path("rows.toml").write_text(TABLE)
    return pytester


def clauses(tree: pytest.Pytester, *more: str) -> pytest.RunResult:
    return tree.run(sys.executable, "-m", "tests.regulations", "--table=rows.toml", "--tests=.", *more)


def test_rows_with_passing_tests_are_counted_and_the_count_is_the_last_line(tree: pytest.Pytester) -> None:
    tree.makepyfile(test_good=GOOD)
    result = clauses(tree)
    assert result.outlines[-2:] == ["Caller: working 2 of 3; without a test: A3", "rows working: 2 of 3"]
    assert result.ret == 0


def test_only_the_marked_tests_are_run(tree: pytest.Pytester) -> None:
    tree.makepyfile(test_good=GOOD)
    clauses(tree).stdout.fnmatch_lines(["1 passed, 1 deselected in *"])


def test_every_claim_that_does_not_hold_is_named_and_the_command_fails(tree: pytest.Pytester) -> None:
    tree.makepyfile(test_bad=BAD)
    result = clauses(tree)
    assert [line for line in result.outlines if line.startswith("error: ")] == [
        "error: B7: named by test_bad.py::test_of_a_strange_row, but the table has no such row",
        "error: A1: test_bad.py::test_fails failed",
        "error: A1: test_bad.py::test_cannot_be_set_up failed",
        "error: A1: test_bad.py::test_is_let_off is expected to fail",
        "error: A1: test_bad.py::test_passes_by_surprise is expected to fail",
        "error: A2: test_bad.py::test_skipped was skipped",
    ]
    assert result.outlines[-1] == "rows working: 0 of 3"
    assert result.ret == 1


def test_a_claimed_row_whose_test_was_removed_fails_the_command(tree: pytest.Pytester) -> None:
    tree.makepyfile(test_good=GOOD.replace(', "A2"', ""))
    result = clauses(tree)
    result.stdout.fnmatch_lines(["error: A2: claimed in the table, but no test carries its marker"])
    assert result.ret == 1


def test_a_file_that_cannot_be_imported_fails_the_command(tree: pytest.Pytester) -> None:
    tree.makepyfile(test_good=GOOD, test_torn="import no_such_module")
    result = clauses(tree)
    result.stdout.fnmatch_lines(["error: pytest did not finish its run (exit status 2)"])
    assert result.ret == 1


def test_a_whole_run_can_be_judged_afterwards_without_a_second_one(tree: pytest.Pytester) -> None:
    tree.makepyfile(test_good=GOOD)
    tree.runpytest_subprocess("--claims-to=build/clauses.json")
    result = clauses(tree, "--from=build/clauses.json")
    assert result.outlines == ["Caller: working 2 of 3; without a test: A3", "rows working: 2 of 3"]
    assert result.ret == 0


def test_a_claiming_test_left_out_of_the_judged_run_is_an_error(tree: pytest.Pytester) -> None:
    tree.makepyfile(test_good=GOOD)
    tree.runpytest_subprocess("--claims-to=build/clauses.json", "-k", "unmarked")
    result = clauses(tree, "--from=build/clauses.json")
    result.stdout.fnmatch_lines(["error: A1: test_good.py::test_both was collected but not run"])
    assert result.ret == 1


def test_a_run_that_was_cut_off_leaves_no_report_of_an_earlier_one(tree: pytest.Pytester) -> None:
    tree.makepyfile(test_good=GOOD)
    tree.runpytest_subprocess("--claims-to=build/clauses.json")
    tree.makepyfile(test_dies="import os\n\ndef test_dies(): os._exit(1)")
    tree.runpytest_subprocess("--claims-to=build/clauses.json")
    result = clauses(tree, "--from=build/clauses.json")
    result.stderr.fnmatch_lines(["no report of a finished run of the tests: build/clauses.json"])
    assert result.ret == 1


def test_the_marker_is_known_where_unknown_markers_are_refused(tree: pytest.Pytester) -> None:
    tree.makepyfile(test_good=GOOD)
    tree.runpytest_subprocess("--strict-markers").assert_outcomes(passed=2)
