"""States of lines in, incidents out."""

from __future__ import annotations

from appliance.casework.box.incidents import IncidentKind
from appliance.contracts import LineState, LineStatus
from appliance.upkeep.line_incidents import Begins, Ends, LineIncidents

DOWN, STARTING, IDLE, TALKING = LineState.DOWN, LineState.STARTING, LineState.IDLE, LineState.TALKING
CRASH = IncidentKind.CRASH


def deeds(lines: LineIncidents, *states: tuple[str, LineState]) -> list[str]:
    """What is written, as "+kind about" and "-kind about"."""
    found = [deed for line, state in states for deed in lines.hear(LineStatus(line, state, "кабель"))]
    return [f"{'+' if isinstance(deed, Begins) else '-'}{deed.kind} {deed.about}".strip() for deed in found]


def test_a_line_is_out_from_down_until_it_works_again() -> None:
    lines = LineIncidents(["a"])
    said = deeds(lines, ("a", IDLE), ("a", TALKING), ("a", DOWN), ("a", DOWN), ("a", STARTING), ("a", IDLE))
    assert said == ["-line_down a", "+line_down a", "-line_down a"]


def test_a_box_with_one_line_is_deaf_with_it() -> None:
    [begins] = LineIncidents(["a"]).hear(LineStatus("a", DOWN, "кабель"))
    assert begins == Begins(IncidentKind.LINE_DOWN, "a", "кабель", deaf=True)


def test_a_box_with_two_lines_is_deaf_when_both_are_down() -> None:
    lines = LineIncidents(["a", "b"])
    deeds(lines, ("a", IDLE), ("b", IDLE))
    assert deeds(lines, ("a", DOWN)) == ["+line_down a"]
    assert deeds(lines, ("b", DOWN)) == ["+line_down b", "+no_line"]
    assert deeds(lines, ("a", STARTING)) == ["-no_line"]
    assert deeds(lines, ("a", IDLE)) == ["-line_down a"]


def test_telephones_of_the_house_hear_nobody_from_outside() -> None:
    lines = LineIncidents(["gsm", "telephones"], [CRASH], house=["telephones"])
    assert deeds(lines, ("telephones", IDLE)) == ["-line_down telephones"], "the start is not over"
    assert deeds(lines, ("gsm", IDLE)) == ["-line_down gsm", "-crash"]
    [begins] = lines.hear(LineStatus("gsm", DOWN, "кабель"))
    assert begins == Begins(IncidentKind.LINE_DOWN, "gsm", "кабель", deaf=True)
    deeds(lines, ("gsm", IDLE))
    [begins] = lines.hear(LineStatus("telephones", DOWN, "кабель"))
    assert begins == Begins(IncidentKind.LINE_DOWN, "telephones", "кабель", deaf=False)


def test_the_start_ends_with_the_first_line_that_works() -> None:
    lines = LineIncidents(["a", "b"], [CRASH])
    assert list(lines.settled()) == []
    assert deeds(lines, ("b", DOWN)) == ["+line_down b"]
    assert deeds(lines, ("a", IDLE)) == ["-line_down a", "-crash"]


def test_the_start_gives_way_to_lines_that_are_all_down() -> None:
    assert deeds(LineIncidents(["a"], [CRASH]), ("a", DOWN)) == ["+line_down a", "-crash"]


def test_a_box_without_lines_is_deaf_no_longer_than_its_start() -> None:
    assert list(LineIncidents([], [CRASH]).settled()) == [Ends(CRASH)]
