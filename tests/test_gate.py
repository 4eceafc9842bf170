"""The gate's two processes count as one run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gate import PARTS, WAITING, joined, status_of
from tests.regulations.claims import Claim, Outcome, Run, write


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


def test_every_test_is_in_one_part_and_in_one_alone() -> None:
    left_out = {option.removeprefix("--ignore=") for option in PARTS["computing"] if option.startswith("--ignore=")}
    assert left_out == set(WAITING) == set(PARTS["waiting"])
    assert all(Path(path).is_dir() for path in WAITING)
