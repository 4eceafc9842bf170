"""What can be printed, and the model decision on the hot line."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest

from appliance.casework.entrance.accounts import BOX, Role
from appliance.casework.knowledge.services import Service
from appliance.casework.knowledge.starter_rubrics import load_starter_rubrics
from appliance.casework.knowledge.starter_services import load_starter_services
from appliance.casework.knowledge.starter_topics import load_starter
from appliance.casework.notices.announcements import Announcement, NewAnnouncement
from appliance.casework.office.community import Profile
from tests.web.house import House
from tests.web.pages.duty_house import publish_starter

ASKED = {
    "council": "Менської міської ради",
    "place": "місто Мена",
    "day": "24 листопада 2026 року",
    "number": "252",
    "responsible": "начальник відділу ЦНАП Олена Коваль",
    "controls": "секретар ради",
    "signs": "Міський голова Іван Шевчук",
    "keeps_days": "60",
}


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_the_index_leads_to_the_poster_and_the_decision(house: House) -> None:
    text = house.enter(Role.CLERK).get("/paper").text
    assert 'href="/poster"' in text
    assert 'href="/paper/decision"' in text


def test_the_decision_is_filled_from_the_settings_and_the_published_menu(house: House) -> None:
    publish_starter(house)
    for address in ("/paper/decision", "/paper/decision/print", "/paper/decision.txt", "/paper/decision.html"):
        answer = house.enter(Role.CLERK).get(address)
        assert answer.status_code == 200
        for known in (
            "(04642) 2-12-52",
            "понеділок – четвер — 8:00–17:00, перерва 12:00–12:45",
            "1 — години роботи",
            "112, 101, 102, 103 або 104",
            "______________",
        ):
            assert known in answer.text, (address, known)


def test_what_only_the_office_knows_is_asked_and_stands_in_every_form_of_it(house: House) -> None:
    publish_starter(house)
    editor = house.enter(Role.EDITOR)
    query = urlencode(ASKED)
    for address in ("/paper/decision", "/paper/decision/print", "/paper/decision.txt", "/paper/decision.html"):
        text = editor.get(f"{address}?{query}").text
        for value in ASKED.values():
            assert value in text, (address, value)
        assert "60 днів" in text
    page = editor.get(f"/paper/decision?{query}").text
    assert "/paper/decision.txt?" in page, "what was filled in goes with the files"


@pytest.mark.parametrize(
    ("profile", "said"),
    [(Profile.S, "Анонімні звернення не реєструють"), (Profile.K, "приймають і без імені")],
)
def test_the_decision_follows_the_profile_in_what_is_done_with_anonymous_appeals(
    profile: Profile, said: str, tmp_path: Path
) -> None:
    assert said in House(tmp_path, profile=profile).enter(Role.CLERK).get("/paper/decision.txt").text


def test_too_long_an_answer_is_refused_beside_its_field_and_a_hostile_one_stays_text(house: House) -> None:
    clerk = house.enter(Role.CLERK)
    refused = clerk.get(f"/paper/decision?{urlencode({'council': 'а' * 201})}")
    assert refused.status_code == 422
    assert clerk.get("/paper/decision/print?endpoint=x&_scheme=y&filename=z").status_code == 200
    hostile = clerk.get(f"/paper/decision.html?{urlencode({'signs': '<script>x</script>'})}")
    assert "<script>" not in hostile.text


def test_a_box_without_community_and_menu_prints_gaps(tmp_path: Path) -> None:
    text = House(tmp_path, profile=None).enter(Role.ADMINISTRATOR).get("/paper/decision.txt").text
    assert "за номером ______________" in text
    assert "Голосове меню" not in text


def test_files_for_the_word_processor_and_the_mail_need_nothing_of_the_box(house: House) -> None:
    clerk = house.enter(Role.CLERK)
    text, page = clerk.get("/paper/decision.txt"), clerk.get("/paper/decision.html")
    assert (text.mimetype, page.mimetype) == ("text/plain", "text/html")
    assert all("attachment" in each.headers["Content-Disposition"] for each in (text, page))
    assert not any(sign in page.text for sign in ("<script", "href=", "src=", "csrf"))
    assert not any(sign in text.text for sign in ("<", "&#", "&amp;"))


@pytest.mark.row("D11")
def test_whatever_is_announced_or_answered_is_listed_and_leads_to_its_sheet(house: House) -> None:
    publish_starter(house)
    with house.database():
        titles = everything(house)
    editor = house.enter(Role.EDITOR)
    index = editor.get("/paper").text
    for title in titles:
        found = re.search(rf'<a href="([^"]+)">{re.escape(title)}', index)
        assert found, title
        sheet = editor.get(found[1])
        assert sheet.status_code == 200
        for known in ('<article class="sheet">', "Менська громада", "Надруковано 23.11.2026", "(04642) 2-12-52"):
            assert known in sheet.text, (title, known)
    assert "чинне до 25.11.2026 18:00" in index
    assert "Чинне до 25.11.2026 18:00" in editor.get("/notices/announcements/1/print").text


def test_who_may_not_see_what_is_told_is_offered_no_sheets_of_it(house: House) -> None:
    with house.database():
        everything(house)
    text = house.enter(Role.TECHNICIAN).get("/paper").text
    assert "Плакат" in text
    assert "Оголошення та роботи" not in text


def test_the_sheet_of_hours_has_the_week_and_what_is_otherwise_soon(house: House) -> None:
    publish_starter(
        house,
        hours="""
[week]
mon = ["08:00-12:00", "12:45-17:00"]
[[day]]
on = 2026-11-25
hours = ["09:00-13:00"]
reason = "виїзний прийом"
[[closure]]
from = 2026-12-01
to = 2026-12-02
reason = "ремонт"
[[closure]]
from = 2025-12-01
to = 2025-12-02
reason = "давно минуло"
""",
    )
    text = house.enter(Role.CLERK).get("/paper/hours").text
    assert "8:00–17:00, перерва 12:00–12:45" in text
    assert "середа, 25.11.2026" in text
    assert "09:00–13:00, виїзний прийом" in text
    assert "01.12.2026 – 02.12.2026" in text
    assert "зачинено: ремонт" in text
    assert "давно минуло" not in text


def everything(house: House) -> list[str]:
    """Enter one thing of every kind that is printed; return what each is called."""
    now = house.now()
    ends = now.wall + timedelta(days=2, hours=8)
    Announcement.add(NewAnnouncement("Збори громади в клубі.", now.wall, ends), by=BOX, now=now)
    load_starter_services(now)
    load_starter_rubrics(now)
    load_starter(now)
    service = Service.select().order_by(Service.id).first()
    return ["Збори громади в клубі.", service.title, "Служба порятунку", "Запах газу"]
