"""What can be printed, and the model decision on the hot line."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import pytest

from appliance.casework.entrance.accounts import Role
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
