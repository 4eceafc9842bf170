"""Boards as TOML."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.contracts.panel import Lamp
from appliance.errors import SettingsError
from appliance.panel.board import boards, load_board
from appliance.settings import BOARDS
from tests.fakes.pins import board_file

GOOD = 'title = "Моя"\nchips = ["pinctrl-x"]\n'


def test_every_board_of_the_tree_is_read_and_has_all_that_a_lid_has() -> None:
    assert set(boards(BOARDS)) == {"pi3", "pi4", "pi5", "zero2w"}
    for name in boards(BOARDS):
        board = load_board(name, BOARDS)
        assert set(board.lamps) == set(Lamp), name
        assert None not in (board.buzzer, board.button, board.switch_open, board.switch_closed), name


def test_each_pi_is_known_by_the_label_of_its_chip() -> None:
    labels = {name: load_board(name, BOARDS).chips for name in boards(BOARDS)}
    assert labels == {
        "pi3": ("pinctrl-bcm2835",),
        "pi4": ("pinctrl-bcm2711",),
        "pi5": ("pinctrl-rp1",),
        "zero2w": ("pinctrl-bcm2835",),
    }


def test_a_board_may_have_one_lamp_and_nothing_else(tmp_path: Path) -> None:
    board = load_board("mine", board_file(tmp_path, f"{GOOD}[lamps]\nalarm = 17\n"))
    assert board.lamps == {Lamp.ALARM: 17}
    assert board.buzzer is board.button is board.switch_open is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("title = ", "не читається"),
        ('chips = ["x"]', "немає назви плати"),
        ('title = "Моя"', "«chips» має бути списком"),
        ('title = "Моя"\nchips = []', "«chips» має бути списком"),
        (f"{GOOD}lamps_active_high = 1", "true або false"),
        (f"{GOOD}colour = 1", "невідомий ключ «colour»"),
        (f"{GOOD}lamps = 5", "[lamps] має бути розділом"),
        (f"{GOOD}[lamps]\nred = 5", "[lamps]: невідомий ключ «red». Є такі: power, line"),
        (f'{GOOD}[lamps]\nline = "5"', "номером лінії GPIO від 4 до 27, а не «5»"),
        (f"{GOOD}[lamps]\nline = true", "номером лінії"),
        (f"{GOOD}[lamps]\nline = 2", "номером лінії GPIO від 4 до 27, а не «2»"),
        (f"{GOOD}[buzzer]\nactive_high = true", "[buzzer]: немає номера лінії"),
        (f"{GOOD}[buzzer]\nline = 5\nactive_high = 3", "[buzzer]: «active_high» має бути true або false"),
        (f"{GOOD}[switch]\nopen = 5", "[switch]: потрібні обидва контакти"),
        (f"{GOOD}[lamps]\nline = 5\n[button]\nline = 5", "[button]: лінію 5 вже зайнято: [lamps] line"),
    ],
)
def test_every_mistake_is_a_sentence_that_names_the_file_and_the_place(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load_board("mine", board_file(tmp_path, text))
    assert says in str(refused.value)
    assert "mine.toml" in str(refused.value)


def test_an_unknown_board_is_told_with_those_there_are() -> None:
    with pytest.raises(SettingsError, match=r"невідома плата «pi9»\. Є такі: pi3, pi4, pi5, zero2w"):
        load_board("pi9", BOARDS)
