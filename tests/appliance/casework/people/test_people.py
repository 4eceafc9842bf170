"""The register of people: who is entered, changed and known on a number."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.entrance.accounts import BOX
from appliance.casework.journal import AuditEntry
from appliance.casework.office.community import Settlement
from appliance.casework.people.addresses import Address, AddressKind
from appliance.casework.people.people_details import ApplicantCategory, BadPerson, PersonDetails, PersonKind
from appliance.casework.people.people_numbers import BadTelephone, read_telephone
from appliance.casework.people.person import NoSuchPerson, Person, PersonNumber
from appliance.casework.people.representation import BadRepresentation, Representation
from tests.appliance.casework.known_people import AREA, CLERK, clerk, person
from tests.appliance.casework.register import CALLER, NEIGHBOUR, NOW, later, opened

__all__ = ["opened"]


@pytest.mark.row("H12", "H14")
def test_a_person_is_kept_with_all_that_was_told_and_two_addresses() -> None:
    village = Settlement.add("Вишневе", kind="с.", by=BOX, now=NOW)
    told = PersonDetails(
        surname="  Д'Артаньян ",
        first_name="Шарль",
        displaced=True,
        category=ApplicantCategory.COMBATANT,
        email="sharl@example.com",
        notes="  Чує погано.\nДзвонити ввечері.  ",
        registered=Address(elsewhere="м. Маріуполь", street="вул. Морська", house="5-А"),
        staying=Address(settlement_id=village, street="вул. Садова", house="1", flat="2"),
    )
    person_id = Person.add(told, ["066 283-81-82", "0671112233"], area_code=AREA, by=CLERK, now=NOW)
    kept = Person.known(person_id)
    assert kept.details == replace(told, surname="Д'Артаньян", notes="Чує погано.\nДзвонити ввечері.")
    assert kept.address(AddressKind.REGISTERED) == "м. Маріуполь, вул. Морська, 5-А"
    assert kept.address(AddressKind.STAYING) == "с. Вишневе, вул. Садова, 1, кв. 2"
    view = Person.view(person_id)
    assert (view.name, view.settlement, view.numbers) == ("Д'Артаньян Шарль", "с. Вишневе", (CALLER, NEIGHBOUR))
    assert [number.number_raw for number in PersonNumber.of(person_id)] == ["066 283-81-82", "0671112233"]


def test_all_people_on_a_number_are_offered_in_the_order_of_the_alphabet_and_none_overwrites_another() -> None:
    son, mother = person("Ґудзь Іван", CALLER), person("Гудзь Ганна", "+38(066)2838182", NEIGHBOUR)
    assert [view.id for view in Person.on_number(CALLER)] == [mother, son]
    assert [view.id for view in Person.on_number(NEIGHBOUR)] == [mother]
    assert Person.on_number("+380501234567") == []


@pytest.mark.parametrize(
    ("written", "says", "suggestion"),
    [
        ("066 283-81-8", "не повний номер", ""),
        ("+30951391978", "Можливо, це 095 139 19 78?", "+380951391978"),
        ("662838182", "Можливо, це 066 283 81 82?", CALLER),
        ("+48 22 123 45 67", "іншої країни", ""),
        ("112", "короткий номер служби", ""),
        ("Kyivstar", "не повний номер", ""),
        ("  ", "Напишіть номер", ""),
        ("1" * 300, "не повний номер", ""),
    ],
)
def test_what_is_nobodys_number_is_flagged_and_not_accepted(written: str, says: str, suggestion: str) -> None:
    with pytest.raises(BadTelephone, match=says.replace("?", r"\?")) as refused:
        person("Коваль", written)
    assert refused.value.suggestion == suggestion
    assert Person.select().count() == 0


SEPARATOR = st.sampled_from(["", " ", "-", "  ", ".", "\u00a0", " - "])


@st.composite
def ways_of_writing(draw: st.DrawFn) -> str:
    """066 283 81 82 as people write it: a prefix, a bracket, separators anywhere."""
    prefix = draw(st.sampled_from(["0", "+380", "380", "00380", "80", "8-10-380", "+38 0", "+38(0", "8 0", "(0"]))
    digits = [digit + draw(SEPARATOR) for digit in "662838182"]
    digits[1] += ")" if "(" in prefix else ""
    around = draw(st.sampled_from(["", " ", "\t"]))
    return around + (prefix + "".join(digits)).strip() + around


@given(ways_of_writing())
def test_every_way_of_writing_a_number_is_the_same_number(written: str) -> None:
    assert read_telephone(written, AREA).e164 == CALLER


def test_a_number_is_added_once_and_taken_away_without_a_trace_on_the_others() -> None:
    mother, son = person("Ґудзь Ганна", CALLER), person("Ґудзь Іван", CALLER)
    first = PersonNumber.add(mother, "8 067 111 22 33", note=" донька ", area_code=AREA, by=CLERK, now=NOW)
    again = PersonNumber.add(mother, "0671112233", area_code=AREA, by=CLERK, now=NOW)
    assert first == again
    assert [number.note for number in PersonNumber.of(mother)] == ["", "донька"]
    for number in PersonNumber.of(mother):
        PersonNumber.remove(mother, number.id, by=CLERK, now=NOW)
        PersonNumber.remove(mother, number.id, by=CLERK, now=NOW)
    assert [view.id for view in Person.on_number(CALLER)] == [son]
    verbs = [entry.verb for entry in AuditEntry.select().where(AuditEntry.subject_id == str(mother))]
    assert verbs == ["added", "number_added", "number_added", "number_removed", "number_removed"]


def test_every_refusal_of_a_form_is_told_at_once_and_names_its_field() -> None:
    bad = PersonDetails(
        kind=PersonKind.ORGANISATION,
        surname="К" * 101,
        first_name="Ма\u202eрія",
        email="немає",
        notes="x" * 2001,
        registered=Address(settlement_id=1, elsewhere="Київ", house="1" * 21),
    )
    with pytest.raises(BadPerson) as refused:
        Person.add(bad, area_code=AREA, by=CLERK, now=NOW)
    assert set(refused.value.refused) == {
        "surname",
        "first_name",
        "organisation",
        "email",
        "notes",
        "registered_elsewhere",
        "registered_house",
    }
    with pytest.raises(BadPerson, match="прізвище"):
        Person.add(PersonDetails(), area_code=AREA, by=CLERK, now=NOW)


def test_the_second_of_two_editors_is_told_who_was_first_and_nothing_is_overwritten() -> None:
    person_id, first = person(), clerk("Ганна")
    seen = Person.known(person_id)
    Person.change(person_id, seen.version, replace(seen.details, notes="перша"), by=first, now=later(1))
    with pytest.raises(ChangedMeanwhile, match="Ганна") as told:
        Person.change(person_id, seen.version, replace(seen.details, notes="друга"), by=CLERK, now=later(2))
    assert told.value.theirs["notes"] == "перша"
    assert Person.known(person_id).notes == "перша"
    Person.change(person_id, told.value.version, replace(seen.details, notes="друга"), by=CLERK, now=later(3))
    changes = [entry.change for entry in AuditEntry.select().where(AuditEntry.verb == "changed")]
    assert changes == [{"notes": ["", "перша"]}, {"notes": ["перша", "друга"]}]


STEPS = st.lists(st.tuples(st.sampled_from("АБВ"), st.sampled_from(["open", "save"]), st.text("абв", max_size=3)))


@given(STEPS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_however_editors_take_turns_nobody_writes_over_what_he_has_not_seen(steps: list[tuple[str, str, str]]) -> None:
    person_id = person()
    seen: dict[str, tuple[int, str]] = {}
    for editor, step, text in steps:
        now = Person.known(person_id)
        if step == "open" or editor not in seen:
            seen[editor] = (now.version, now.notes)
            continue
        version, notes = seen.pop(editor)
        try:
            Person.change(person_id, version, replace(now.details, notes=text), by=CLERK, now=NOW)
        except ChangedMeanwhile as told:
            assert (told.theirs["notes"], told.version) == (now.notes, now.version)
            assert version != now.version
        else:
            assert notes == now.notes
    entries = AuditEntry.select().where(AuditEntry.subject_id == str(person_id), AuditEntry.verb == "changed")
    written = [entry.change["notes"] for entry in entries.order_by(AuditEntry.id)]
    assert [old for old, _ in written] == ["", *(new for _, new in written)][: len(written)]


def test_whoever_was_never_entered_is_not_there() -> None:
    for verb in (Person.view, Person.known):
        with pytest.raises(NoSuchPerson):
            verb(1)
    with pytest.raises(NoSuchPerson):
        PersonNumber.add(1, CALLER, area_code=AREA, by=CLERK, now=NOW)


def test_an_organisation_goes_by_its_name_and_an_official_by_the_own() -> None:
    union = PersonDetails(kind=PersonKind.ORGANISATION, organisation="ГО «Луч»", surname="Коваль")
    head = PersonDetails(kind=PersonKind.OFFICIAL, organisation="Школа", surname="Коваль")
    assert (union.name, head.name) == ("ГО «Луч», Коваль", "Коваль, Школа")


@pytest.mark.row("H11")
def test_a_representative_and_the_person_represented_have_their_own_cards_and_a_bond_that_ends() -> None:
    mother, child = person("Ткач Олена", CALLER), person("Ткач Іванко")
    bond = Representation.begin(mother, child, " мати ", by=CLERK, now=NOW)
    assert Representation.begin(mother, child, "мати", by=CLERK, now=NOW) == bond
    for side in (mother, child):
        (found,) = Representation.of(side)
        assert (found.representative.surname, found.represented.first_name, found.basis) == ("Ткач", "Іванко", "мати")
    Representation.end(bond, by=CLERK, now=later(5))
    Representation.end(bond, by=CLERK, now=later(9))
    assert Representation.of(mother) == []
    assert Representation.get_by_id(bond).ended_at == later(5).wall
    with pytest.raises(BadRepresentation, match="саму себе"):
        Representation.begin(mother, mother, "", by=CLERK, now=NOW)
    with pytest.raises(BadRepresentation, match="Підстава"):
        Representation.begin(mother, child, "x" * 201, by=CLERK, now=NOW)
