"""The trial phone in the browser: the menu that is worked on, walked key by key, and nothing of it kept."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import apsw
import pytest

from appliance.casework.contacts.trial_calls import NO_TELEPHONE, TrialCall
from appliance.casework.entrance.accounts import BOX, Actor, Origin, Role
from appliance.casework.menus.drafts import DraftMenu
from appliance.casework.menus.revisions import Revision
from appliance.casework.notices.announcements import Announcement, NewAnnouncement
from appliance.casework.office.community import Settlement
from appliance.casework.office.office_hours import OfficeHours
from appliance.casework.staff.operators import Operator, Reach
from appliance.menu.flow import table_of
from appliance.menu.published import publish
from audio.line.wav import read_wav
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import NoiseWords
from tests.fakes.noise_unit import NoiseUnit, noise_unit
from tests.web.house import House, Visitor
from tests.web.pages.call_house import text_of
from web.pages.trial.routes import NOT_RUNNING

WEEK = {day: ["08:00-12:00", "13:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def editor(house: House) -> Visitor:
    return house.enter(Role.EDITOR, "Ганна Лис")


@pytest.fixture
def unit(house: House) -> Iterator[NoiseUnit]:
    with noise_unit(house.settings.speech_spool, house.settings.spoken) as serving:
        yield serving


def draft(house: House, flow: str) -> None:
    with house.database():
        DraftMenu.begin("", table_of(flow), by=BOX, now=house.now())


class Phone:
    """The page as a browser without scripts keeps it: what the form holds is sent with each button."""

    def __init__(self, visitor: Visitor, **setup: Any) -> None:
        self.visitor = visitor
        self.fields = {
            "which": "draft:",
            "when": "now",
            "number": "067 123 45 67",
            "settlement": "",
            "caller": "stranger",
            "operators": "ready",
            **setup,
        }
        self.page = ""
        self.status = 0

    def press(self, *deeds: str, **more: str) -> str:
        """Press one button after another; return the words of the page."""
        for deed in deeds:
            answer = self.visitor.post("/trial", **{**self.fields, **more}, press=deed)
            self.page, self.status = answer.text, answer.status_code
            for name in ("events", "began"):
                found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', self.page)
                self.fields[name] = html.unescape(found[1]) if found else ""
        return text_of(self.page)

    @property
    def sounds(self) -> list[str]:
        """Where the sounds of what was heard last are."""
        return [html.unescape(found) for found in re.findall(r'data-sound="([^"]+)"', self.page)]


def counts(house: House) -> dict[str, int]:
    """How many rows each table has."""
    with closing(apsw.Connection(str(house.settings.database), flags=apsw.SQLITE_OPEN_READONLY)) as reader:
        named = [str(name) for (name,) in reader.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {name: int(reader.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0]) for name in named}  # type: ignore[index]  # noqa: S608


def test_the_draft_is_walked_key_by_key_and_what_the_house_would_do_is_told(house: House, editor: Visitor) -> None:
    draft(house, small_flow("sms"))
    phone = Phone(editor)
    assert "Слухавка чекає на кнопку. Вузол «top»" in phone.press("call")
    told = phone.press("1", "1", "1")
    assert "натискає 1" in told and "буде надіслано SMS: Пн–Чт 8–17" in told


@pytest.mark.row("D4")
def test_a_whole_trial_leaves_no_row_anywhere(house: House, editor: Visitor) -> None:
    draft(house, small_flow("record"))
    phone = Phone(editor)
    phone.press("call")
    before = counts(house)
    told = phone.press("1", "1", "~8", ".", "4")
    assert "буде збережено голосове повідомлення № 123, 8 с" in told and "Слухавка завершила дзвінок" in told
    assert counts(house) == before
    assert list(house.settings.recordings.iterdir()) == []


def test_a_restarted_console_goes_on_where_the_trial_stood(house: House, editor: Visitor) -> None:
    draft(house, small_flow())
    phone = Phone(editor)
    phone.press("call", "1")
    house.restart_console()
    phone.visitor = house.enter(Role.SUPERVISOR)
    assert "Вузол «it»" in phone.press("1")


def test_a_step_is_taken_back_and_the_call_begun_anew(house: House, editor: Visitor) -> None:
    draft(house, small_flow())
    phone = Phone(editor)
    phone.press("call", "1", "1")
    assert "Вузол «sub»" in phone.press("back")
    assert phone.fields["events"] == "1"
    phone.press("call")
    assert phone.fields["events"] == ""


def test_a_key_pressed_while_something_is_said_breaks_it_off_and_who_hangs_up_is_gone(
    house: House, editor: Visitor
) -> None:
    draft(house, small_flow())
    phone = Phone(editor)
    phone.press("call", "1", "1")
    assert "перервано кнопкою #" in phone.press("#", during="2")
    assert "Людина поклала слухавку" in phone.press("!")
    assert 'value="1" disabled' in phone.page


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("open", "Зараз ми працюємо до дванадцятої години"),
        ("lunch", "Зараз у нас перерва до тринадцятої години"),
        ("night", "Зателефонуйте сьогодні"),
        ("weekend", "Зателефонуйте в понеділок"),
    ],
)
def test_the_clock_is_set_to_any_moment(house: House, editor: Visitor, when: str, said: str) -> None:
    draft(house, small_flow("office_hours"))
    with house.database():
        OfficeHours.begin({"week": WEEK}, by=BOX, now=house.now())
    assert said in Phone(editor, when=when).press("call", "1", "1")


def test_a_moment_that_was_chosen_stays_while_the_wall_clock_goes_on(house: House, editor: Visitor) -> None:
    draft(house, small_flow())
    chosen = Phone(editor, when="chosen", moment="2026-12-31T23:30")
    assert "четвер, 31.12.2026 23:30" in chosen.press("call")
    phone = Phone(editor)
    assert "понеділок, 23.11.2026 10:00" in phone.press("call")
    house.clock.pass_by(600)
    assert "понеділок, 23.11.2026 10:00" in phone.press("1")
    assert "23.11.2026 10:10" in phone.press("call")


def test_a_holiday_that_the_calendar_does_not_know_is_refused_beside_its_field(house: House, editor: Visitor) -> None:
    draft(house, small_flow())
    with house.database():
        OfficeHours.begin({"round_the_clock": True}, by=BOX, now=house.now())
    phone = Phone(editor, when="holiday")
    assert "Такого дня в календарі" in phone.press("call") and phone.status == 422


def test_who_calls_from_a_settlement_hears_what_is_for_it(house: House, editor: Visitor) -> None:
    draft(house, small_flow("notices"))
    with house.database():
        home, other = (Settlement.add(name, by=BOX, now=house.now()) for name in ("Вишневе", "Дібрівка"))
        until = house.now().wall + timedelta(days=1)
        new = NewAnnouncement("Води не буде до вечора.", house.now().wall, until, settlements=[home])
        Announcement.add(new, by=BOX, now=house.now())
    assert "Води не буде" in Phone(editor, settlement=str(home)).press("call", "1", "1")
    assert "Води не буде" not in Phone(editor, settlement=str(other)).press("call", "1", "1")


def test_what_is_in_force_and_a_revision_are_walked_too(house: House, editor: Visitor, tmp_path: Path) -> None:
    (tmp_path / "flow.toml").write_text(small_flow())
    (tmp_path / "hours.toml").write_text("round_the_clock = true\n")
    publish(tmp_path, house.settings.published, NoiseWords(tmp_path / "words"))
    draft(house, small_flow().replace('"top"\nshort', '"next"\nshort'))
    with house.database():
        revision = Revision.propose("", "", by=Actor(Origin.CONSOLE, editor.account_id), now=house.now())
    page = editor.get("/trial").text
    assert 'value="current:"' in page and f'value="revision:{revision.id}"' in page
    phone = Phone(editor, which="current:")
    assert "Вузол «top»" in phone.press("call")
    with editor.get(phone.sounds[0]) as heard:
        (tmp_path / "heard.wav").write_bytes(heard.data)
    assert read_wav(tmp_path / "heard.wav") == read_wav(NoiseWords(tmp_path / "words").find("top", 100))
    assert "Вузол «top»" in Phone(editor, which=f"revision:{revision.id}").press("call")


def test_a_draft_that_leads_nowhere_is_not_walked_and_every_fault_is_named(house: House, editor: Visitor) -> None:
    draft(house, small_flow(exits='{ done = "nowhere" }').replace('prompt = "next"', 'prompt = "nonesuch"'))
    phone = Phone(editor)
    told = phone.press("call")
    assert phone.status == 422
    assert "Вузол «it»: вихід «done» веде до вузла «nowhere»" in told and "немає тексту «nonesuch»" in told


@pytest.mark.parametrize("events", ["x", "1<.", "12", "1 " * 301, "~9999"])
def test_events_that_are_none_are_refused(house: House, editor: Visitor, events: str) -> None:
    draft(house, small_flow())
    phone = Phone(editor, events=events)
    phone.press(".")
    assert phone.status == 422


def test_every_text_has_its_sound_from_the_speech_unit_and_a_stranger_address_has_none(
    house: House, editor: Visitor, unit: NoiseUnit
) -> None:
    draft(house, small_flow("record"))
    phone = Phone(editor)
    phone.press("call", "1", "1")
    assert len(phone.sounds) == 1, "the words before the beep; the beep itself has none"
    with editor.get(phone.sounds[0]) as answer:
        assert (answer.status_code, answer.mimetype, unit.asked) == (200, "audio/wav", ["it"])
    for wrong in ("", "?words=!!!", "?words=eJwDAAAAAAE=", "?words=AAAA"):
        assert editor.get(f"/trial/sound{wrong}").status_code == 404, wrong


def test_a_call_with_the_draft_needs_a_telephone_and_a_box_that_runs(house: House, editor: Visitor) -> None:
    draft(house, small_flow())
    phone = Phone(editor)
    assert editor.post("/trial/call", **phone.fields).status_code == 303
    assert NO_TELEPHONE in text_of(editor.get("/trial").text)
    with house.database():
        Operator.add("Ганна Лис", Reach(mobile="+380671112233"), now=house.now())
    editor.post("/trial/call", **{**phone.fields, "when": "night", "operators": "busy"})
    page = text_of(editor.get("/trial").text)
    assert page.count(NOT_RUNNING) == 2, "said, and kept with the call that came to nothing"
    with house.database():
        [trial] = TrialCall.select()
        assert trial.fault == NOT_RUNNING and trial.document == {}
        assert trial.conditions["operators"] == "busy" and trial.conditions["began"].startswith("2026-11-24T02:30")


def test_a_faulty_draft_and_what_callers_hear_already_ring_nobody(house: House, editor: Visitor) -> None:
    draft(house, small_flow(exits='{ done = "nowhere" }'))
    assert editor.post("/trial/call", **Phone(editor).fields).status_code == 422
    with house.database():
        assert TrialCall.select().count() == 0


def test_hostile_words_are_shown_as_words(house: House, editor: Visitor) -> None:
    draft(house, small_flow().replace('top = "top"', 'top = "<script>alert(1)</script> \\"кінь\\""'))
    phone = Phone(editor)
    phone.press("call")
    assert "<script>alert" not in phone.page and "&lt;script&gt;" in phone.page
