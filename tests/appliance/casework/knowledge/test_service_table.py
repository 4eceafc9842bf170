"""Services as a table: out, into a spreadsheet, and back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.casework.entrance.accounts import BOX
from appliance.casework.knowledge.service_card import ServiceCard
from appliance.casework.knowledge.service_codes import code_for
from appliance.casework.knowledge.service_table import (
    FIRST_REVIEW,
    ROWS_MAX,
    BadTable,
    Outcome,
    enter_table,
    export,
    look_into,
)
from appliance.casework.knowledge.services import Service
from appliance.casework.knowledge.starter_services import load_starter_services
from appliance.casework.people.register_file import BadRegister
from tests.appliance.casework.knowledge.cards import add, card, section
from tests.appliance.casework.register import NOW, opened

__all__ = ["opened"]

HEADER = "Код;Розділ;Назва;Як сказати в меню;Плата;Переглянути до"


def speakable(card: ServiceCard) -> list[str]:
    return [f"«{card.title}» не прочитати."] if "№№" in card.title else []


def looked(*lines: str, header: str = HEADER) -> Outcome:
    return look_into("\r\n".join((header, *lines)).encode(), speakable, now=NOW)


def test_what_goes_out_comes_back_the_same() -> None:
    load_starter_services(NOW)
    table = export(Service.standing())
    assert table.startswith(b"\xef\xbb\xbf")
    outcome = look_into(table, speakable, now=NOW)
    assert (outcome.same, outcome.new, outcome.changed, outcome.refused, outcome.ignored) == (
        len(Service.standing()), [], [], [], []
    )  # fmt: skip


@pytest.mark.parametrize("cell", ["=HYPERLINK(1)", "+380", "-1", "@x"])
def test_no_cell_goes_out_as_a_formula_and_it_comes_back_as_it_was(cell: str) -> None:
    add(NOW, title=cell, fee=cell, documents=(cell, "паспорт"))
    table = export(Service.standing())
    assert f"'{cell}" in table.decode("utf-8-sig")
    assert f";{cell}" not in table.decode("utf-8-sig")
    assert look_into(table, speakable, now=NOW).same == 1


@given(st.lists(st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), max_size=60), min_size=4, max_size=4))
@settings(max_examples=60, deadline=None)
def test_any_words_survive_the_way_out_and_back(texts: list[str]) -> None:
    Service.delete().execute()
    title, fee, one, other = texts
    made = card(title=f"Я{title}", fee=fee, documents=(one.replace("|", ""), other.replace("|", "")))
    section(now=NOW)
    Service.add(made, by=BOX, now=NOW)
    kept = Service.get().card
    outcome = look_into(export(Service.standing()), speakable, now=NOW)
    assert outcome.same == 1, (kept, outcome)


def test_new_changed_same_and_faulty_lines_are_counted_before_anything_is_written() -> None:
    first = add(NOW)
    outcome = looked(
        "subsidy;Розділ support;Субсидія на житлово-комунальні послуги;про субсидію;50 гривень;01.03.2027",
        ";support;Новий паспорт;про паспорт;;",
        ";ніде;Без розділу;про щось;;",
        ";support;Погана дата;про щось;;32.01.2027",
        ";support;№№;про щось;;",
        ";support;Без меню;;;",
        ";support;Новий паспорт;про паспорт;;",
        "subsidy;support;Ще раз;про щось;;",
        ";support;Забагато;про щось;;;;;зайве",
    )
    assert [(each.line, each.differing) for each in outcome.changed] == [
        (2, ["Плата: було «34 гривні», стало «50 гривень»."])
    ]
    assert [(each.line, each.card.code) for each in outcome.new] == [(3, "novyi-pasport"), (8, "novyi-pasport-2")]
    assert outcome.new[0].card.review_by == NOW.wall.date() + FIRST_REVIEW
    assert [each.line for each in outcome.refused] == [4, 5, 6, 7, 9, 10]
    assert Service.known(first).fee == "34 гривні"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
def test_a_table_is_read_however_a_spreadsheet_wrote_it(delimiter: str, encoding: str) -> None:
    section(now=NOW)
    lines = ["Назва;Розділ;Як сказати в меню;Потрібні документи", "Паспорт;support;про паспорт;заява | фото"]
    table = "\n".join(lines).replace(";", delimiter).encode(encoding)
    [new] = look_into(table, speakable, now=NOW).new
    assert new.card.documents == ("заява", "фото")


def test_what_the_table_has_no_column_for_stays() -> None:
    add(NOW, check_locally=True)
    outcome = looked("subsidy;50 гривень;ні;7;2027-05-01", header="Код;Плата;Звірити на місці;Порядок;Переглянути до")
    [changed] = outcome.changed
    assert changed.card == card(fee="50 гривень", position=7, review_by=date(2027, 5, 1))


def test_the_good_lines_are_entered_and_each_change_is_a_version() -> None:
    first = add(NOW)
    table = f"{HEADER}\nsubsidy;support;Субсидія;про субсидію;50 гривень;\n;support;Нове;про нове;;\n;x;y;z;;".encode()
    outcome = enter_table(table, speakable, by=BOX, now=NOW)
    assert (len(outcome.new), len(outcome.changed), len(outcome.refused)) == (1, 1, 1)
    assert Service.known(first).fee == "50 гривень"
    assert Service.coded("nove") is not None
    again = enter_table(table, speakable, by=BOX, now=NOW)
    assert (len(again.new), len(again.changed), again.same) == (0, 0, 2)


@pytest.mark.parametrize(
    "table",
    [b"", b"   ", b"PK\x03\x04rest", "Не те;Зовсім\n1;2".encode(), "Назва;Назва\n1;2".encode(), b"\xff\xfe\x00"],
)
def test_a_file_that_is_no_table_of_services_is_refused_as_a_whole(table: bytes) -> None:
    with pytest.raises(BadRegister):
        look_into(table, speakable, now=NOW)


def test_a_table_of_too_many_services_is_refused() -> None:
    with pytest.raises(BadTable):
        looked(*(f";support;Послуга {number};про щось;;" for number in range(ROWS_MAX + 1)))


@pytest.mark.parametrize("cell", ["може", "12"])
def test_a_mark_that_means_neither_yes_nor_no_is_refused(cell: str) -> None:
    add(NOW)
    assert len(looked(f"subsidy;{cell}", header="Код;Звірити на місці").refused) == 1
    assert len(looked("subsidy;-5", header="Код;Порядок").refused) == 1


def test_a_code_is_made_of_latin_letters_and_is_free() -> None:
    assert code_for("Об'єднання Щ", ()) == "obiednannia-shch"
    assert code_for("№ €", ()) == "service"
    assert code_for("А", {"a", "a-2"}) == "a-3"
    assert len(code_for("Я" * 80, ())) <= 40
