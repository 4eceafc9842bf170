"""Requests between units: put whole, taken once."""

from __future__ import annotations

from pathlib import Path

from appliance.casework.box.asked import MONTH, ask, take


def test_a_request_is_taken_once_however_often_it_was_asked(tmp_path: Path) -> None:
    ask(tmp_path / "asked", MONTH)
    ask(tmp_path / "asked", MONTH)
    assert [take(tmp_path / "asked", MONTH) for _ in range(2)] == [True, False]


def test_a_directory_under_the_name_of_a_request_does_not_stay_there(tmp_path: Path) -> None:
    (tmp_path / MONTH / "full").mkdir(parents=True)
    assert not take(tmp_path, MONTH)
    assert not (tmp_path / MONTH).exists()
