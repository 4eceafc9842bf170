"""The PIN: hashed, counted on disk before it is looked at, closed after ten wrong tries a day (reliability row 16)."""

from __future__ import annotations

import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from appliance.casework.entrance import phone_pin as module
from appliance.casework.entrance.phone_pin import DAY, WRONG_A_DAY, PinFile, WeakPin
from appliance.contracts.office import Admission
from tests.fakes.virtual_time import START

PIN, GUESS = "271828", "314159"
RIGHT, WRONG, CLOSED = Admission.RIGHT, Admission.WRONG, Admission.CLOSED


@pytest.fixture
def pin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PinFile:
    monkeypatch.setattr(module, "_SCRYPT", {"n": 2, "r": 1, "p": 1})
    file = PinFile(tmp_path)
    file.set(PIN)
    return file


def tries(pin: PinFile, digits: str, count: int, now: datetime = START) -> list[Admission]:
    return [pin.admit(digits, now) for _ in range(count)]


def test_the_right_pin_is_let_in_and_a_wrong_one_is_not(pin: PinFile) -> None:
    assert tries(pin, PIN, 1) == [RIGHT]
    assert tries(pin, GUESS, 1) == [WRONG]
    assert tries(pin, "", 1) == [WRONG]


def test_the_pin_lies_hashed_dearly_and_for_the_users_of_the_box_alone(tmp_path: Path) -> None:
    PinFile(tmp_path).set(PIN)
    PinFile(tmp_path).admit(GUESS, START)
    for path in tmp_path.iterdir():
        assert not path.stat().st_mode & stat.S_IRWXO
        assert PIN not in path.read_text()
        assert GUESS not in path.read_text()
    told = json.loads((tmp_path / "pin.json").read_text())
    assert 128 * told["n"] * told["r"] == 16 << 20, "bytes of memory that a guess costs"
    first = told["hash"]
    PinFile(tmp_path).set(PIN)
    assert json.loads((tmp_path / "pin.json").read_text())["hash"] != first, "salted"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_pin_set_by_root_belongs_to_whom_the_state_belongs(tmp_path: Path) -> None:
    os.chown(tmp_path, 12345, 12346)
    PinFile(tmp_path).set(PIN)
    owner = (tmp_path / "pin.json").stat()
    assert (owner.st_uid, owner.st_gid) == (12345, 12346)


@pytest.mark.parametrize(
    "digits", ["", "12345", "1234567", "27182a", "２７１８２８", "000000", "121212", "123456", "987654"]
)
def test_what_is_no_pin_or_the_first_guess_is_refused(tmp_path: Path, digits: str) -> None:
    with pytest.raises(WeakPin):
        PinFile(tmp_path).set(digits)
    assert list(tmp_path.iterdir()) == []


def test_without_a_pin_the_door_is_closed(tmp_path: Path) -> None:
    assert tries(PinFile(tmp_path), PIN, 1) == [CLOSED]


def test_after_ten_wrong_tries_the_right_pin_waits_a_day(pin: PinFile, tmp_path: Path) -> None:
    assert tries(pin, GUESS, WRONG_A_DAY) == [WRONG] * WRONG_A_DAY
    assert tries(pin, PIN, 2) == [CLOSED] * 2
    assert PinFile(tmp_path).admit(PIN, START + DAY - timedelta(seconds=1)) is CLOSED, "a restart opens nothing"
    assert PinFile(tmp_path).admit(PIN, START + DAY) is RIGHT


def test_right_pins_are_not_counted_and_forgive_nothing(pin: PinFile) -> None:
    tries(pin, GUESS, WRONG_A_DAY - 1)
    assert tries(pin, PIN, 50) == [RIGHT] * 50
    assert tries(pin, GUESS, 2) == [WRONG, CLOSED]


def test_a_new_pin_opens_the_door_again(pin: PinFile) -> None:
    tries(pin, GUESS, WRONG_A_DAY)
    pin.set("161803")
    assert pin.admit(PIN, START) is WRONG
    assert pin.admit("161803", START) is RIGHT


def test_a_week_of_guessing_is_worth_seventy_guesses(pin: PinFile) -> None:
    looked_at = 0
    for hour in range(7 * 24):
        verdicts = tries(pin, GUESS, 60, START + timedelta(hours=hour))
        looked_at += verdicts.count(WRONG)
    assert looked_at == 7 * WRONG_A_DAY


def test_guesses_at_the_same_moment_are_counted_one_by_one(pin: PinFile) -> None:
    with ThreadPoolExecutor(8) as callers:
        verdicts = list(callers.map(lambda _: pin.admit(GUESS, START), range(40)))
    assert verdicts.count(WRONG) == WRONG_A_DAY


def test_a_clock_that_was_wrong_forgives_no_try(pin: PinFile) -> None:
    tries(pin, GUESS, WRONG_A_DAY, START + timedelta(days=365))
    assert tries(pin, PIN, 1) == [CLOSED]


def test_pulling_the_plug_before_the_verdict_gives_no_other_try(pin: PinFile, monkeypatch: pytest.MonkeyPatch) -> None:
    class PowerCut(BaseException):
        pass

    def cut(*_: object) -> bytes:
        raise PowerCut

    for _ in range(WRONG_A_DAY):
        with monkeypatch.context() as plug, pytest.raises(PowerCut):
            plug.setattr(module, "_hash", cut)
            pin.admit(GUESS, START)
    assert pin.admit(PIN, START) is CLOSED


@pytest.mark.parametrize("file", ["pin.json", "pin-tries.json"])
@pytest.mark.parametrize("content", ["", "{}", "[]", '{"wrong": [5]}', '{"salt": "zz"}'])
def test_what_cannot_be_read_or_counted_lets_nobody_in(pin: PinFile, tmp_path: Path, file: str, content: str) -> None:
    tries(pin, GUESS, 1)
    (tmp_path / file).write_text(content)
    assert tries(pin, PIN, 1) == [CLOSED]


def test_a_disk_that_refuses_lets_nobody_in(pin: PinFile, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(module, "_put", refuse)
    assert tries(pin, PIN, 1) == [CLOSED]


def test_a_removed_pin_lets_nobody_in(pin: PinFile, tmp_path: Path) -> None:
    assert pin.remove()
    assert tries(pin, PIN, 1) == [CLOSED]
    assert not pin.remove()
    assert list(tmp_path.iterdir()) == []
