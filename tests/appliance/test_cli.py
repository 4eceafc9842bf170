"""What a technician reads at the prompt: one clear Ukrainian sentence and an exit status."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest

from appliance.cli import NAMES, main
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import HOURS, publish_noise
from tests.fakes.spoken import BUILD

SETTINGS = """
[box]
state = "{state}"

[[lines]]
name = "gsm1"
family = "{family}"
at = "{state}/at"
audio = "{state}/audio"
"""


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    return write_settings(tmp_path)


def write_settings(tmp_path: Path, family: str = "huawei_e1550") -> Path:
    path = tmp_path / "slukhavka.toml"
    path.write_text(SETTINGS.format(state=tmp_path / "state", family=family))
    (tmp_path / "state").mkdir(exist_ok=True)
    return path


def source(tmp_path: Path, flow: str) -> Path:
    directory = tmp_path / "menu"
    directory.mkdir()
    (directory / "flow.toml").write_text(flow)
    (directory / "hours.toml").write_text(HOURS)
    return directory


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    """Run a command that must fail and return its one sentence."""
    assert main([str(argument) for argument in arguments]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    [line] = [line for line in told.err.splitlines() if line.startswith("slukhavka: ")]
    assert "Traceback" not in told.err
    assert re.search("[а-яіїєґ]", line)
    return line


def test_a_missing_settings_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "none.toml: налаштування не читаються" in refusal(capsys, "--settings", tmp_path / "none.toml", "check")


@pytest.mark.parametrize("command", ["check", "run"])
def test_an_unknown_family_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    told = refusal(capsys, "--settings", write_settings(tmp_path, "nokia_3310"), command)
    assert "nokia_3310" in told


@pytest.mark.parametrize("command", ["check", "publish"])
def test_a_broken_flow_is_refused_with_its_node(
    tmp_path: Path, settings: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    told = refusal(capsys, "--settings", settings, command, source(tmp_path, small_flow(exits="{}")))
    assert "Вузол «it»: вихід «done» нікуди не веде." in told
    assert not (tmp_path / "state/published").exists()


def test_a_menu_that_is_not_there_is_refused(
    tmp_path: Path, settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "меню не читається" in refusal(capsys, "--settings", settings, "check", tmp_path / "nowhere")


def test_nothing_published_is_said(settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Меню ще не опубліковано." in refusal(capsys, "--settings", settings, "check")


def test_an_unreadable_prompt_is_named(tmp_path: Path, settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    published = publish_noise(small_flow(), tmp_path)
    (tmp_path / "state/published").symlink_to(published)
    assert main(["--settings", str(settings), "check"]) == 0
    assert "справні" in capsys.readouterr().out
    prompt = min((published / "1").glob("*.wav"))
    prompt.write_bytes(b"torn")
    assert prompt.name in refusal(capsys, "--settings", settings, "check")


def test_a_speech_unit_that_does_not_run_is_said_in_time(
    tmp_path: Path, settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = refusal(capsys, "--settings", settings, "publish", source(tmp_path, small_flow()), "--wait", "0.1")
    assert "Мовний блок мовчить" in told
    assert "Чи він працює?" in told
    assert not (tmp_path / "state/published").exists()


@pytest.mark.usefixtures("published_starter")
def test_the_starter_is_published_when_nothing_else_is_named(
    tmp_path: Path, settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "state/spoken").symlink_to(BUILD / "spoken")
    for revision in ("1", "2"):
        assert main(["--settings", str(settings), "publish", "--wait", "1"]) == 0
        assert f"випуск {revision}." in capsys.readouterr().out
    assert main(["--settings", str(settings), "check"]) == 0


def test_a_second_box_is_refused(tmp_path: Path, settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket(socket.AF_UNIX) as first:
        first.bind(str(tmp_path / "state/control"))
        first.listen()
        assert "Слухавка вже працює." in refusal(capsys, "--settings", settings, "run")


def test_the_database_is_prepared_once(settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--settings", str(settings), "migrate"]) == 0
    assert "підготовлено" in capsys.readouterr().out
    assert main(["--settings", str(settings), "migrate"]) == 0
    assert "змін не потрібно" in capsys.readouterr().out


def test_a_state_that_is_a_file_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = write_settings(tmp_path)
    (tmp_path / "state").rmdir()
    (tmp_path / "state").write_text("")
    refusal(capsys, "--settings", settings, "migrate")


@pytest.mark.parametrize("arguments", [[], ["sing"], ["check", "a", "b"], ["publish", "--wait", "long"]])
def test_a_command_wrongly_asked_is_status_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert capsys.readouterr().err


@pytest.mark.parametrize("name", NAMES)
def test_every_command_explains_itself_in_ukrainian(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert re.search("[а-яіїєґ]{4}", capsys.readouterr().out)


def test_the_settings_may_be_named_by_the_environment(
    settings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SLUKHAVKA_SETTINGS", str(settings))
    assert main(["migrate"]) == 0
    assert capsys.readouterr().out
