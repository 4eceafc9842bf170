"""The gate's two processes count as one run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gate import FEW, PARTS, WAITING, failed_in, joined, status_of, worth_another_try
from tests.regulations.claims import Claim, Outcome, Run, write

pytest_plugins = ["pytester"]


@pytest.mark.parametrize(
    ("statuses", "together"),
    [((0, 0), 0), ((0, 5), 0), ((5, 0), 0), ((5, 5), 5), ((0, 1), 1), ((5, 2), 2), ((-9, 0), -9)],
)
def test_a_failure_of_either_part_fails_and_a_run_without_any_test_does_too(
    statuses: tuple[int, ...], together: int
) -> None:
    assert status_of(statuses) == together


def test_the_claims_of_both_parts_are_kept_and_those_of_a_part_that_died_are_none(tmp_path: Path) -> None:
    here, there = Claim("one", ("A1",), Outcome.PASSED), Claim("two", ("A2",), Outcome.FAILED)
    paths = [tmp_path / name for name in ("here.json", "there.json", "died.json")]
    for path, claim in zip(paths, (here, there), strict=False):
        write(Run(0, (claim,)), path)
    assert joined(1, paths) == Run(1, (here, there))


def test_a_test_that_passed_when_run_again_claims_its_row(tmp_path: Path) -> None:
    first, again = tmp_path / "first.json", tmp_path / "again.json"
    write(Run(1, (Claim("one", ("A1",), Outcome.FAILED), Claim("two", ("A2",), Outcome.PASSED))), first)
    write(Run(0, (Claim("one", ("A1",), Outcome.PASSED),)), again)
    assert {claim.outcome for claim in joined(0, [first, again]).claims} == {Outcome.PASSED}


@pytest.mark.parametrize(
    ("failed", "again"),
    [
        ([], False),
        (["tests/a.py::t"] * FEW, True),
        (["tests/a.py::t"] * (FEW + 1), False),
        (["tests/a.py::t", "tests/powercut/test_power_cut.py::t"], False),
    ],
)
def test_a_few_failures_are_tried_again_but_never_a_loss_after_a_power_cut(failed: list[str], again: bool) -> None:
    assert worth_another_try(failed) is again


def test_what_failed_is_read_from_what_pytest_keeps(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_two="def test_good(): pass\ndef test_bad(): assert False\n")
    pytester.runpytest_subprocess("-o", "cache_dir=kept")
    assert failed_in(pytester.path / "kept") == ["test_two.py::test_bad"]
    assert failed_in(pytester.path / "nothing") == []


def test_every_test_is_in_one_part_and_in_one_alone() -> None:
    left_out = {option.removeprefix("--ignore=") for option in PARTS["computing"] if option.startswith("--ignore=")}
    assert left_out == set(WAITING) == set(PARTS["waiting"])
    assert all(Path(path).is_dir() for path in WAITING)
