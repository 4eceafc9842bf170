from __future__ import annotations

from pathlib import Path

import pytest

from appliance.errors import SettingsError
from appliance.settings import TREE_FILE, CallSettings, Settings, SpeechSettings, read_settings

GOOD = """
[box]
state = "state of the box"

[[lines]]
name = "gsm1"
family = "huawei_e1550"
"""


def read(text: str | bytes, tmp_path: Path) -> object:
    path = tmp_path / "slukhavka.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_settings(path)


def test_the_settings_of_the_tree_are_good_and_say_what_the_code_takes_for_granted() -> None:
    settings = read_settings(TREE_FILE)
    assert settings.call == CallSettings()
    assert settings.speech == SpeechSettings()
    assert settings.lines[0].kind == "gsm"


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    settings = read_settings(TREE_FILE)
    assert read(GOOD, tmp_path) == type(settings)(
        box=type(settings.box)(state=Path("state of the box")),
        call=settings.call,
        console=settings.console,
        lines=(settings.lines[0],),
    )


def test_who_speaks_is_a_list_of_voices(tmp_path: Path) -> None:
    speech = '[speech]\norder = ["rhvoice/Anatol", "espeak"]\npiper_voices = "/srv/voices"\nwords_per_minute = 100\n'
    settings = read(GOOD + speech, tmp_path)
    assert isinstance(settings, Settings)
    assert settings.speech == SpeechSettings(("rhvoice/Anatol", "espeak"), "/srv/voices", 100)


LINE = '\n[[lines]]\nname = "gsm2"\nfamily = "sim7600"\n'
WRONG: dict[str, tuple[str | bytes, str]] = {
    "no TOML": ("= =", "помилка запису"),
    "no text": (b"\xff\xfe\x00", "не читаються"),
    "a number beyond measure": (f"a = {'9' * 5000}", "помилка запису"),
    "nothing": ("", "немає жодної лінії"),
    "an unknown section": (GOOD + "[modem]\n", "невідомий розділ «modem»"),
    "an unknown key": (GOOD.replace("state", "stat"), "[box]: невідомий ключ «stat»"),
    "a section that is a value": ("call = 5\n" + GOOD, "[call] має бути розділом"),
    "lines that are one table": (GOOD.replace("[[lines]]", "[lines]"), "немає жодної лінії"),
    "a line that is a number": ("lines = [5]\n", "[[lines]] № 1 має бути розділом"),
    "a line without a family": (GOOD.replace("family", "#"), "[[lines]] № 1: немає ключа «family»"),
    "a line without a name": (GOOD.replace('"gsm1"', '" "'), "лінія без назви"),
    "the same name twice": (GOOD + LINE.replace("gsm2", "gsm1"), "дві лінії мають назву «gsm1»"),
    "an unknown kind of line": (GOOD + 'kind = "pigeon"\n', "невідомий вид «pigeon»"),
    "a menu that leads elsewhere": (GOOD + 'menu = "../x"\n', "назва меню «../x»"),
    "half the ports": (GOOD + 'at = "/dev/ttyUSB0"\n', "лінія «gsm1»: задайте обидва порти"),
    "one port for two": (GOOD + 'at = "/dev/a"\naudio = "/dev/a"\n', "порт /dev/a задано двічі"),
    "a port of two lines": (
        GOOD + 'at = "/dev/a"\naudio = "/dev/b"\n' + LINE + 'at = "/dev/c"\naudio = "/dev/b"\n',
        "порт /dev/b задано двічі",
    ),
    "a number in quotes": (GOOD + '[call]\ncap_s = "900"\n', "[call]: «cap_s» має бути таким: число"),
    "yes for a number": (GOOD + "[call]\ncap_s = true\n", "«cap_s»"),
    "a negative time": (GOOD + "[call]\ncap_s = -1\n", "«cap_s» має бути таким: число від 0"),
    "no number": (GOOD + "[call]\ncap_s = nan\n", "«cap_s»"),
    "for ever": (GOOD + "[call]\ncap_s = inf\n", "«cap_s»"),
    "a call that ends at once": (GOOD + "[call]\ncap_s = 0\n", "«cap_s» не менше"),
    "a warning before the call": (GOOD + "[call]\ncap_s = 60\ncap_warning_s = 60\n", "«cap_warning_s» має бути меншим"),
    "no time to think": (GOOD + "[call]\nsilence_limit_s = 0\n", "«silence_limit_s» не менше"),
    "an answer that never comes": (GOOD + "[call]\nanswer_after_s = 90\n", "«answer_after_s» не більше"),
    "silence instead of a greeting": (GOOD + "[call]\nopening_silence_s = 60\n", "«opening_silence_s» не більше"),
    "a port that is none": (GOOD + "[console]\nport = 80000\n", "«port» має бути від 1 до 65535"),
    "a port with a fraction": (GOOD + "[console]\nport = 8080.5\n", "«port» має бути таким: ціле число"),
    "an order that is a word": (GOOD + '[speech]\norder = "espeak"\n', "«order» має бути таким: список рядків"),
    "an order of numbers": (GOOD + "[speech]\norder = [1]\n", "«order» має бути таким: список рядків"),
    "a limit that locks people out": (GOOD + "[flood]\ncalls = 1\n", "[flood]: «calls» не менше за 3"),
    "a limit within no time": (GOOD + "[flood]\nwithin_s = 0\n", "«within_s» має бути більшим за нуль"),
    "an offer that is a word": (GOOD + '[callbacks]\noffer_by_sms = "так"\n', "«offer_by_sms» має бути таким: true"),
    "a hurry": (GOOD + "[speech]\nwords_per_minute = 200\n", "«words_per_minute» має бути від 95 до 130"),
    "an unknown level": (GOOD.replace("[[", 'log_level = "LOUD"\n[['), "невідомий «log_level»: «LOUD»"),
    "a code with letters": (GOOD.replace("[[", 'area_code = "Mena"\n[['), "«area_code»"),
    "no state": (GOOD.replace('"state of the box"', '""'), "[box]: «state» має бути таким: шлях"),
    "a state with a line end": (GOOD.replace("of the", "\\u0000"), "[box]: «state»"),
    "a name with a line end": (GOOD.replace("gsm1", "gsm\\n1"), "«name»"),
}


@pytest.mark.parametrize("fault", WRONG)
def test_whatever_is_wrong_is_one_sentence_naming_the_file_and_the_place(fault: str, tmp_path: Path) -> None:
    text, sentence = WRONG[fault]
    with pytest.raises(SettingsError) as refused:
        read(text, tmp_path)
    said = str(refused.value)
    assert said.startswith(f"{tmp_path / 'slukhavka.toml'}: ")
    assert sentence in said
    assert "\n" not in said
    assert said.endswith((".", ".)", ")."))


@pytest.mark.parametrize("kind", ["missing", "directory"])
def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path: Path, kind: str) -> None:
    with pytest.raises(SettingsError, match="не читаються"):
        read_settings(tmp_path if kind == "directory" else tmp_path / "none.toml")


@pytest.mark.parametrize("code", ["", "4644", "04644", "+3804644", "44"])
def test_an_area_code_may_be_written_as_people_write_it(code: str, tmp_path: Path) -> None:
    assert read(GOOD.replace("[[", f'area_code = "{code}"\n[['), tmp_path)
