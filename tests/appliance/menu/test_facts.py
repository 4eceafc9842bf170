"""What the office says of itself is filled in in prompts when a menu is published (C-24: the postal address)."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.casework.entrance.accounts import BOX
from appliance.casework.office.community import Community, Profile
from appliance.casework.row import bind
from appliance.menu.flow import read_flow
from appliance.menu.published import load_current, publish, read_source
from appliance.publishing.compose import STARTER_PROFILE, facts_now
from appliance.settings import BoxSettings, CallSettings, ConsoleSettings, Settings
from tests.appliance.casework.register import NOW
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import HOURS, NoiseWords
from tests.fakes.fresh_register import lay_register

FLOW = small_flow() + 'blocked = "Пишіть: {address}. {other}"\n'
ADDRESS = {"address": "вул. Титаренка, 7,\n м. Мена."}


def published(tmp_path: Path, facts: dict[str, str]) -> Path:
    source = tmp_path / "source"
    source.mkdir()
    (source / "flow.toml").write_text(FLOW, encoding="utf-8")
    (source / "hours.toml").write_text(HOURS, encoding="utf-8")
    publish(source, tmp_path / "published", NoiseWords(tmp_path / "words"), facts=facts)
    return tmp_path / "published"


def test_the_address_is_said_and_stays_said_until_the_menu_is_published_anew(tmp_path: Path) -> None:
    menu = load_current(published(tmp_path, ADDRESS))
    assert menu.prompts["blocked"].text == "Пишіть: вул. Титаренка, 7, м. Мена. {other}"
    assert menu.prompts["blocked"].pcm
    assert read_source(tmp_path / "published" / "current")[0].prompts["blocked"] == menu.prompts["blocked"].text


def test_without_an_address_the_sentence_is_still_one(tmp_path: Path) -> None:
    assert load_current(published(tmp_path, {})).prompts["blocked"].text == "Пишіть: на адресу ради. {other}"
    assert read_flow(FLOW, {"address": " "}).prompts["blocked"].startswith("Пишіть: на адресу ради.")


def test_a_menu_published_before_there_were_facts_is_played(tmp_path: Path) -> None:
    directory = published(tmp_path, {})
    (directory / "current" / "facts.json").unlink()
    assert load_current(directory).prompts["blocked"].text == "Пишіть: на адресу ради. {other}"


@pytest.mark.parametrize("address", ["", "вул. Титаренка, 7, м. Мена"])
def test_the_address_comes_from_the_register(tmp_path: Path, address: str) -> None:
    settings = Settings(BoxSettings(state=tmp_path), CallSettings(), ConsoleSettings(), ())
    lay_register(settings.database)
    with bind(settings.database).connection_context():
        assert facts_now() == {}, "there is no community yet"
        Community.found("Менська громада", Profile.K, address=address, by=BOX, now=NOW)
        assert facts_now() == ({"address": address} if address else {})


@pytest.mark.row("B9")
def test_the_starter_tells_a_blocked_caller_where_to_write_and_which_key_helps() -> None:
    flow, _ = read_source(STARTER_PROFILE, {"address": "вулиця Титаренка, сім, місто Мена"})
    said = flow.prompts["blocked"]
    assert "письмово, поштою: вулиця Титаренка, сім, місто Мена." in said
    assert "натисніть сім" in said
    for number in ("сто один", "сто два", "сто три", "сто чотири", "сто дванадцять"):
        assert number in flow.prompts["emergency_numbers"]
