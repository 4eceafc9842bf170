"""`slukhavka publish`: what callers hear is what the unit would say today, and the last good set stays if it cannot."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from appliance.cli import main
from appliance.menu.published import load_current
from audio.speech.spool import is_served
from audio.speech.unit import serve
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.test_cli import refusal, settings, source
from tests.audio.engines.fake_espeak import GOOD, NOTHING, fake_espeak

__all__ = ["settings"]

WORDS = {"it": "Один замок.", "next": "Два.", "again": "Три."}


@pytest.fixture
def menu(tmp_path: Path) -> Path:
    """A menu in which everything is said in Ukrainian."""
    flow = small_flow("slower")
    frame, _, prompts = flow.partition("[prompts]\n")
    names = [line.partition(" = ")[0] for line in prompts.splitlines()]
    spoken = "".join(f'{name} = "{WORDS.get(name, "Так.")}"\n' for name in names)
    return source(tmp_path, f"{frame}[prompts]\n{spoken}")


@contextmanager
def unit(state: Path) -> Iterator[None]:
    stop = threading.Event()
    kwargs = {"order": ("espeak",), "stress": state / "stress.toml"}
    thread = threading.Thread(target=serve, args=(state / "speech", state / "spoken", stop), kwargs=kwargs)
    thread.start()
    try:
        while not is_served(state / "speech"):
            stop.wait(0.01)
        yield
    finally:
        stop.set()
        thread.join()


def publish(settings: Path, menu: Path, *options: str) -> int:
    return main(["--settings", str(settings), "publish", str(menu), *options])


def heard(state: Path) -> dict[str, bytes]:
    menu = load_current(state / "published")
    assert menu.slower is not None
    sounds = {name: prompt.pcm for name, prompt in menu.prompts.items()}
    return sounds | {f"slower {name}": prompt.pcm for name, prompt in menu.slower().prompts.items()}


def test_a_changed_list_of_stress_and_a_changed_engine_are_heard_after_the_next_publication(
    tmp_path: Path, settings: Path, menu: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = tmp_path / "state"
    with unit(state):
        assert publish(settings, menu) == 0
        first = heard(state)
        assert len(first["slower it"]) > len(first["it"])
        assert publish(settings, menu) == 0
        assert heard(state) == first
        (state / "stress.toml").write_text('[words]\nwords = "за́мок"\n')
        assert publish(settings, menu) == 0
        assert {name for name in first if heard(state)[name] != first[name]} == {"it", "slower it"}
    (tmp_path / "fake").mkdir()
    fake_espeak(monkeypatch, tmp_path / "fake", GOOD)
    with unit(state):
        assert publish(settings, menu) == 0
    assert all(sound != first[name] for name, sound in heard(state).items())


def test_what_cannot_be_spoken_leaves_the_last_good_set(
    tmp_path: Path,
    settings: Path,
    menu: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    state = tmp_path / "state"
    with unit(state):
        assert publish(settings, menu) == 0
        first = heard(state)
        capsys.readouterr()
        flow = menu / "flow.toml"
        flow.write_text(flow.read_text().replace("Два.", "Код xyz"))
        assert "Не вдалося озвучити «Код xyz»" in refusal(capsys, "--settings", settings, "publish", menu)
        flow.write_text(flow.read_text().replace("Код xyz", "Чотири."))
    (tmp_path / "fake").mkdir()
    fake_espeak(monkeypatch, tmp_path / "fake", NOTHING)
    with unit(state):
        assert "нічого не сказав" in refusal(capsys, "--settings", settings, "publish", menu)
    assert heard(state) == first
    assert load_current(state / "published").revision == "1"


def test_without_a_unit_the_menu_is_made_of_what_was_spoken_before_and_that_is_said(
    tmp_path: Path, settings: Path, menu: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = tmp_path / "state"
    with unit(state):
        assert publish(settings, menu) == 0
    assert "Увага" not in capsys.readouterr().out
    first = heard(state)
    (menu / "hours.toml").write_text('[week]\nmon = ["08:00-17:00"]\n')
    assert publish(settings, menu, "--wait", "0") == 0
    assert "мовний блок не працює, тож меню складено з озвученого раніше" in capsys.readouterr().out
    assert load_current(state / "published").revision == "2"
    assert heard(state) == first


def test_without_a_unit_a_new_text_waits_for_one_and_then_gives_up(
    tmp_path: Path, settings: Path, menu: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = refusal(capsys, "--settings", settings, "publish", menu, "--wait", "0.1")
    assert "Чи він працює?" in told
    assert list((tmp_path / "state" / "speech" / "in").iterdir()) == []
