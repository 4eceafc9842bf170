"""`slukhavka words`: what would be spoken, on one line, and what needs the editor's eye, apart."""

from __future__ import annotations

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


@pytest.fixture
def settings(tmp_path: Path) -> str:
    """Return the path of a box's settings."""
    path = tmp_path / "slukhavka.toml"
    path.write_text(SITE.format(state=tmp_path / "state"), encoding="utf-8")
    return str(path)


def test_the_words_come_on_one_line_with_their_stress(settings: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--settings", settings, "words", "--", "Прийом з 08:00 до 17:00,\nтел. 066-283-81-82"]) == 0
    said = capsys.readouterr()
    assert said.out.count("\n") == 1
    assert said.out.startswith("Прийо́м з во́сьмої годи́ни до сімна́дцятої, телефо́н нуль шістдеся́т шість, ")
    assert said.err == ""


def test_what_cannot_be_read_is_told_with_its_place(settings: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--settings", settings, "words", "Код xyz"]) == 1
    assert "5–7: «xyz»" in capsys.readouterr().err
