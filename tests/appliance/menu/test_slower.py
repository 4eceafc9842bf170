"""A caller who asks for slower speech hears everything slower, to the end of his call and of no other."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.contracts import Prompt
from appliance.menu.node import Spoken, Visit
from appliance.menu.published import NotPublished, check, load, load_current, publish
from tests.appliance.calls.scripted_leg import noise
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import SLOWLY, NoiseWords, Walk, publish_noise, sounding, walk

BACK_TO_SUB = '{ done = "sub" }'
MENU = sounding(small_flow("slower", exits=BACK_TO_SUB))
USUAL, SLOWER = (Spoken({}, {"один": Prompt("", "один", noise(name))}) for name in ("usual", "slower"))


async def asks(walking: Walk) -> None:
    """Go to the node; its words are already slow."""
    await walking.press("11")
    await walking.hears(f"{SLOWLY}it")


def test_everything_is_slower_until_it_is_asked_for_again(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await walking.hears("top")
        await asks(walking)
        await walking.hears(f"{SLOWLY}sub")
        await walking.press("1")
        await walking.hears("again")
        await walking.hears("sub")
        assert walking.said == ["top", f"{SLOWLY}it", f"{SLOWLY}sub", "again", "sub"]

    walk(scene, MENU, tmp_path)


def test_the_next_caller_is_spoken_to_as_usual(tmp_path: Path) -> None:
    async def slow(walking: Walk) -> None:
        await asks(walking)

    async def next_caller(walking: Walk) -> None:
        await walking.hears("top")
        await walking.press("1")
        await walking.hears("sub")

    walk(slow, MENU, tmp_path / "first")
    walk(next_caller, MENU, tmp_path / "second")


@pytest.mark.parametrize("key", "9*")
def test_to_hear_it_again_does_not_change_the_pace_again(tmp_path: Path, key: str) -> None:
    async def scene(walking: Walk) -> None:
        await asks(walking)
        await walking.press(key)
        await walking.hears(f"{SLOWLY}it", times=2)
        await walking.hears(f"{SLOWLY}sub")
        assert "again" not in walking.said

    walk(scene, MENU, tmp_path)


@pytest.mark.parametrize(("key", "leads_to"), {"0": "operator", "7": "emergency", "8": "sub", "#": "top"}.items())
def test_the_other_common_keys_lead_where_they_always_do(tmp_path: Path, key: str, leads_to: str) -> None:
    async def scene(walking: Walk) -> None:
        await asks(walking)
        before = len(walking.nodes)
        await walking.press(key)
        assert walking.nodes[before:] == [leads_to]
        await walking.hears(SLOWLY + leads_to)

    walk(scene, MENU, tmp_path)


def test_a_key_for_the_menu_that_follows_is_kept(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await asks(walking)
        await walking.press("1")
        await walking.hears("again")

    walk(scene, MENU, tmp_path)


def change_pace(visit: Visit) -> None:
    asyncio.run(visit.change_pace())


def visit_of(read_slower: Callable[[], Spoken] | None) -> Visit:
    return Visit(None, MENU.background, USUAL, read_slower)  # type: ignore[arg-type]


def test_put_together_words_are_slower_too_and_are_read_once(tmp_path: Path) -> None:
    read = [SLOWER]
    visit = visit_of(read.pop)
    assert visit.prepared(["один"]) == [USUAL.phrases["один"]]
    for slowly in (True, False, True):
        change_pace(visit)
        assert visit.slowly == slowly
        assert visit.prepared(["один"]) == [(SLOWER if slowly else USUAL).phrases["один"]]


@pytest.mark.parametrize("fault", [OSError("the disk is gone"), NotPublished("звуку немає.")])
def test_a_disk_that_does_not_give_the_slower_words_leaves_the_usual_ones(
    fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> Spoken:
        raise fault

    visit = visit_of(broken)
    change_pace(visit)
    assert not visit.slowly
    assert visit.prompts == USUAL.prompts
    assert "cannot be read" in caplog.text


def test_a_menu_of_one_pace_is_published_and_played_as_ever(tmp_path: Path) -> None:
    published = publish_noise(small_flow(), tmp_path)
    assert not (published / "1" / "slower.json").exists()
    assert load_current(published).slower is None
    visit = visit_of(None)
    change_pace(visit)
    assert not visit.slowly


def test_a_menu_with_the_node_is_published_with_every_prompt_twice(tmp_path: Path) -> None:
    menu = load_current(publish_noise(small_flow("slower"), tmp_path))
    assert menu.slower is not None
    spoken = menu.slower()
    assert set(spoken.prompts) == set(menu.prompts)
    assert set(spoken.phrases) == set(menu.phrases)
    for name, prompt in menu.prompts.items():
        slower = spoken.prompts[name]
        assert (slower.name, slower.text) == (prompt.name, prompt.text)
        assert len(slower.pcm) / len(prompt.pcm) == pytest.approx(1 / 0.85, rel=0.01)


def test_a_recording_plays_as_it_was_recorded_at_either_pace(tmp_path: Path) -> None:
    published = publish_noise(small_flow("slower"), tmp_path)
    recording = tmp_path / "words" / "voice.wav"
    recording.write_bytes(NoiseWords(tmp_path / "words").find("a human voice", 100).read_bytes())
    publish(tmp_path / "source", published, NoiseWords(tmp_path / "words"), {"it": recording})
    menu = load_current(published)
    assert menu.slower is not None
    assert menu.slower().prompts["it"] == menu.prompts["it"]
    assert menu.slower().prompts["next"].pcm != menu.prompts["next"].pcm


@pytest.mark.parametrize("told", [None, "[]", "{", '{"it": "none.wav"}', '{"it": 5}'])
def test_a_menu_whose_slower_words_are_gone_is_not_whole(tmp_path: Path, told: str | None) -> None:
    published = publish_noise(small_flow("slower"), tmp_path)
    file = published / "1" / "slower.json"
    assert json.loads(file.read_text(encoding="utf-8"))
    file.unlink() if told is None else file.write_text(told)
    with pytest.raises(NotPublished) as refused:
        load(published / "1")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("torn", [b"", bytes(44), b"RIFF" + bytes(100)])
def test_a_slower_sound_that_is_torn_is_found_before_it_is_published_or_checked(tmp_path: Path, torn: bytes) -> None:
    directory = publish_noise(small_flow("slower"), tmp_path) / "1"
    name = json.loads((directory / "slower.json").read_text(encoding="utf-8"))["it"]
    (directory / name).write_bytes(torn)
    with pytest.raises(NotPublished, match=name):
        check(directory)
