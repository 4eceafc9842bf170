"""What is kept of a modem's wire: enough to find a fault, nothing of people, nothing that a terminal obeys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.lines.at import Answer, Command, Unsolicited
from appliance.lines.at_log import KEPT, LINE_MAX, AtLog, harmless
from tests.fakes.virtual_time import START


def kept(log: AtLog) -> list[str]:
    return [f"{line.direction} {line.text}" for line in log.lines()]


def test_commands_answers_and_what_comes_unasked_are_kept_in_order() -> None:
    log = AtLog(lambda: START)
    log.sent("AT+CSQ")
    log.heard(Answer(Command("AT+CSQ"), True, ("+CSQ: 15,99",), "OK"))
    log.heard(Unsolicited("RING"))
    assert kept(log) == ["> AT+CSQ", "< +CSQ: 15,99", "< OK", "< RING"]
    assert {line.at for line in log.lines()} == {START}


def test_only_the_newest_are_kept() -> None:
    log = AtLog(lambda: START)
    for number in range(KEPT + 5):
        log.sent(f"AT{number}")
    assert len(log.lines()) == KEPT
    assert log.lines()[0].text == "AT5"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ('+CLIP: "+380671112244",145,,,,0', '+CLIP: "+38067•••••44",145,,,,0'),
        ("ATD+380671112244;", "ATD+38067•••••44;"),
        ('+CUSD: 0,"Na rakhunku 12.50 grn"', '+CUSD: 0,"Na rakhunku 12.50 grn"'),
        ("07918306000000F0040C918360171122440008", "<38 знаків>"),
        ("+CMT: ,38\n07918306000000F0040C91836017112244", "+CMT: ,38\\n<34 знаків>"),
        ("\x1b[2Jcome", "\\x1b[2Jcome"),
    ],
)
def test_numbers_and_messages_are_masked_and_escapes_written_out(line: str, shown: str) -> None:
    assert harmless(line) == shown


@given(st.text(max_size=400))
def test_whatever_comes_is_one_printable_line_of_bounded_length(text: str) -> None:
    shown = harmless(text)
    assert shown.isprintable() and len(shown) <= LINE_MAX
