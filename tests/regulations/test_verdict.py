import pytest

from tests.regulations.claims import Claim, Outcome, Run
from tests.regulations.table import Row, Section, Table
from tests.regulations.verdict import Verdict, judge


def verdict(*claims: Claim, claimed: str = "", exit_status: int = 0) -> Verdict:
    rows = tuple(Row(number, "", (), number in claimed.split()) for number in ("A1", "A2", "A3"))
    return judge(Table({}, (Section("Caller", rows),)), Run(exit_status, claims))


def claim(rows: str, outcome: Outcome = Outcome.PASSED, test: str = "test_x") -> Claim:
    return Claim(test, tuple(rows.split()), outcome)


def test_a_row_works_when_the_test_that_claims_it_passes() -> None:
    result = verdict(claim("A1 A3"), claimed="A1 A3")
    assert result.working == {"A1", "A3"}
    assert result.sections == ("Caller: working 2 of 3; without a test: A2",)
    assert result.errors == ()


def test_a_section_with_a_test_for_every_row_names_none() -> None:
    assert verdict(claim("A1 A2 A3"), claimed="A1 A2 A3").sections == ("Caller: working 3 of 3",)


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.XFAIL, Outcome.NOT_RUN])
def test_one_bad_test_among_good_ones_is_an_error_and_the_row_does_not_work(outcome: Outcome) -> None:
    result = verdict(claim("A1"), claim("A1", outcome, "test_bad"), claimed="A1")
    assert result.working == frozenset()
    assert result.errors == (f"A1: test_bad {outcome}",)


def test_a_row_whose_tests_were_all_skipped_is_an_error() -> None:
    result = verdict(claim("A1", Outcome.SKIPPED), claimed="A1")
    assert result.working == frozenset()
    assert result.errors == ("A1: test_x was skipped",)


def test_a_skipped_test_beside_a_passing_one_is_borne() -> None:
    result = verdict(claim("A1"), claim("A1", Outcome.SKIPPED), claimed="A1")
    assert result.working == {"A1"}
    assert result.errors == ()


def test_a_claimed_row_without_a_test_is_an_error() -> None:
    assert verdict(claimed="A2").errors == ("A2: claimed in the table, but no test carries its marker",)


def test_a_marked_row_that_the_table_does_not_claim_is_an_error() -> None:
    assert verdict(claim("A2")).errors == ("A2: marked by test_x; say `claimed = true` in its row of the table",)


def test_a_marker_for_a_row_that_does_not_exist_is_an_error() -> None:
    assert verdict(claim("Z9")).errors == ("Z9: named by test_x, but the table has no such row",)


def test_a_marker_that_names_no_row_is_an_error() -> None:
    assert verdict(claim("")).errors == ("test_x: its marker `row` names no row",)


@pytest.mark.parametrize("exit_status", [2, 3, 4])
def test_a_run_that_did_not_finish_is_an_error_though_all_its_claims_hold(exit_status: int) -> None:
    result = verdict(claim("A1"), claimed="A1", exit_status=exit_status)
    assert result.errors == (f"pytest did not finish its run (exit status {exit_status})",)
