"""A register of residents from a file: what a dry run counts is what is entered, and no card is written over."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.casework.entrance.accounts import BOX
from appliance.casework.journal import AuditEntry
from appliance.casework.office.community import Settlement
from appliance.casework.people import register_file
from appliance.casework.people.addresses import Address
from appliance.casework.people.people_details import ApplicantCategory, PersonKind
from appliance.casework.people.people_import import CHUNK, Outcome, dry_run, enter_register, look_into
from appliance.casework.people.people_search import find
from appliance.casework.people.person import Person, PersonNumber, PersonSearch
from appliance.casework.people.register_file import BadRegister
from appliance.casework.people.register_lines import Refused
from tests.appliance.casework.known_people import AREA, CLERK, person
from tests.appliance.casework.register import CALLER, NEIGHBOUR, NOW, opened

__all__ = ["opened"]

HEADER = "Прізвище;Ім'я;По батькові;Телефон;Населений пункт;Вулиця;Будинок;ВПО;Категорія"


def table(*lines: str, header: str = HEADER) -> bytes:
    return "\r\n".join((header, *lines)).encode()


def entered(content: bytes, **more: bool) -> Outcome:
    """Enter a file, after a dry run that must have told the same."""
    told = dry_run(content, area_code=AREA, **more)
    done = enter_register(content, area_code=AREA, by=CLERK, now=NOW, name="реєстр.csv", **more)
    assert done == told
    return done


def counts(outcome: Outcome) -> tuple[int, int, int, int]:
    return outcome.created, outcome.updated, outcome.unchanged, len(outcome.refused)


def refused_lines(outcome: Outcome) -> Sequence[int]:
    return [each.line for each in outcome.refused]


def test_people_are_entered_with_numbers_address_and_marks_and_can_be_found() -> None:
    village = Settlement.add("Вишневе", kind="с.", by=BOX, now=NOW)
    line = "Ковальчук;Марія;Іванівна;066 283-81-82, 067 111 22 33;с. ВИШНЕВЕ;вул. Садова;5;так;Багатодітна сім'я"
    assert counts(entered(table(line))) == (1, 0, 0, 0)
    (view,) = find("ковальчук", area_code=AREA).people
    kept = Person.known(view.id).details
    assert (kept.surname, kept.first_name, kept.patronymic) == ("Ковальчук", "Марія", "Іванівна")
    assert kept.registered == Address(settlement_id=village, street="вул. Садова", house="5")
    assert (kept.displaced, kept.category) == (True, ApplicantCategory.LARGE_FAMILY)
    assert view.numbers == (CALLER, NEIGHBOUR)
    assert [each.id for each in find("0671112233", area_code=AREA).people] == [view.id]


def test_the_same_file_again_changes_nothing() -> None:
    content = table("Ґудзь;Ганна;;0662838182;;Садова;1;;", "Жук;Петро;;;;;;;", "Коваль;Юрій;;0671112233;;;;;")
    entered(content)
    audit = AuditEntry.select().count()
    assert counts(entered(content)) == (0, 0, 3, 0)
    assert (Person.select().count(), PersonNumber.select().count(), PersonSearch.select().count()) == (3, 2, 3)
    assert AuditEntry.select().count() == audit + 1


@pytest.mark.row("B8")
def test_a_card_gets_what_it_lacks_and_keeps_what_it_has() -> None:
    known = person("Ґудзь Ганна", CALLER, notes="Дзвонити ввечері.")
    outcome = entered(
        table("Ґудзь;Ганна;;0662838182;;Садова;1;;;Інша нотатка", header=f"{HEADER};Примітки"),
    )
    assert counts(outcome) == (0, 1, 0, 0)
    details = Person.known(known).details
    assert (details.registered.street, details.notes) == ("Садова", "Дзвонити ввечері.")
    (differing,) = outcome.differing
    assert "Нотатки" in differing.sentence
    change = AuditEntry.last_of("person", known)
    assert change is not None
    assert change.change == {"registered_street": ["", "Садова"], "registered_house": ["", "1"]}


def test_namesakes_are_told_apart_by_number_or_house_and_a_doubtful_line_is_refused() -> None:
    father = person("Коваль Іван", CALLER, registered=Address(street="Садова", house="1"))
    son = person("Коваль Іван", NEIGHBOUR, registered=Address(street="Лісова", house="2"))
    outcome = entered(
        table(
            "Коваль;Іван;;0501234567;;садова;1;;",
            "Коваль;Іван;;0671112233;;;;;",
            "Коваль;Іван;;0509999999;;Нова;3;;",
            "Коваль;Іван;;;;;;;",
        )
    )
    assert counts(outcome) == (1, 1, 1, 1)
    assert refused_lines(outcome) == [5]
    assert [number.number for number in PersonNumber.of(father)] == [CALLER, "+380501234567"]
    assert len(PersonNumber.of(son)) == 1


def test_lines_that_repeat_a_person_of_the_same_file_meet_what_the_earlier_made() -> None:
    content = table(
        "Ґудзь;Ганна;;0662838182;;;;;",
        *(f"Людина{n};;;;;;;;" for n in range(CHUNK)),
        "ҐУДЗЬ;ганна;;0662838182;;Садова;1;;",
        "Ґудзь;Ганна;;0662838182;;Садова;1;;",
    )
    assert counts(entered(content)) == (1 + CHUNK, 1, 1, 0)
    assert Person.known(1).registered_street == "Садова"


def test_a_bad_line_is_refused_with_its_number_and_the_others_are_entered() -> None:
    outcome = entered(
        table(
            "Перша;;;066283818;;;;;",
            "",
            "Друга;;;+48221234567;;;;;",
            "Третя;;;3,80663E+11;;;;;",
            ";;;0662838182;;;;;",
            "П'ята;;;;;;;може;",
            "Шоста;;;;;;;;король",
            "Сьома;;;;;;;;;;зайве",
            f"{'В' * 101};;;;;;;;",
            "Добра;;;0671112233;;;;;",
        )
    )
    assert counts(outcome) == (1, 0, 0, 8)
    assert refused_lines(outcome) == [2, 4, 5, 6, 7, 8, 9, 10]
    assert "зіпсувала таблиця" in outcome.refused[2].sentence
    assert [view.name for view in find("", area_code=AREA).people] == ["Добра"]


def test_the_zero_that_a_table_has_lost_is_given_back_only_when_that_is_asked() -> None:
    content = table("Ґудзь;;;662838182;;;;;")
    assert counts(dry_run(content, area_code=AREA)) == (0, 0, 0, 1)
    assert counts(entered(content, lost_zero=True)) == (1, 0, 0, 0)
    (number,) = PersonNumber.of(1)
    assert (number.number, number.number_raw) == (CALLER, "662838182")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_the_file_may_be_written_as_any_office_writes_it(encoding: str, delimiter: str) -> None:
    lines = ["ПІБ", "Контактний телефон", "Село"], ["Ґедзь Їлія Єгорівна", "(066)2838182", "Вишневе"]
    content = "\n".join(delimiter.join(cells) for cells in lines).encode(encoding)
    assert counts(entered(content)) == (1, 0, 0, 0)
    assert Person.view(1).name == "Ґедзь Їлія Єгорівна"


def test_an_organisation_is_known_by_its_own_column_and_unknown_columns_are_named() -> None:
    outcome = entered("Організація;Колір\nГО «Луч»;синій".encode())
    assert outcome.ignored == ["Колір"]
    assert Person.known(1).kind == PersonKind.ORGANISATION


def test_two_settlements_of_one_name_are_not_guessed() -> None:
    for district in ("Перший", "Другий"):
        Settlement.add("Вишневе", district=district, by=BOX, now=NOW)
    outcome = entered(table("Ґудзь;;;;Вишневе;;;;", "Жук;;;;Садове;;;;"))
    assert outcome.refused == [Refused(2, "населених пунктів «Вишневе» у громаді кілька: внесіть цю людину вручну.")]
    assert Person.known(1).registered_elsewhere == "Садове"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "порожній"),
        (b" \r\n ", "порожній"),
        (b"PK\x03\x04whatever", "книга Excel"),
        (b"\xd0\xcf\x11\xe0old", "Excel давнього зразка"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "не текст"),
        (b"\xff\xfeodd", "не текст"),
        ("Колір;Розмір\nсиній;2".encode(), "«Прізвище»"),
        ("Прізвище;прізвище\nа;б".encode(), "те саме"),
        ('Прізвище\n"Ґудзь'.encode(), "лапки"),
        (('Прізвище\n"' + "а" * 5000 + '"').encode(), "4000 знаків"),
        (("Прізвище" + ";" * 100).encode(), "стовпців"),
        (b"\xd0\x9f" * (4 * 1024 * 1024 + 1), "більший за 8 МБ"),
    ],
    ids=range(13),
)
def test_a_file_that_is_no_register_is_refused_with_a_sentence(content: bytes, says: str) -> None:
    with pytest.raises(BadRegister, match=says):
        dry_run(content, area_code=AREA)


@given(st.one_of(st.binary(max_size=400), st.text(max_size=200).map(lambda text: table(*text.splitlines()))))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_whatever_the_file_holds_it_is_counted_or_refused(content: bytes) -> None:
    try:
        outcome = dry_run(content, area_code=AREA)
    except BadRegister as refused:
        assert str(refused)
    else:
        assert outcome.created >= 0
    assert Person.select().count() == 0


def test_a_file_that_is_too_long_is_refused_before_anything_is_entered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register_file, "LINES_MAX", 2)
    assert dry_run("Прізвище\nА\nБ".encode(), area_code=AREA).created == 2
    with pytest.raises(BadRegister, match="понад 2 рядків"):
        look_into("Прізвище\nА\nБ\nВ".encode())


def test_an_import_is_one_entry_in_the_journal_with_its_counts() -> None:
    entered(table("Ґудзь;;;0662838182;;;;;", "Жук;;;1;;;;;"))
    (entry,) = AuditEntry.select().where(AuditEntry.subject == "register")
    assert entry.change == {"name": "реєстр.csv", "created": 1, "updated": 0, "refused": 1}
