"""What a clerk writes comes out as people say it: `slukhavka words` on the list of C-40 and on the golden list."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from appliance.cli import main

SITE = """
[box]
state = "{state}"
[[lines]]
name = "gsm1"
family = "huawei_e1550"
"""
GOLDEN: dict[str, dict[str, str]] = tomllib.loads(
    (Path(__file__).parents[1] / "audio/speech/text/golden.toml").read_text(encoding="utf-8")
)
STRESS = "\u0301"

SPOKEN = {
    "Рішення від 14.08.2024 № 252": (
        "Рі́шення від чотирна́дцятого се́рпня дві ти́сячі два́дцять четве́ртого ро́ку но́мер дві́сті п'ятдеся́т два"
    ),
    "з 1 вересня по 31 жовтня 2026 року": (
        "з пе́ршого ве́ресня по три́дцять пе́рше жо́втня дві ти́сячі два́дцять шо́стого ро́ку"
    ),
    "24 листопада о 9:30": "два́дцять четве́ртого листопа́да о дев'я́тій три́дцять",
    "до ЦНАП з 08:00 до 17:00": "до цнап з во́сьмої годи́ни до сімна́дцятої",
    "1 234,50 грн": "ти́сяча дві́сті три́дцять чоти́ри гри́вні п'ятдеся́т копійо́к",
    "21 грн, 22 грн, 25 грн": "два́дцять одна́ гри́вня, два́дцять дві гри́вні, два́дцять п'ять гри́вень",
    "066-283-81-82": "нуль шістдеся́т шість, дві́сті вісімдеся́т три, вісімдеся́т оди́н, вісімдеся́т два",
    "(04644) 2-12-52": "нуль со́рок шість, со́рок чоти́ри, два, двана́дцять, п'ятдеся́т два",
    "0 800 500 335": "нуль вісімсо́т, п'ятсо́т, три́ста три́дцять п'ять",
    "№ 2026-000123": "но́мер дві ти́сячі два́дцять шість дефі́с нуль нуль нуль сто два́дцять три",
    "вул. І. Франка, буд. 5-А": "ву́лиця Іва́на Франка́, буди́нок п'ять а",
    "вул. Титаренка, 12/3": "ву́лиця Титаре́нка, двана́дцять дріб три",
    "2-й поверх, каб. 204": "дру́гий по́верх, кабіне́т дві́сті чоти́ри",
    "у м. Мена": "у мі́сті Ме́на",
    "с. Феськівка, с-ще Макошине, смт Березна": ("село́ Фе́ськівка, се́лище Мако́шине, се́лище місько́го ти́пу Бере́зна"),
    "Блистова, Сосниця, Синявка, Ушня": "Блистова́, Со́сниця, Синя́вка, У́шня",
    "натисніть 1": "нати́сніть оди́н",
    "до 5 осіб": "до п'яти́ осі́б",
    "- пʼять, п’ять, п`ять, п'ять": "п'ять, п'ять, п'ять, п'ять",
    "Ви 2-й у черзі": "Ви дру́гий у черзі́",
}

pytestmark = pytest.mark.row("A23")


@pytest.fixture
def settings(tmp_path: Path) -> str:
    path = tmp_path / "slukhavka.toml"
    path.write_text(SITE.format(state=tmp_path / "state"), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(("written", "spoken"), SPOKEN.items())
def test_a_line_of_the_office_is_spoken_as_people_say_it(
    settings: str, written: str, spoken: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--settings", settings, "words", "--", written]) == 0
    assert capsys.readouterr().out == f"{spoken}\n"


@pytest.mark.parametrize("group", GOLDEN)
def test_the_whole_golden_list_is_spoken_as_it_stands_there(
    settings: str, group: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--settings", settings, "words", "--", "\n".join(GOLDEN[group])]) == 0
    said = capsys.readouterr().out.replace(STRESS, "").split()
    assert said == "\n".join(GOLDEN[group].values()).replace(STRESS, "").split()
