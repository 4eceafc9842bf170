"""The page of announcements, works and emergency texts."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.casework.box.alarms import Alarm
from appliance.casework.database import reading
from appliance.casework.entrance.accounts import BOX, Role
from appliance.casework.notices.announcements import Announcement
from appliance.casework.notices.emergency_texts import EmergencyOrder, EmergencyText
from appliance.casework.notices.works import Works
from appliance.casework.office.community import Settlement
from appliance.casework.people.addresses import Address
from appliance.casework.people.people_details import PersonDetails
from appliance.casework.people.person import Person
from tests.web.house import BEGAN, House, Visitor, path_of
from tests.web.pages.call_house import CALLER, NEIGHBOUR, rang, text_of
from tests.web.pages.duty_house import daemon_of

DAY = {"starts_at": "2026-11-23T10:00", "ends_at": "2026-11-23T16:00"}
SOON = {"starts_at": "2026-11-23T12:00", "ends_at": "2026-11-23T16:00"}
WATER = {"kind": "planned", "what": "water", **DAY}


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = House(tmp_path)
    with made.database():
        for name in ("Вишневе", "Феськівка"):
            Settlement.add(name, kind="с.", by=BOX, now=BEGAN)
    return made


@pytest.fixture
def clerk(house: House) -> Visitor:
    return house.enter(Role.CLERK, "Олена Коваль")


def shown(visitor: Visitor, address: str = "/notices") -> str:
    return text_of(visitor.get(address).text)


@pytest.mark.row("D6", "A16")
def test_an_announcement_is_written_heard_by_its_settlement_and_over_at_its_end(house: House, clerk: Visitor) -> None:
    with daemon_of(house) as asked:
        fields = {"text": "Ярмарок на площі.", "priority": "1", "settlements": "1", **DAY}
        answer = clerk.post("/notices/announcements/new", **fields)
    assert path_of(answer) == "/notices"
    assert asked == ["wake_notices"]
    page = shown(clerk)
    assert "с. Вишневе Ярмарок на площі." in page
    assert "Кожен, хто телефонує нічого" in page
    assert "ще не озвучено" in page
    clerk = later(house, 6)
    assert "Ярмарок" not in shown(clerk)
    assert "Ярмарок" in shown(clerk, "/notices/past?kind=announcements")


def later(house: House, hours: float) -> Visitor:
    """Somebody who enters when so much time has passed."""
    house.clock.pass_by(hours * 3600)
    return house.enter(Role.SUPERVISOR)


UNFIT = (
    ({"text": ""}, "Напишіть текст."),
    ({"text": "а" * 601}, "Не більше за 600 знаків."),
    ({"text": "Ціна ЖЖЖ € @"}, "Знак"),
    ({"ends_at": ""}, "Напишіть день і час."),
    ({"ends_at": "нині"}, "Напишіть день і час."),
    ({"ends_at": "2026-11-23T09:00"}, "Кінець має бути пізніше"),
    ({"settlements": "77"}, "Такого населеного пункту"),
    ({"priority": "9"}, "is-invalid"),
)


@pytest.mark.row("D6")
@pytest.mark.parametrize(("fields", "words"), UNFIT)
def test_an_announcement_that_cannot_be_heard_is_refused_beside_its_field(
    house: House, clerk: Visitor, fields: dict[str, str], words: str
) -> None:
    answer = clerk.post("/notices/announcements/new", **{"text": "Так.", "priority": "2", **DAY, **fields})
    assert answer.status_code == 422
    assert words in answer.text
    with reading(house.settings.database):
        assert Announcement.select().count() == 0


def test_two_editors_of_one_announcement_see_each_other_and_an_older_wording_comes_back(clerk: Visitor) -> None:
    clerk.post("/notices/announcements/new", text="Перше.", priority="2", **DAY)
    fields = {"priority": "2", **DAY, "version": "1"}
    assert path_of(clerk.post("/notices/announcements/1", text="Друге.", **fields)) == "/notices"
    late = clerk.post("/notices/announcements/1", text="Третє.", **fields)
    assert late.status_code == 409
    assert "Друге." in late.text and "Третє." in late.text
    clerk.post("/notices/announcements/1/restore", number="1", version="2")
    page = shown(clerk, "/notices/announcements/1")
    assert "Перше. від" in page
    clerk.post("/notices/announcements/1/withdraw")
    assert "Знято" in shown(clerk, "/notices/announcements/1")
    assert "Перше." not in shown(clerk)


@pytest.mark.row("C28")
def test_works_are_registered_with_words_made_of_their_fields_and_late_ones_are_marked_and_counted(
    house: House, clerk: Visitor
) -> None:
    form = clerk.post("/notices/works/new", preview="1", settlements="1", streets="вул. Садова", **WATER)
    assert "Планові роботи. Не буде води: с. Вишневе; вул. Садова." in form.text
    with reading(house.settings.database):
        assert Works.select().count() == 0, "only shown"
    answer = clerk.post("/notices/works/new", settlements="1", streets="вул. Садова", **WATER)
    assert path_of(answer) == "/notices"
    page = shown(clerk)
    assert "записано пізно" in page
    assert "цього місяця: 1" in page
    clerk.post("/notices/works/new", settlements="2", **{**WATER, "kind": "emergency"})
    assert "цього місяця: 1" in shown(clerk)
    assert "Аварія. Немає води: с. Феськівка." in shown(clerk)


@pytest.mark.row("C28")
def test_works_are_prolonged_closed_with_what_was_done_and_stay_on_record(house: House, clerk: Visitor) -> None:
    clerk.post("/notices/works/new", settlements="1", **WATER)
    assert clerk.post("/notices/works/1/prolong", until_at="2026-11-23T15:00", version="1").status_code == 422
    assert path_of(clerk.post("/notices/works/1/prolong", until_at="2026-11-23T18:00", version="1")) == "/notices"
    assert "орієнтовно до 18:00" in shown(clerk)
    clerk = later(house, 9.5)
    with house.database():
        Works.watch(house.now())
        assert len(Alarm.standing()) == 1
    assert "Скінчилися, але не закриті" in shown(clerk)
    assert "Роботи не закрито" in shown(clerk, "/board")
    assert clerk.post("/notices/works/1/close", done="").status_code == 422
    clerk.post("/notices/works/1/close", done="Замінено насос")
    assert "Скінчилися" not in shown(clerk)
    assert "Замінено насос закрито" in shown(clerk, "/notices/past")
    with house.database():
        assert Alarm.standing()[0].cleared_at is not None
    again = clerk.post("/notices/works/1/close", done="Ще раз")
    assert path_of(again) == "/notices/works/1"


@pytest.mark.row("C28")
def test_the_operator_sees_on_the_card_of_a_call_what_its_caller_has_heard(house: House, clerk: Visitor) -> None:
    clerk.post("/notices/works/new", settlements="1", **WATER)
    with house.database():
        details = PersonDetails(surname="Коваль", registered=Address(1))
        Person.add(details, [CALLER], area_code="4642", by=BOX, now=BEGAN)
    assert "Перед меню чує: Планові роботи. Не буде води" in shown(clerk, f"/calls/{rang(house, CALLER)}")
    assert "Перед меню" not in shown(clerk, f"/calls/{rang(house, NEIGHBOUR)}")
    assert "Перед меню" not in shown(clerk, f"/calls/{rang(house, None)}")


def test_works_that_cannot_be_read_aloud_are_refused_with_the_sentence_shown(clerk: Visitor) -> None:
    answer = clerk.post("/notices/works/new", reason="заміна €@€", **WATER)
    assert answer.status_code == 422
    assert "Складений текст" in answer.text and "заміна €@€" in answer.text
    answer = clerk.post("/notices/works/new", own_text="@@@", **WATER)
    assert "is-invalid" in answer.text and answer.status_code == 422
    answer = clerk.post("/notices/works/new", **{**WATER, "what": "other"})
    assert "Це треба написати." in answer.text


def test_works_are_changed_and_the_second_editor_is_told(clerk: Visitor) -> None:
    clerk.post("/notices/works/new", settlements="1", **WATER)
    assert path_of(clerk.post("/notices/works/1", version="1", streets="вул. Нова", **WATER)) == "/notices"
    assert "Не буде води: вул. Нова" in shown(clerk)
    assert clerk.post("/notices/works/1", version="1", **WATER).status_code == 409


def prepare(house: House, text: str = "Увага! Тривога.") -> int:
    with house.database():
        return EmergencyText.add("Тривога", text, by=BOX, now=house.now())


@pytest.mark.row("D6")
def test_an_emergency_text_is_put_on_after_a_confirmation_shown_on_the_board_and_off_by_itself(
    house: House, clerk: Visitor
) -> None:
    prepare(house)
    page = clerk.get("/notices/emergency/1/on").text
    assert "Увага! Тривога." in page and "Так, увімкнути для всіх" in page
    with reading(house.settings.database):
        assert EmergencyOrder.running(house.now().wall) is None, "to open the page puts nothing on"
    with daemon_of(house) as asked:
        answer = clerk.post("/notices/emergency/1/on", hours="2")
    assert path_of(answer) == "/notices" and "wake_notices" in asked
    for address in ("/board", "/", "/notices"):
        assert "Увага! Тривога." in shown(clerk, address), address
    assert "увімкнено: Олена Коваль" in shown(clerk)
    clerk = later(house, 2)
    assert "Увага! Тривога." not in shown(clerk, "/board")
    clerk.post("/notices/emergency/1/on", hours="24")
    clerk.post("/notices/emergency/off")
    assert "Зараз не звучить." in shown(clerk)
    assert "завершено раніше" in shown(clerk, "/notices/emergency")


def test_who_may_not_put_it_on_does_not_see_the_button(house: House) -> None:
    prepare(house)
    editor, technician = house.enter(Role.EDITOR), house.enter(Role.TECHNICIAN)
    assert "Увімкнути: Тривога" in shown(editor)
    assert technician.post("/notices/emergency/1/on", hours="2").status_code == 403


@pytest.mark.parametrize("hours", ["0", "25", "", "дві"])
def test_an_emergency_text_needs_its_hours(house: House, clerk: Visitor, hours: str) -> None:
    prepare(house)
    assert clerk.post("/notices/emergency/1/on", hours=hours).status_code == 422


def test_the_page_says_whether_a_text_is_spoken(house: House, clerk: Visitor) -> None:
    text = prepare(house)
    assert "ще не озвучено" in shown(clerk)
    assert "ще ніхто не озвучив" in shown(clerk, f"/notices/emergency/{text}/on")
    current = house.settings.box.state / "notices" / "1"
    current.mkdir(parents=True)
    (current / "notices.json").write_text(json.dumps({"spoken": {"Увага! Тривога.": "a.wav"}}), encoding="utf-8")
    (current.parent / "current").symlink_to("1")
    assert "ще не озвучено" not in shown(clerk)


def test_texts_are_prepared_changed_restored_and_put_away(house: House, clerk: Visitor) -> None:
    clerk.post("/notices/emergency/starter")
    assert "Повітряна тривога" in shown(clerk, "/notices/emergency")
    clerk.post("/notices/emergency", title="Мінування", text="Увага! Покиньте будівлю.")
    assert "Текстів щонайбільше 5" in shown(clerk, "/notices/emergency")
    assert clerk.post("/notices/emergency", title="Шостий", text="Увага!").status_code == 422
    assert clerk.post("/notices/emergency/5", title="Мінування", text="@@", version="1").status_code == 422
    clerk.post("/notices/emergency/5", title="Мінування", text="Інше.", version="1")
    assert clerk.post("/notices/emergency/5", title="Мінування", text="Третє.", version="1").status_code == 409
    clerk.post("/notices/emergency/5/restore", number="1", version="2")
    assert "Увага! Покиньте будівлю." in shown(clerk, "/notices/emergency")
    clerk.post("/notices/emergency/5/retire")
    assert clerk.get("/notices/emergency/5").status_code == 404


def test_announcements_and_works_are_printed_for_the_notice_board(house: House, clerk: Visitor) -> None:
    clerk.post("/notices/announcements/new", text="Ярмарок на площі.", priority="2", settlements="1", **DAY)
    clerk.post("/notices/works/new", settlements="2", **WATER)
    for address, words in (
        ("/notices/announcements/1/print", "Ярмарок на площі."),
        ("/notices/works/1/print", "Не буде води: с. Феськівка"),
    ):
        page = shown(clerk, address)
        assert words in page and "Чинне до 23.11.2026 16:00" in page
    assert "/notices/works/1/print" in clerk.get("/paper").text


def test_what_is_not_there_is_not_found(house: House, clerk: Visitor) -> None:
    for address in ("/notices/announcements/9", "/notices/works/9", "/notices/emergency/9", "/notices/works/9/print"):
        assert clerk.get(address).status_code == 404
    for address in ("/notices/announcements/9/withdraw", "/notices/works/9/close", "/notices/emergency/9/on"):
        assert clerk.post(address, hours="1", done="a").status_code == 404


def test_what_is_past_is_read_page_by_page(house: House) -> None:
    with house.database():
        for at in range(60):
            start = BEGAN.wall + timedelta(minutes=at)
            text = f"Оголошення {at:02}."
            Announcement.create(
                text=text, starts_at=start, ends_at=start + timedelta(minutes=1), priority=2, settlements=[],
                added_at=start, clock_trusted=True,
            )  # fmt: skip
    clerk = later(house, 24)
    first = clerk.get("/notices/past?kind=announcements").text
    assert "Оголошення 59." in first and "Оголошення 09." not in first
    assert "Оголошення 09." in clerk.get("/notices/past?kind=announcements&before=11").text


def test_the_journal_tells_of_notices_in_ukrainian(house: House, clerk: Visitor) -> None:
    clerk.post("/notices/announcements/new", text="Ярмарок.", priority="2", settlements=["1", "2"], **DAY)
    clerk.post("/notices/announcements/1", text="Ярмарок.", priority="1", version="1", settlements="2", **DAY)
    clerk.post("/notices/works/new", settlements=["1", "2"], **WATER)
    clerk.post("/notices/works/1/prolong", until_at="2026-11-23T18:00", version="1")
    clerk.post("/notices/works/1/close", done="Готово")
    prepare(house)
    clerk.post("/notices/emergency/1/on", hours="2")
    page = shown(house.enter(Role.HEAD), "/journal")
    for words in (
        "оголошено: оголошення № 1",
        "де: с. Вишневе, с. Феськівка",
        "де: с. Вишневе, с. Феськівка → с. Феськівка",
        "записано: роботи та відключення № 1",
        "що зачіпають: вода",
        "записано пізно: так",
        "кінець: 23.11.2026 16:00 → 23.11.2026 18:00",
        "що зроблено: Готово",
        "увімкнено для всіх, хто телефонує: екстрений текст № 1",
    ):
        assert words in page, words
    assert not {"settlements", "tell_at", "starts_at", "own_text", "priority"} & set(page.split())
