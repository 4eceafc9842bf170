"""The small tables of a voice modem: keys, caller identification, samples, who has gone, families."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.contracts import EndedBy
from appliance.errors import SettingsError
from appliance.lines.voice_caller_id import CallerId, caller_id
from appliance.lines.voice_dle import Coded, Sign
from appliance.lines.voice_family import load_voice_family
from appliance.lines.voice_gone import GoneJudge
from appliance.lines.voice_keys import KeyReader
from appliance.lines.voice_line import as_dialled
from appliance.lines.voice_samples import from_wire, is_silent, to_wire
from tests.appliance.lines.voice_calls import FAMILIES, VOICE_MODEMS


@pytest.mark.parametrize(
    ("reports", "keys"),
    [
        ("/1~", "1"),
        ("/1 1 1 1~", "1"),
        ("/1 1~/1 1~", "11"),
        ("/1~/2~", "12"),
        ("1 1 1", "1"),
        ("1 1   1 1", "11"),
        ("1 2", "12"),
        ("/1 1/1~", "11"),
        ("/1 2~", "12"),
        ("~1~", "1"),
        ("//*~~#", "*#"),
        ("v/A~u", ""),
    ],
)
def test_one_press_is_one_key_however_it_is_reported(reports: str, keys: str) -> None:
    """A blank is 70 ms, a report 10 ms."""
    reader, now_s, pressed = KeyReader(), 0.0, ""
    for report in reports:
        now_s += 0.07 if report == " " else 0.01
        pressed += reader.read(Coded(report), now_s) if report != " " else ""
    assert pressed == keys


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("NMBR = 0671112244", CallerId("0671112244")),
        ("NMBR=0671112244", CallerId("0671112244")),
        ("NMBR = P", CallerId("")),
        ("NMBR=O", CallerId(None)),
        ("NMBR =", CallerId(None)),
        ("DDN_NMBR= 4641234", CallerId("4641234")),
        ("NMBR = +380671112244", CallerId("+380671112244")),
        ("DATE = 9X", None),
        ("TIME = 2240", None),
        ("NAME = NMBR", None),
        ("RING", None),
        ("", None),
    ],
)
def test_a_number_is_read_whatever_else_is_missing(line: str, told: CallerId | None) -> None:
    assert caller_id(line) == told


@given(st.text(max_size=60))
def test_no_line_can_harm_who_reads_the_number(line: str) -> None:
    caller_id(line)


@given(st.binary(max_size=400))
def test_a_sample_of_the_modem_is_one_of_the_house_and_back(sound: bytes) -> None:
    assert to_wire(from_wire(sound)) == sound


@given(st.lists(st.integers(-32768, 32767), max_size=100))
def test_a_sample_of_the_house_loses_its_lower_half_on_the_wire_and_nothing_more(samples: list[int]) -> None:
    frame = b"".join(sample.to_bytes(2, "little", signed=True) for sample in samples)
    back = from_wire(to_wire(frame))
    heard = [int.from_bytes(back[at : at + 2], "little", signed=True) for at in range(0, len(back), 2)]
    assert all(0 <= sample - close < 256 for sample, close in zip(samples, heard, strict=True))


def test_silence_is_what_nobody_hears_on_the_wire() -> None:
    assert is_silent(to_wire(bytes(320)))
    assert is_silent(to_wire(b"\xff\xff" * 160))
    assert not is_silent(to_wire(bytes(318) + b"\x00\x02"))


@pytest.mark.parametrize(
    ("signs", "by"),
    [
        ([(3.0, Sign.BUSY)], None),
        ([(3.0, Sign.BUSY), (7.0, Sign.BUSY)], EndedBy.CALLER),
        ([(3.0, Sign.DIAL_TONE), (6.0, Sign.BUSY)], EndedBy.CALLER),
        ([(3.0, Sign.BUSY), (60.0, Sign.BUSY)], None),
        ([(1.0, Sign.BUSY), (5.0, Sign.BUSY)], None),
        ([(3.0, Sign.LOOP_BROKEN)], EndedBy.CALLER),
        ([(0.5, Sign.LOOP_BROKEN)], None),
        ([(3.0, Sign.PHONE_UP)], EndedBy.OPERATOR),
        ([(0.5, Sign.END)], EndedBy.CALLER),
        ([(30.0, Sign.SILENCE), (40.0, Sign.QUIET), (50.0, Sign.MACHINE), (51.0, Sign.RINGBACK)], None),
    ],
)
def test_signs_are_weighed(signs: list[tuple[float, Sign]], by: EndedBy | None) -> None:
    judge = GoneJudge(0.0, parallel_phone=True)
    verdicts = [judge.told(sign, at_s, listening=True) for at_s, sign in signs]
    assert verdicts == [*[None] * (len(signs) - 1), by]


def test_a_tone_heard_while_it_speaks_is_the_modems_own_and_a_broken_loop_is_not() -> None:
    judge = GoneJudge(0.0, parallel_phone=False)
    assert [judge.told(Sign.BUSY, at_s, listening=False) for at_s in (3.0, 7.0, 11.0)] == [None] * 3
    assert judge.told(Sign.PHONE_UP, 12.0, listening=False) is None
    assert judge.told(Sign.LOOP_BROKEN, 13.0, listening=False) is EndedBy.CALLER


@pytest.mark.parametrize(
    ("e164", "dialled"),
    [("+380671112244", "0671112244"), ("+48221234567", "0048221234567"), ("+380441112233", "0441112233")],
)
def test_a_landline_dials_as_people_do(e164: str, dialled: str) -> None:
    assert as_dialled(e164) == dialled


@pytest.mark.parametrize("name", FAMILIES)
def test_every_family_is_whole(name: str) -> None:
    family = load_voice_family(name, VOICE_MODEMS)
    assert family.title and family.usb
    assert family.call.enter[0] == "AT+FCLASS=8"
    assert any(text.startswith("AT+VSM=") for text in family.call.enter)
    assert "AT+VCID=1" in family.start
    assert all(code.startswith(b"\x10") for code in (family.streams.leave_duplex, family.streams.purge))
    assert all(set(interfaces) == {"at", "audio"} for interfaces in family.usb.values())


def test_an_unknown_family_is_named_with_those_there_are() -> None:
    with pytest.raises(SettingsError, match=r"«rockwell»\. Є такі: conexant_cx93010, usr5637"):
        load_voice_family("rockwell", VOICE_MODEMS)


GOOD = 'title = "T"\nstart = []\n[usb]\n"0572:1340" = 0\n[call]\nenter = ["AT+FCLASS=8"]\n'


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("title = ", "Invalid value"),
        (GOOD.replace("enter", "entr"), "невідомі ключі: entr"),
        (GOOD.replace('[call]\nenter = ["AT+FCLASS=8"]\n', ""), "call"),
        (GOOD.replace('["AT+FCLASS=8"]', '"AT+FCLASS=8"'), "enter має бути списком рядків"),
        (GOOD.replace('"0572:1340" = 0', '"0572:1340" = "x"'), "invalid literal"),
        (GOOD + '[streams]\nleave_duplex = "DLE ^"\n', "non-hexadecimal"),
        (GOOD + "[rules]\nring_gone_s = true\n", "ring_gone_s: очікується float"),
        (GOOD + "[rules]\nparallel_phone = 1\n", "parallel_phone: очікується bool"),
        (GOOD.replace("[usb]", 'baudrate = "fast"\n[usb]'), "baudrate: очікується int"),
        (GOOD + 'dial = "ATD{numer}"\n', "numer"),
    ],
)
def test_a_broken_family_is_refused_with_its_place(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"mine\.toml: опис модема не читається") as refused:
        load_voice_family("mine", tmp_path)
    assert fault in str(refused.value)


def test_a_family_may_dial_with_pulses_and_have_no_duplex(tmp_path: Path) -> None:
    text = GOOD + 'dialling = "P"\n[streams]\nduplex = ""\nleave_receive = "10 1B"\n[rules]\nring_gone_s = 8\n'
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    family = load_voice_family("mine", tmp_path)
    assert (family.call.dialling, family.streams.duplex, family.rules.ring_gone_s) == ("P", "", 8)
    assert family.streams.leave_receive == b"\x10\x1b"
