"""The modem families as files: what they understand, and what is said about a broken one."""

import tomllib
from pathlib import Path

import pytest

from appliance.errors import SettingsError
from appliance.lines.family import STANDARD, CallTransfer, Says, families, load_family
from appliance.settings import MODEMS

NAMES = sorted(families(MODEMS))
NUMBER = "+380671112244"
CLIP = f'+CLIP: "{NUMBER}",145,,,,0'
LISTED = f'+CLCC: 1,1,4,0,0,"{NUMBER}",145'
CALLER = (Says.CALLER, {"number": NUMBER, "type": "145", "validity": "0"})
IN_LIST = {"index": "1", "direction": "1", "stat": "4", "mode": "0", "number": NUMBER, "type": "145"}

COMMON = [
    ("RING", (Says.RING, {})),
    ("+CRING: VOICE", (Says.RING, {})),
    ("+CRING: REL ASYNC", None),
    ("+CRING: GPRS \"IP\"", None),
    (CLIP, CALLER),
    ('+CLIP: "",128,,,,1', (Says.CALLER, {"number": "", "type": "128", "validity": "1"})),
    ('+CLIP: "",128,,,,2', (Says.CALLER, {"number": "", "type": "128", "validity": "2"})),
    ('+CLIP: "0671112244",129', (Says.CALLER, {"number": "0671112244", "type": "129", "validity": ""})),
    (
        '+CLIP: "+380671112244",145,"",,"Марія, ""сусідка""",0',
        (Says.CALLER, {"number": NUMBER, "type": "145", "validity": ""}),
    ),
    (LISTED, (Says.LISTED, IN_LIST)),
    ("+CLCC: 1,1,4,0,0", (Says.LISTED, IN_LIST | {"number": "", "type": ""})),
    ("NO CARRIER", (Says.ENDED, {})),
    ("BUSY", (Says.ENDED, {})),
    ("NO ANSWER", (Says.ENDED, {})),
    ('+CCWA: "+380509998877",145,1', (Says.WAITING, {"number": "+380509998877", "type": "145"})),
    ('+CMTI: "SM",3', (Says.SMS_STORED, {"store": "SM", "index": "3"})),
    ('+CMTI: "ME",-1', (Says.SMS_STORED, {"store": "ME", "index": "-1"})),
    ('+CDSI: "SR",0', (Says.REPORT_STORED, {"store": "SR", "index": "0"})),
    ("+CDS: 25\n0006", (Says.REPORT, {"pdu": "0006"})),
    ("+CMT: ,27\n0791", (Says.SMS, {"pdu": "0791"})),
    ("+CMT: ,27", None),
    ("+CMGS: 17", (Says.SUBMITTED, {"reference": "17"})),
    ("+CUSD: 4", (Says.USSD, {"stage": "4", "text": "", "dcs": ""})),
    ('+CUSD: 0,"Balans 0.00hrn.",15', (Says.USSD, {"stage": "0", "text": "Balans 0.00hrn.", "dcs": "15"})),
    ('+CUSD: 1,"1 - so\n2 - ni",15', (Says.USSD, {"stage": "1", "text": "1 - so\n2 - ni", "dcs": "15"})),
    ('+CUSD: 0,"cut off', (Says.USSD, {"stage": "0", "text": "cut off", "dcs": ""})),
    ('+CREG: 1,"1A2B","00C3D4E5"', None),
    ("RINGING", None),
    ("BUSY LINE", None),
]  # fmt: skip
TRANSFERS = {
    "huawei_e1550": CallTransfer.NONE,
    "quectel_ec25": CallTransfer.JOIN,
    "quectel_ec25_uac": CallTransfer.JOIN,
    "sim7600": CallTransfer.EXPLICIT,
}
OWN = {
    "huawei_e1550": [
        ("^RSSI:15", (Says.SIGNAL, {"rssi": "15"})),
        ("^CONN:1,0", (Says.ACTIVE, {})),
        ("^CEND:1,23,104,16", (Says.ENDED, {})),
        ("^CEND:1,23,25", (Says.ENDED, {})),
        ("^DDTMF: 1", (Says.DIGIT, {"digit": "1"})),
        ("^DDTMF: A", None),
        ("^ORIG:1,0", None),
        ("^CONF:1", None),
        ("^BOOT:22414154,0,0,0,75", None),
        ("^MODE:5,4", None),
        ("^SRVST:2", None),
        ("^SIMST:1", None),
        ("^DSFLOWRPT:00000000,00000000,00000000", None),
    ],
    "quectel_ec25": [
        ("RDY", (Says.RESTARTED, {})),
        ("+QIND: SMS DONE", None),
        ("+QIND: PB DONE", None),
        ("+CPIN: READY", None),
        (f"^DSCI: 1,1,4,0,{NUMBER},145", None),
        (f"^DSCI: 1,1,3,0,{NUMBER},145", (Says.ACTIVE, {})),
        (f"^DSCI: 1,1,6,0,{NUMBER},145", (Says.ENDED, {})),
        (f"^DSCI: 2,1,6,0,{NUMBER},145", None),
        (f'+QIND: "ccinfo",1,1,4,0,0,"{NUMBER}",145', None),
        (f'+QIND: "ccinfo",1,1,0,0,0,"{NUMBER}",145', (Says.ACTIVE, {})),
        (f'+QIND: "ccinfo",1,1,-1,0,0,"{NUMBER}",145', (Says.ENDED, {})),
        (f'+QIND: "ccinfo",2,1,-1,0,0,"{NUMBER}",145', None),
        ('+QIND: "csq",15,99', (Says.SIGNAL, {"rssi": "15"})),
        ("+QTONEDET: 49", (Says.DIGIT, {"ascii": "49"})),
        ("+QTONEDET: 42", (Says.DIGIT, {"ascii": "42"})),
        ("+QTONEDET: 35", (Says.DIGIT, {"ascii": "35"})),
        ("+QTONEDET: 65", None),
        ("+QTONEDET: 10", None),
        ("+QPCMV: 0,0", (Says.PAUSE, {})),
        ("+QPCMV: 1,0", (Says.RESUME, {})),
    ],
    "sim7600": [
        ("RDY", (Says.RESTARTED, {})),
        ("SMS DONE", None),
        ("PB DONE", None),
        ("VOICE CALL: BEGIN", (Says.ACTIVE, {})),
        ("VOICE CALL: END: 000023", (Says.ENDED, {})),
        ("VOICE CALL: END", (Says.ENDED, {})),
        ("MISSED_CALL: 11:01AM +380671112244", (Says.ENDED, {})),
        (f'+CLCC: 1,1,6,0,0,"{NUMBER}",145', (Says.ENDED, {})),
        ("+RXDTMF: 1", (Says.DIGIT, {"digit": "1"})),
        ("+RXDTMF: *", (Says.DIGIT, {"digit": "*"})),
        ("+CSQ: 15,99", (Says.SIGNAL, {"rssi": "15"})),
        ("+CPCMREG: 0", None),
    ],
}
OWN["quectel_ec25_uac"] = OWN["quectel_ec25"]


@pytest.mark.parametrize(
    ("family", "line", "meaning"),
    [(name, line, meaning) for name in NAMES for line, meaning in [*COMMON, *OWN[name]]],
)
def test_every_line_of_the_transcripts_is_understood(
    family: str, line: str, meaning: tuple[Says, dict[str, str]] | None
) -> None:
    said = load_family(family, MODEMS).understand(line)
    assert (said and (said.what, dict(said.parts))) == meaning


@pytest.mark.parametrize("name", NAMES)
def test_every_family_wakes_echoless_and_asks_for_callers_numbers(name: str) -> None:
    family = load_family(name, MODEMS)
    assert family.title
    assert family.start[:2] == ("ATZ", "ATE0")
    assert "AT+CLIP=1" in family.start
    assert not [text for text in family.start if "CPIN" in text]
    assert family.settle_s >= 4.0


@pytest.mark.parametrize("name", NAMES)
def test_every_family_says_whether_it_bears_two_calls(name: str) -> None:
    assert load_family(name, MODEMS).call_transfer is TRANSFERS[name]


def test_an_unknown_family_is_named_with_the_known_ones() -> None:
    with pytest.raises(SettingsError, match=r"^Невідома родина модемів «nokia»\. Є такі: .*sim7600\.$"):
        load_family("nokia", MODEMS)


def broken(tmp_path: Path, old: str, new: str) -> Path:
    text = (MODEMS / "sim7600.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "sim7600.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('call_transfer = "explicit"', 'call_transfer = "sometimes"'),
        ("title =", "title ="[:-1]),
        ("title =", "colour = 1\ntitle ="),
        ("voice_check =", "# voice_check ="),
        ("[audio]\n", "[audio]\nloudness = 3\n"),
        ("[call]\n", "[call]\ntransfer = 'x'\n"),
        ("'^RING$'", "'^RING($'"),
        ("'^\\+CPCMREG: ?\\(0-1\\)'", "'('"),
        ("['^RDY$']", "'^RDY$'"),
        ("ring = [", "rung = ["),
        ("listed = [", "# listed = ["),
        ("(?P<validity>\\d)", "\\d"),
        ("(?P<digit>[0-9*#])", "[0-9*#]"),
        ("start = [", 'start = "ATZ"\nstarted = ['),
        ("{ at = 2, audio = 4 }", "{ at = 2 }"),
        ("{ at = 2, audio = 4 }", "4"),
        ("{ at = 2, audio = 4 }", '{ at = "two", audio = 4 }'),
    ],
)
def test_a_broken_file_gives_one_sentence_that_names_it(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(SettingsError) as error:
        load_family("sim7600", broken(tmp_path, old, new))
    sentence = str(error.value)
    assert sentence.startswith(f"{tmp_path / 'sim7600.toml'}: опис модема не читається (")
    assert "\n" not in sentence


def test_a_file_that_is_no_text_gives_a_sentence_too(tmp_path: Path) -> None:
    (tmp_path / "odd.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match="опис модема не читається"):
        load_family("odd", tmp_path)


@pytest.mark.parametrize("name", NAMES)
def test_no_key_of_a_file_is_unused(name: str) -> None:
    table = tomllib.loads((MODEMS / f"{name}.toml").read_text(encoding="utf-8"))
    family = load_family(name, MODEMS)
    own = {what for what, pattern in family.says.items() if pattern.pattern != STANDARD.get(what)}
    assert set(table["says"]) == {str(what) for what in own}
    assert set(table["usb"]) == set(family.usb)
