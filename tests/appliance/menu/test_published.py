from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.errors import SlukhavkaError
from appliance.menu import published as module
from appliance.menu.flow import FlowError
from appliance.menu.published import NotPublished, NotSpoken, load, load_current, publish
from audio.line.wav import header
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import NoiseWords, publish_noise

FLOW = small_flow()


@pytest.fixture
def published(tmp_path: Path) -> Path:
    return publish_noise(FLOW, tmp_path)


def again(published: Path, flow: str = FLOW.replace("Мале меню", "Друге меню")) -> str:
    source = published.parent / "source"
    (source / "flow.toml").write_text(flow, encoding="utf-8")
    return publish(source, published, NoiseWords(published.parent / "words"))


def test_a_published_menu_holds_every_word_of_its_flow(published: Path) -> None:
    menu = load_current(published)
    assert menu.revision == "1"
    assert set(menu.prompts) == set(menu.flow.prompts)
    assert all(prompt.pcm and prompt.text == menu.flow.prompts[name] for name, prompt in menu.prompts.items())


def test_a_second_publication_is_a_new_revision_and_the_first_stays_whole(published: Path) -> None:
    first = load_current(published)
    assert again(published) == "2"
    assert load_current(published).flow.title == "Друге меню"
    assert module.load(published / "1").flow == first.flow


@pytest.mark.parametrize("flow", [FLOW.replace('it = "it"', 'it = ""'), "= ="])
def test_a_broken_flow_changes_nothing(published: Path, flow: str) -> None:
    with pytest.raises(FlowError):
        again(published, flow)
    assert load_current(published).revision == "1"
    assert sorted(path.name for path in published.iterdir()) == ["1", "current"]


def test_words_that_are_not_spoken_are_named_and_change_nothing(published: Path) -> None:
    class Dumb:
        def find(self, text: str, pace: int, language: str = "") -> None:
            return None

    with pytest.raises(NotSpoken) as refused:
        publish(published.parent / "source", published, Dumb())
    assert set(refused.value.texts) >= {"it", "goodbye"}
    assert load_current(published).revision == "1"


@pytest.mark.parametrize("at", ["load", "_switch", "rename", "replace"])
def test_a_crash_before_the_switch_leaves_the_old_menu_and_the_next_try_works(
    published: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    class PowerCut(BaseException):
        pass

    def cut(*_: object) -> None:
        raise PowerCut

    with monkeypatch.context() as crash:
        crash.setattr(Path if at in {"rename", "replace"} else module, at, cut)
        with pytest.raises(PowerCut):
            again(published)
    assert load_current(published).flow.title == "Мале меню"
    again(published)
    assert load_current(published).flow.title == "Друге меню"


@pytest.mark.parametrize(
    "words",
    [b"", b"RIFF", b"not a wav at all", header(0), os.urandom(400)],
    ids=["empty", "torn", "text", "no sound", "noise"],
)
def test_an_unreadable_prompt_is_one_sentence_naming_the_file(published: Path, words: bytes) -> None:
    path = min((published / "1").glob("*.wav"))
    path.write_bytes(words)
    with pytest.raises(NotPublished) as refused:
        load_current(published)
    assert path.name in str(refused.value)
    assert "\n" not in str(refused.value)


def instead_of_a_prompt(menu: Path) -> Path:
    path = min(menu.glob("*.wav"))
    path.unlink()
    return path


def link_to_itself(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


BROKEN: dict[str, Callable[[Path], object]] = {
    "no flow": lambda menu: (menu / "flow.toml").unlink(),
    "no hours": lambda menu: (menu / "hours.toml").unlink(),
    "no words": lambda menu: (menu / "spoken.json").unlink(),
    "no prompt": lambda menu: min(menu.glob("*.wav")).unlink(),
    "a flow that is no text": lambda menu: (menu / "flow.toml").write_bytes(b"\xff\xfe"),
    "hours that are no TOML": lambda menu: (menu / "hours.toml").write_text("= ="),
    "hours beyond measure": lambda menu: (menu / "hours.toml").write_text(f"a = {'9' * 5000}"),
    "hours of another kind": lambda menu: (menu / "hours.toml").write_text("week = 5"),
    "a flow with a fault": lambda menu: (menu / "flow.toml").write_text(small_flow(exits="{}")),
    "words that are a list": lambda menu: (menu / "spoken.json").write_text("[]"),
    "words that are numbers": lambda menu: (menu / "spoken.json").write_text('{"it": 5}'),
    "words that lack one": lambda menu: (menu / "spoken.json").write_text("{}"),
    "words that are deep": lambda menu: (menu / "spoken.json").write_text("[" * 100_000),
    "a prompt that is a directory": lambda menu: instead_of_a_prompt(menu).mkdir(),
    "a menu that is a file": lambda menu: menu.rename(menu.with_name("old")) and menu.write_text(""),
    "a menu that is gone": lambda menu: menu.rename(menu.with_name("old")),
    "a link to itself": lambda menu: link_to_itself(menu.parent / "current"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_whatever_is_broken_in_a_published_menu_is_one_sentence(published: Path, fault: str) -> None:
    BROKEN[fault](published / "1")
    with pytest.raises(NotPublished) as refused:
        load_current(published)
    assert "\n" not in str(refused.value)
    assert str(refused.value).count(str(published)) <= 2


def test_nothing_published_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(NotPublished, match="ще не опубліковано"):
        load_current(tmp_path / "published")


def test_a_published_directory_that_cannot_be_looked_into_is_a_sentence(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(_path: Path) -> bool:
        raise PermissionError("denied")

    monkeypatch.setattr(Path, "exists", denied)
    with pytest.raises(SlukhavkaError, match="недоступне"):
        load_current(published)


def test_a_menu_published_by_an_older_version_still_plays_though_it_lacks_newer_words(
    tmp_path: Path, published_starter: Path
) -> None:
    shutil.copytree(published_starter, tmp_path / "published", symlinks=True)
    directory = (tmp_path / "published" / "current").resolve()
    names = json.loads((directory / "spoken.json").read_text(encoding="utf-8"))
    kept = {text: name for text, name in names.items() if text in load(directory).flow.prompts.values()}
    (directory / "spoken.json").write_text(json.dumps(kept), encoding="utf-8")
    assert set(load(directory).phrases) == set(kept)
