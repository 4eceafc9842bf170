"""Notices from rows to what callers hear: what is spoken is switched at once, the rest when somebody has spoken it."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.casework.entrance.accounts import BOX
from appliance.casework.notices.announcements import Announcement, NewAnnouncement
from appliance.casework.notices.emergency_texts import EmergencyOrder, EmergencyText
from appliance.casework.office.community import Settlement
from appliance.casework.row import bind
from appliance.casework.sqlite import DatabaseUnavailable
from appliance.menu.notices import NO_NOTICES, Notices
from appliance.menu.published import NotPublished
from appliance.menu.published_notices import load_notices, spoken_texts
from appliance.publishing.notices import KEPT, notices_in, publish_notices, switch_notices
from appliance.settings import BoxSettings, CallSettings, ConsoleSettings, Settings
from audio.speech import spool
from tests.appliance.casework.register import NOW, later
from tests.fakes.fresh_register import lay_register
from tests.fakes.noise_store import sound_of, speak_as_noise
from tests.fakes.noise_unit import noise_unit

HOUR = timedelta(hours=1)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(BoxSettings(state=tmp_path), CallSettings(), ConsoleSettings(), ())
    lay_register(made.database)
    return made


def announce(settings: Settings, text: str, *places: int) -> int:
    with bind(settings.database).connection_context():
        new = NewAnnouncement(text, NOW.wall, NOW.wall + HOUR, settlements=places)
        return Announcement.add(new, by=BOX, now=NOW)


def village(settings: Settings) -> int:
    with bind(settings.database).connection_context():
        return Settlement.add("Вишневе", kind="с.", district="Північний", by=BOX, now=NOW)


def loaded(settings: Settings) -> Notices:
    return load_notices(notices_in(settings))


def texts(settings: Settings, *homes: int) -> list[str]:
    return [notice.text for notice in loaded(settings).heard_by(homes, NOW.wall)]


@pytest.mark.row("D6")
def test_what_is_written_is_spoken_at_both_paces_with_the_names_of_its_settlements(settings: Settings) -> None:
    home = village(settings)
    announce(settings, "Ярмарок.", home)
    with noise_unit(settings.speech_spool, settings.spoken) as unit:
        assert publish_notices(settings, NOW)
    assert sorted(unit.asked) == sorted(["Ярмарок.", "с. Вишневе", "Північний"] * 2)
    notices = loaded(settings)
    assert texts(settings) == [] and texts(settings, home) == ["Ярмарок."]
    assert notices.slower is not None
    for text in ("Ярмарок.", "с. Вишневе"):
        usual, slower = notices.sound(text), notices.slower()(text)
        assert usual is not None and usual.pcm == sound_of(text)
        assert slower is not None and slower.text == text
    assert spoken_texts(notices_in(settings)) == {"Ярмарок.", "с. Вишневе", "Північний"}


@pytest.mark.row("D6")
def test_an_emergency_text_is_spoken_when_it_is_written_and_put_on_while_nothing_can_speak(settings: Settings) -> None:
    with bind(settings.database).connection_context():
        text = EmergencyText.add("Тривога", "Увага!", by=BOX, now=NOW)
    with noise_unit(settings.speech_spool, settings.spoken):
        assert publish_notices(settings, NOW)
    announce(settings, "Цього ніхто не озвучив.")
    with bind(settings.database).connection_context():
        EmergencyOrder.put_on(text, 2, by=BOX, now=NOW)
    assert not publish_notices(settings, NOW)
    assert texts(settings) == ["Увага!"]
    assert [each.title for each in loaded(settings).emergency_texts] == ["Тривога"]


def test_what_waits_for_a_busy_speech_unit_holds_nothing_up(settings: Settings) -> None:
    announce(settings, "Озвучене.")
    announce(settings, "Неозвучене.")
    speak_as_noise(settings.spoken, ["Озвучене."])
    spool.prepare(settings.speech_spool)
    with spool.serving(settings.speech_spool):
        assert not publish_notices(settings, NOW, wait_s=0.05)
    assert texts(settings) == ["Озвучене."]


def test_a_text_that_no_voice_can_say_keeps_the_others_from_nobody(settings: Settings) -> None:
    for text in ("Перше.", "Німе.", "Друге."):
        announce(settings, text)
    with noise_unit(settings.speech_spool, settings.spoken) as unit:
        unit.mute.add("Німе.")
        assert not publish_notices(settings, NOW)
    assert texts(settings) == ["Перше.", "Друге."]


def test_nothing_is_asked_twice_unless_everything_is_to_be_spoken_anew(settings: Settings) -> None:
    announce(settings, "Ярмарок.")
    with noise_unit(settings.speech_spool, settings.spoken) as unit:
        publish_notices(settings, NOW)
        publish_notices(settings, NOW)
        assert unit.asked == ["Ярмарок."] * 2
        publish_notices(settings, NOW, anew=True)
        assert unit.asked == ["Ярмарок."] * 4


def test_an_unchanged_set_is_not_written_again_and_the_old_ones_go(settings: Settings) -> None:
    assert switch_notices(settings, NOW) == []
    assert loaded(settings) == NO_NOTICES, "an office without notices has no set"
    speak_as_noise(settings.spoken, [f"№ {at}" for at in range(12)])
    for at in range(12):
        announce(settings, f"№ {at}")
        for _ in range(2):
            switch_notices(settings, NOW)
    assert loaded(settings).revision == "12"
    kept = sorted(int(path.name) for path in notices_in(settings).iterdir() if path.name.isdecimal())
    assert kept == list(range(13 - KEPT, 13))
    switch_notices(settings, later(3600))
    assert loaded(settings).notices == (), "what is over is not carried on"


def test_many_who_switch_at_once_leave_one_whole_set(settings: Settings) -> None:
    speak_as_noise(settings.spoken, [f"№ {at}" for at in range(6)])
    faults: list[BaseException] = []

    def one(at: int) -> None:
        try:
            announce(settings, f"№ {at}")
            switch_notices(settings, NOW)
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=one, args=(at,)) for at in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert sorted(texts(settings)) == [f"№ {at}" for at in range(6)], "the newest rows win"


def test_a_set_that_a_power_cut_left_half_made_is_made_again(settings: Settings) -> None:
    announce(settings, "Ярмарок.")
    speak_as_noise(settings.spoken, ["Ярмарок."])
    half = notices_in(settings) / ".1.making"
    half.mkdir(parents=True)
    (half / "notices.json").write_text("{", encoding="utf-8")
    switch_notices(settings, NOW)
    assert texts(settings) == ["Ярмарок."]


def test_a_register_that_fails_is_said_and_changes_nothing(settings: Settings) -> None:
    announce(settings, "Ярмарок.")
    speak_as_noise(settings.spoken, ["Ярмарок."])
    switch_notices(settings, NOW)
    bind(settings.database).close()
    for path in settings.box.state.glob("slukhavka.db*"):
        path.unlink()
    settings.database.mkdir()
    with pytest.raises(DatabaseUnavailable):
        switch_notices(settings, NOW)
    assert texts(settings) == ["Ярмарок."]


BREAKS = {
    "notices.json": "{",
    "no table": '{"told": {}, "spoken": {}, "slower": {}}',
    "no sound": json.dumps({"told": {"notices": []}, "spoken": {"Ярмарок.": "away.wav"}, "slower": {}}),
}


@pytest.mark.parametrize("written", BREAKS.values(), ids=BREAKS.keys())
def test_a_broken_set_is_named_and_none_of_its_texts_counts_as_spoken(settings: Settings, written: str) -> None:
    directory = notices_in(settings) / "1"
    directory.mkdir(parents=True)
    (directory / "notices.json").write_text(written, encoding="utf-8")
    (directory.parent / "current").symlink_to("1")
    with pytest.raises(NotPublished, match="пошкоджені"):
        loaded(settings)


def test_a_published_menu_takes_its_notices_along_to_the_voice_of_the_day(settings: Settings) -> None:
    announce(settings, "Ярмарок.")
    speak_as_noise(settings.spoken, ["Ярмарок."])
    switch_notices(settings, NOW)
    before = loaded(settings).revision
    with noise_unit(settings.speech_spool, settings.spoken) as unit:
        publish_notices(settings, NOW, anew=True)
    assert unit.asked == ["Ярмарок."] * 2
    assert loaded(settings).revision != before, "another voice is another set"
