"""Whatever a wire may bring: the dialogue neither breaks nor loses a RING."""

from hypothesis import given
from hypothesis import strategies as st

from appliance.lines.at import Answer, AtProtocol, Command, Prompt, Unsolicited, query

COMMANDS = st.sampled_from(
    [
        None,
        Command("AT"),
        Command("AT+CSQ", informs="+CSQ:"),
        Command("AT+CLCC", informs="+CLCC:"),
        Command("ATA", ends_with_call=True),
        query("AT+CREG?"),
    ]
)
WORDS = st.sampled_from(
    [
        b"\r\n", b"\r", b"\n", b"\r\r\n", b"OK", b"ERROR", b"RING", b"NO CARRIER", b"BUSY", b"AT+CSQ", b"AT", b"> ",
        b"+CSQ: 15,99", b"+CREG: 2,1", b'+CLIP: "+380671112244",145,,,,0', b"ERROR+CNUM: 1", b"+CME ERROR: 10",
        b"\xff", b"\x00", b"\x80\xd0", "Тест".encode(), b"x" * 2047, b"^RSSI:15",
    ]
)  # fmt: skip
STREAM = st.lists(st.one_of(WORDS, st.binary(max_size=6)), max_size=30).map(b"".join)


def dialogue(command: Command | None, pieces: list[bytes]) -> tuple[list[Answer | Unsolicited | Prompt], int]:
    protocol = AtProtocol()
    if command:
        protocol.send(command)
    events = [event for piece in pieces for event in protocol.receive(piece)]
    return events, protocol.dropped_bytes


@given(COMMANDS, STREAM, st.data())
def test_any_bytes_mean_the_same_however_they_are_split(
    command: Command | None, stream: bytes, data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    pieces = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert dialogue(command, pieces) == dialogue(command, [stream])


@given(COMMANDS, STREAM)
def test_a_ring_is_never_swallowed(command: Command | None, stream: bytes) -> None:
    events, _ = dialogue(command, [stream, b"\r\nRING\r\n"])
    assert events[-1] == Unsolicited("RING")


@given(STREAM)
def test_after_any_bytes_a_question_is_answered(noise: bytes) -> None:
    protocol = AtProtocol()
    list(protocol.receive(noise + b"\r\n"))
    protocol.send(query("AT+CREG?"))
    [answer] = protocol.receive(b"\r\n+CREG: 2,1\r\n\r\nOK\r\n")
    assert isinstance(answer, Answer)
    assert (answer.ok, answer.lines) == (True, ("+CREG: 2,1",))


@given(st.lists(COMMANDS.filter(bool), min_size=1, max_size=4), STREAM)
def test_commands_given_up_and_any_bytes_leave_the_next_question_its_answer(
    given_up: list[Command], stream: bytes
) -> None:
    protocol = AtProtocol()
    for command in given_up:
        protocol.send(command)
        protocol.expire()
    list(protocol.receive(stream + b"\r\n"))
    protocol.send(query("AT+COPS?"))
    answers = list(protocol.receive(b'\r\nOK\r\n\r\n+COPS: 0,0,"KYIVSTAR",2\r\n\r\nOK\r\n'))
    assert [answer.lines for answer in answers if isinstance(answer, Answer)] == [('+COPS: 0,0,"KYIVSTAR",2',)]
