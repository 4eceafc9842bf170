"""Cards and sections of services are written in the browser, tables are taken in."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from appliance.casework.entrance.accounts import BOX, Role
from appliance.casework.knowledge.service_sections import ServiceSection
from appliance.casework.knowledge.services import Service
from appliance.casework.menus.publications import Publication
from tests.appliance.casework.knowledge import cards
from tests.web.house import BEGAN, House, path_of
from web.pages.services import tables

WRITTEN = {
    "section": "support",
    "title": "Довідка про доходи",
    "said_as": "про довідку про доходи",
    "documents": "заява\nпаспорт",
    "fee": "34 гривні",
    "term": "",
    "place": "ЦНАП",
    "hours": "",
    "legal_basis": "",
    "source": "рішення № 5",
    "review_by": "2027-05-01",
    "position": "3",
    "version": "1",
}


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = House(tmp_path)
    with made.database():
        cards.section(now=BEGAN)
    return made


def service(house: House, **changes: Any) -> int:
    with house.database():
        return cards.add(BEGAN, **changes)


def test_a_service_is_written_without_inventing_a_code(house: House) -> None:
    editor = house.enter(Role.EDITOR)
    assert "Нова послуга" in editor.get("/services/new").text
    added = editor.post("/services/new", **WRITTEN)
    with house.database():
        made = Service.coded("dovidka-pro-dokhody")
        assert made is not None
        assert path_of(added) == f"/services/{made.id}"
        assert made.card.documents == ("заява", "паспорт")
        assert [each.reason for each in Publication.select()] == ["services"]


def test_what_will_be_heard_and_sent_is_shown_before_anything_is_saved(house: House) -> None:
    editor = house.enter(Role.EDITOR)
    looked = editor.post("/services/new", **WRITTEN, look="1").text
    assert "Плата: 34 гривні." in looked
    assert "Частин: 2 з 3" in looked
    assert 'value="spoken"' in looked
    with house.database():
        assert Service.select().count() == Publication.select().count() == 0


WRONG = [
    ("title", "Послуга ☃", "☃"),
    ("fee", "34 ₿", "₿"),
    ("documents", "заява\nфото 🙂", "Рядок 2"),
    ("said_as", "", "Наприклад"),
    ("title", "Т" * 81, "щонайбільше 80"),
    ("review_by", "", "Вкажіть дату"),
    ("position", "багато", "invalid-feedback"),
    ("section", "nowhere", "invalid-feedback"),
    ("documents", "\n".join("абвгґдеєжзиіїйкл"), "щонайбільше 15"),
]
"""A field, what is written in it, and what stands beside it then."""


def test_what_cannot_be_said_or_kept_is_refused_beside_its_field_and_nothing_is_lost(house: House) -> None:
    editor, known = house.enter(Role.EDITOR), service(house)
    for at, (field, text, words) in enumerate(WRONG):
        address = f"/services/{known}/edit" if at % 2 else "/services/new"
        refused = editor.post(address, **{**WRITTEN, field: text})
        assert refused.status_code == 422, field
        assert words in refused.text, field
        assert "рішення № 5" in refused.text, field
    with house.database():
        assert Service.select().count() == 1
        assert Publication.select().count() == 0


def test_the_second_of_two_editors_sees_both_cards_and_may_save_knowingly(house: House) -> None:
    editor, known = house.enter(Role.EDITOR), service(house)
    assert 'value="34 гривні"' in editor.get(f"/services/{known}/edit").text
    with house.database():
        Service.change(known, 1, cards.card(fee="40 гривень"), by=BOX, now=BEGAN)
    second = editor.post(f"/services/{known}/edit", **WRITTEN)
    assert second.status_code == 409
    assert "Плата: збережений текст" in second.text
    assert "40 гривень" in second.text
    editor.post(f"/services/{known}/edit", **{**WRITTEN, "version": "2"})
    with house.database():
        assert Service.known(known).fee == "34 гривні"


def test_sections_are_named_anew_and_added_up_to_six(house: House) -> None:
    editor = house.enter(Role.EDITOR)
    assert "Розділ support" in editor.get("/services/sections/1").text
    editor.post("/services/sections/1", title="Допомога", said_as="про допомогу людям", version="1")
    assert editor.post("/services/sections/1", title="Ще", said_as="про ще", version="1").status_code == 409
    assert editor.post("/services/sections/1", title="Ще", said_as="про ☃", version="2").status_code == 422
    assert "Новий розділ" in editor.get("/services/sections/0").text
    for number in range(5):
        editor.post("/services/sections", title=f"Розділ {number}", said_as="про щось", version="1")
    assert editor.post("/services/sections", title="Зайвий", said_as="про щось", version="1").status_code == 422
    assert editor.get("/services/sections/99").status_code == 404
    with house.database():
        assert [each.title for each in ServiceSection.all()][:2] == ["Допомога", "Розділ 0"]


def upload(visitor: Any, table: bytes, name: str = "services.csv") -> Any:
    return visitor.post("/services/import", file=(io.BytesIO(table), name))


def test_a_table_goes_out_is_changed_and_comes_in_after_a_dry_run(house: House) -> None:
    editor, known = house.enter(Role.EDITOR), service(house)
    out = editor.get("/services/table.csv")
    assert out.mimetype == "text/csv"
    table = out.data.replace("34 гривні".encode(), "60 гривень".encode())
    shown = path_of(upload(editor, table))
    told = editor.get(shown).text
    assert "Плата: було «34 гривні», стало «60 гривень»." in told
    with house.database():
        assert Service.known(known).fee == "34 гривні"
    assert path_of(editor.post(shown)) == "/services"
    assert "змінено 1" in editor.get("/services").text
    with house.database():
        assert Service.known(known).fee == "60 гривень"
        assert Publication.select().count() == 1
    assert editor.get(shown).status_code == 404


def test_a_line_that_cannot_be_read_aloud_is_named_and_the_others_go_in(house: House) -> None:
    editor = house.enter(Role.EDITOR)
    header = "Назва;Розділ;Як сказати в меню;Плата"
    table = f"{header}\nДобра;support;про добре;34 грн\nПогана;support;про погане;☃\n".encode()
    shown = path_of(upload(editor, table))
    told = editor.get(shown).text
    assert "Рядок 3: Плата:" in told
    editor.post(shown)
    with house.database():
        assert [each.title for each in Service.standing()] == ["Добра"]


def test_a_file_that_is_no_table_is_refused_with_a_sentence(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "TABLE_MAX_BYTES", 100_000)
    editor = house.enter(Role.EDITOR)
    for table in (b"", b"PK\x03\x04", "Щось\n1".encode(), b"a" * 150_000):
        assert upload(editor, table).status_code == 422
    assert editor.post("/services/import").status_code == 422


def test_a_table_may_be_dropped_and_is_nobody_elses(house: House) -> None:
    editor, other = house.enter(Role.EDITOR), house.enter(Role.EDITOR)
    shown = path_of(upload(editor, "Назва;Розділ;Як сказати в меню\nА;support;про а".encode()))
    assert other.get(shown).status_code == 404
    editor.post(f"{shown}/drop")
    assert editor.get(shown).status_code == 404
