"""Lines of the technician's file changed: his comments and his order stay, and nothing else is said than was asked."""

from __future__ import annotations

import difflib
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.settings import TREE_FILE
from appliance.settings.editing import NotEdited, with_line, with_values, without_line

OURS = TREE_FILE.read_text(encoding="utf-8")
TWO = """\
# Наша скринька
[box]
area_code = "4644"   # Кегичівка

# Головна лінія
[[lines]]
name = "gsm1"        # у шафі
family = 'sim7600'   # куплено 2024
pin = "4321"
# картка Київстар

# Телефони
[[lines]]
name = "sip"
kind = "sip"
peers = [
    "192.168.1.0/24",  # офіс
]
[lines.trunk]
server = "sip.example.net"
password = "дуже таємно"

# Кінець ліній
[[lines]]
name = "gsm2"
family = "quectel_ec25"

[export]
code = "7"
"""


def differing(before: str, after: str) -> list[str]:
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line for line in lines if line[:1] in "+-" and line[2:].strip()]


def lines_of(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(text)["lines"]
    return found


@pytest.mark.row("J2")
@pytest.mark.parametrize("text", [OURS, TWO, OURS.rstrip()])
def test_a_new_line_comes_behind_the_others_and_nothing_else_moves(text: str) -> None:
    made = with_line(text, {"name": "gsm9", "family": "sim7600", "number": "+380671234567"})
    assert differing(text, made) == [
        "+ [[lines]]",
        '+ name = "gsm9"',
        '+ family = "sim7600"',
        '+ number = "+380671234567"',
    ]
    assert lines_of(made)[-1]["name"] == "gsm9"


@pytest.mark.row("J2")
def test_a_line_takes_new_values_where_the_old_ones_stood_and_keeps_its_remarks() -> None:
    ports = {"at": "/dev/slukhavka/1-1.2-if02", "audio": "/dev/slukhavka/1-1.2-if01"}
    made = with_values(TWO, "gsm1", {"family": "huawei_e1550", **ports}, without={"pin"})
    assert differing(TWO, made) == [
        "- family = 'sim7600'   # куплено 2024",
        '- pin = "4321"',
        '+ family = "huawei_e1550"   # куплено 2024',
        '+ at = "/dev/slukhavka/1-1.2-if02"',
        '+ audio = "/dev/slukhavka/1-1.2-if01"',
    ]


def test_new_values_stand_with_the_line_and_not_below_the_examples_that_follow_it() -> None:
    made = with_values(OURS, "gsm1", {"menu": "tovk"})
    assert 'family = "huawei_e1550"\nmenu = "tovk"\n# PIN-код' in made


@pytest.mark.row("J2")
@pytest.mark.parametrize(
    ("name", "gone"),
    [
        ("gsm1", ['- name = "gsm1"        # у шафі', "- family = 'sim7600'   # куплено 2024", '- pin = "4321"']),
        ("gsm2", ['- name = "gsm2"', '- family = "quectel_ec25"']),
    ],
)
def test_a_line_goes_and_every_remark_beside_it_stays(name: str, gone: list[str]) -> None:
    made = without_line(TWO, name)
    assert sorted(differing(TWO, made)) == sorted(["- [[lines]]", *gone])
    assert name not in [line["name"] for line in lines_of(made)]


def test_windows_line_ends_stay() -> None:
    made = with_line(TWO.replace("\n", "\r\n"), {"name": "gsm9", "family": "sim7600"})
    assert [line for line in made.split("\n") if line.endswith("\r")] == TWO.replace("\n", "\r\n").split("\n")[:-1]


def test_a_new_line_does_not_come_between_a_section_and_the_remark_above_it() -> None:
    for text in (TWO, TWO.replace('[[lines]]\nname = "gsm2"\nfamily = "quectel_ec25"\n', "")):
        text = text.replace("[export]", "# Куди писати місяць\n[export]")
        made = with_line(text, {"name": "gsm9", "family": "sim7600"})
        assert '\n\n[[lines]]\nname = "gsm9"\nfamily = "sim7600"\n\n' in made
        assert "# Куди писати місяць\n[export]" in made
        assert "gsm9" not in made[made.index("# Куди") :]


def test_a_new_line_stands_above_the_examples_that_follow() -> None:
    made = with_line(OURS, {"name": "gsm2", "family": "sim7600"})
    assert made.index('name = "gsm2"') < made.index("# Лінія SIP")
    assert made.index("# number = ") < made.index('name = "gsm2"')


@pytest.mark.parametrize(
    "text",
    [
        'lines = [{name = "gsm1", family = "sim7600"}, {name = "gsm2", family = "sim7600"}]\n',
        '[box]\narea_code = """\n[[lines]]\n"""\n[[lines]]\nname = "gsm1"\nfamily = "sim7600"\n'
        '[[lines]]\nname = "gsm2"\nfamily = "sim7600"\n',
    ],
)
def test_what_is_written_unusually_is_left_to_a_person(text: str) -> None:
    with pytest.raises(NotEdited, match="записано незвично"):
        without_line(text, "gsm1")


@pytest.mark.row("J2")
@given(
    st.text(st.characters(blacklist_categories=["Cs"]), max_size=30),
    st.text(st.characters(blacklist_categories=["Cs"])),
)
def test_whatever_is_typed_becomes_that_value_and_no_second_key(typed: str, other: str) -> None:
    made = with_line(TWO, {"name": typed, "menu": other})
    assert lines_of(made) == [*lines_of(TWO), {"name": typed, "menu": other}]
    assert lines_of(with_values(TWO, "gsm2", {"menu": typed}))[2]["menu"] == typed
