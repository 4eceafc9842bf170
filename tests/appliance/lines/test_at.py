"""The AT dialogue without a modem: what was said, and what it means."""

from collections.abc import Iterable

import pytest

from appliance.lines.at import MAX_LINE_BYTES, Answer, AtProtocol, Command, CommandInFlight, Prompt, Unsolicited, query

RING = b"\r\nRING\r\n"
OK = b"\r\nOK\r\n"
CSQ = Command("AT+CSQ", informs="+CSQ:")
CLCC = Command("AT+CLCC", informs="+CLCC:")
ATA = Command("ATA", ends_with_call=True)
CREG = query("AT+CREG?")


def told(events: Iterable[Answer | Unsolicited | Prompt]) -> list[tuple[str, ...]]:
    """Return answers as (final, *information), unsolicited lines as themselves alone, a prompt as ("> ",)."""
    return [_told(event) for event in events]


def _told(event: Answer | Unsolicited | Prompt) -> tuple[str, ...]:
    match event:
        case Answer():
            return (event.final, *event.lines)
        case Unsolicited():
            return (event.line,)
        case Prompt():
            return ("> ",)


@pytest.mark.parametrize(
    ("command", "octets", "expected"),
    [
        (Command("AT"), OK, [("OK",)]),
        (Command("ATE0"), b"ATE0\r" + OK, [("OK",)]),
        (Command("ATE0"), b"ATE0\r\r\nOK\r\n", [("OK",)]),
        (CSQ, b"AT+CSQ\r\r\n+CSQ: 15,99\r\n" + OK, [("OK", "+CSQ: 15,99")]),
        (CSQ, b"\r\n+CSQ: 15,99\r\r\n\r\nOK\r\r\n", [("OK", "+CSQ: 15,99")]),
        (CSQ, b"\xff\r\n+CSQ: 1\xff5,9\x009\r\n\x80" + OK, [("OK", "+CSQ: 15,99")]),
        (CSQ, RING + b"\r\n+CSQ: 15,99\r\n" + OK, [("RING",), ("OK", "+CSQ: 15,99")]),
        (CSQ, b"\r\n+CSQ: 15,99\r\n" + RING + OK, [("RING",), ("OK", "+CSQ: 15,99")]),
        (CSQ, b"\r\n^RSSI:15\r\n\r\n+CSQ: 15,99\r\n" + OK + RING, [("^RSSI:15",), ("OK", "+CSQ: 15,99"), ("RING",)]),
        (Command("AT+CGMM"), b"\r\n^RSSI:15\r\n\r\nE1550\r\n" + OK, [("^RSSI:15",), ("E1550",), ("OK",)]),
        (
            CLCC,
            b'\r\n+CLCC: 1,1,0,0,0,"+380671112244",145\r\n+CLCC: 2,1,5,0,0,"",128\r\n' + OK,
            [("OK", '+CLCC: 1,1,0,0,0,"+380671112244",145', '+CLCC: 2,1,5,0,0,"",128')],
        ),
        (Command("AT^DDSETEX=2"), b"\r\nCOMMAND NOT SUPPORT\r\n", [("COMMAND NOT SUPPORT",)]),
        (query("AT+CPIN?"), b"\r\n+CME ERROR: 14\r\n", [("+CME ERROR: 14",)]),
        (query("AT^CVOICE?"), b"\r\n^CVOICE:0,8000,16,20\r\n" + OK, [("OK", "^CVOICE:0,8000,16,20")]),
        (Command("AT+CNUM"), b'\r\nERROR+CNUM: "",,\r\n', [("ERROR",), ('+CNUM: "",,',)]),
        (CSQ, b'\r\n+CLIP: "",128,"OK+x",,"ERROR^"\r\n', [('+CLIP: "",128,"OK+x",,"ERROR^"',)]),
        (ATA, b"\r\nNO CARRIER\r\n", [("NO CARRIER",)]),
        (CSQ, b"\r\nNO CARRIER\r\n\r\n+CSQ: 15,99\r\n" + OK, [("NO CARRIER",), ("OK", "+CSQ: 15,99")]),
        (ATA, b"\r\n^CONN:1,0\r\n" + OK, [("^CONN:1,0",), ("OK",)]),
        (Command("AT+CMGS=25"), b"\r\n> \r\n+CMS ERROR: 500\r\n", [(">",), ("+CMS ERROR: 500",)]),
        (Command("AT"), b"\r\nOKAY then\r\n" + OK, [("OKAY then",), ("OK",)]),
        (CREG, OK + b"\r\n+CREG: 2,1\r\n" + OK, [("OK", "+CREG: 2,1")]),
        (Command("AT"), b"x" * 3000 + b"\r" + RING + OK, [("RING",), ("OK",)]),
    ],
)
def test_the_modem_is_understood_by_the_command_in_flight(
    command: Command, octets: bytes, expected: list[tuple[str, ...]]
) -> None:
    whole, bytewise = AtProtocol(), AtProtocol()
    for protocol in (whole, bytewise):
        assert protocol.send(command) == command.text.encode() + b"\r"
    assert told(whole.receive(octets)) == expected
    assert told(event for octet in octets for event in bytewise.receive(bytes([octet]))) == expected


def test_only_a_good_answer_is_ok() -> None:
    protocol = AtProtocol()
    protocol.send(CSQ)
    [answer] = protocol.receive(b"\r\n+CSQ: 15,99\r\n" + OK)
    assert answer == Answer(CSQ, ok=True, lines=("+CSQ: 15,99",), final="OK")
    protocol.send(CSQ)
    [answer] = protocol.receive(b"\r\nERROR\r\n")
    assert isinstance(answer, Answer) and not answer.ok


def test_one_command_is_in_flight_at_a_time() -> None:
    protocol = AtProtocol()
    protocol.send(CSQ)
    with pytest.raises(CommandInFlight, match=r"AT\+CREG\?: ще триває AT\+CSQ"):
        protocol.send(CREG)
    assert protocol.busy


def test_an_ok_that_nobody_asked_for_is_nothing() -> None:
    protocol = AtProtocol()
    assert told(protocol.receive(OK)) == []
    protocol.send(CREG)
    assert told(protocol.receive(OK + OK + b"\r\n+CREG: 0,1\r\n" + OK)) == [("OK", "+CREG: 0,1")]


def test_a_late_answer_does_not_end_the_question_that_gets_back_in_step() -> None:
    protocol = AtProtocol()
    protocol.send(CSQ)
    protocol.expire()
    protocol.send(CREG)
    late = b"\r\n+CSQ: 15,99\r\n\r\nERROR\r\n"
    assert told(protocol.receive(late + b"\r\n+CREG: 0,1\r\n" + OK)) == [("+CSQ: 15,99",), ("OK", "+CREG: 0,1")]


def test_a_late_answer_that_comes_before_the_next_command_is_dropped() -> None:
    protocol = AtProtocol()
    protocol.send(CSQ)
    protocol.expire()
    assert told(protocol.receive(OK)) == []
    protocol.send(CREG)
    assert told(protocol.receive(b"\r\n+CME ERROR: 30\r\n")) == [("+CME ERROR: 30",)]


def test_a_modem_that_never_answered_owes_nothing_once_we_are_in_step() -> None:
    protocol = AtProtocol()
    for _ in range(3):
        protocol.send(CSQ)
        protocol.expire()
    protocol.send(CREG)
    assert told(protocol.receive(b"\r\n+CREG: 0,1\r\n" + OK)) == [("OK", "+CREG: 0,1")]
    protocol.send(query("AT+CPIN?"))
    assert told(protocol.receive(b"\r\n+CME ERROR: 10\r\n")) == [("+CME ERROR: 10",)]


def test_a_line_that_never_ends_costs_no_memory_and_is_counted() -> None:
    protocol = AtProtocol()
    for _ in range(100):
        assert told(protocol.receive(b"\xfe" * MAX_LINE_BYTES)) == []
    assert told(protocol.receive(b"rest" + RING)) == [("RING",)]
    assert protocol.dropped_bytes == 100 * MAX_LINE_BYTES + 4


@pytest.mark.parametrize(
    ("text", "prefix"),
    [("AT+CREG?", "+CREG:"), ("AT+QPCMV=?", "+QPCMV:"), ("AT^CVOICE?", "^CVOICE:"), ("AT+CPCMREG=?", "+CPCMREG:")],
)
def test_a_question_is_answered_under_its_own_name(text: str, prefix: str) -> None:
    assert query(text).informs == prefix
