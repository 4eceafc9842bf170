"""People in the console: the list, the card, two editors, consents, the extract, the erasure, the import."""

from __future__ import annotations

import io
import json
import re
import zipfile
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from werkzeug.test import TestResponse

from appliance.casework.contacts.call_card import CallPerson
from appliance.casework.contacts.calls import CallEnd, CallRecord, CallStart, VoiceMessage
from appliance.casework.entrance.accounts import BOX, Role
from appliance.casework.journal import AccessEntry
from appliance.casework.office.community import Settlement
from appliance.casework.people.consents import Consent, ConsentText, ConsentWay
from appliance.casework.people.people_details import PersonDetails
from appliance.casework.people.person import Person
from appliance.casework.people.register_uploads import RegisterUpload
from appliance.casework.people.representation import Representation
from appliance.contracts import CallResult, EndedBy
from tests.web.house import House, Visitor, path_of
from web.pages.people import importing

CALLER = "+380662838182"
HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}"
TYPED = {"kind": "person", "category": "", "registered_settlement_id": "", "staying_settlement_id": ""}


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def clerk(house: House) -> Visitor:
    return house.enter(Role.CLERK, "Марія")


def person(house: House, name: str = "Ґудзь Ганна", *numbers: str, **more: Any) -> int:
    surname, first_name, patronymic = (*name.split(" ", 2), "", "")[:3]
    details = PersonDetails(surname=surname, first_name=first_name, patronymic=patronymic, **more)
    with house.database():
        return Person.add(details, numbers, area_code="4642", by=BOX, now=house.now())


def rang(house: House, number: str = CALLER) -> str:
    start = CallStart("c" * 32, "gsm1", True, house.now(), number, number, "normal")
    with house.database():
        CallRecord.finish(start, CallEnd(None, house.now().wall, 0.0, CallResult.MISSED, EndedBy.CALLER))
    return start.uid


def words(page: TestResponse) -> str:
    return unescape(" ".join(re.sub(r"<[^>]*>", " ", page.text).split()))


def hidden(page: TestResponse, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.text)
    assert found, name
    return unescape(found[1])


def looks(house: House) -> list[tuple[str, str]]:
    with house.database():
        return [(entry.subject_id, entry.how) for entry in AccessEntry.select().where(AccessEntry.subject == "person")]


@pytest.mark.row("H5", "H8")
def test_the_list_shows_masked_numbers_and_the_card_whole_ones_and_notes_who_looked(
    house: House, clerk: Visitor
) -> None:
    who = person(house, "Ґудзь Ганна", CALLER, notes="Чує погано.")
    listed = words(clerk.get("/people?q=066+283-81-82"))
    assert "Ґудзь Ганна" in listed
    assert "066 ••• •• 82" in listed
    assert "066 283 81 82" not in listed.replace("066 283-81-82", "")
    assert looks(house) == []
    card = words(clerk.get(f"/people/{who}"))
    assert "066 283 81 82" in card
    assert "Чує погано." in card
    assert looks(house) == [(str(who), "looked")]
    assert clerk.get("/people/99").status_code == 404
    assert looks(house) == [(str(who), "looked")]


def test_the_list_is_paged_filtered_and_takes_no_unknown_parameter(house: House, clerk: Visitor) -> None:
    with house.database():
        village = Settlement.add("Вишневе", kind="с.", by=BOX, now=house.now())
    for number in range(51):
        person(house, f"Людина{number:02}")
    first = clerk.get("/people?sort=name%3B+DROP&settlement=x&after=-1")
    assert "Людина49" in first.text
    assert "Людина50" not in first.text
    following = re.search(r'href="([^"]+)" rel="next"', first.text)
    assert following
    assert "Людина50" in clerk.get(unescape(following[1])).text
    assert "Нікого не знайдено" in clerk.get(f"/people?settlement={village}").text
    assert "Показано 066 283 81 82" in words(clerk.get("/people?q=662838182"))


def test_a_call_leads_to_a_form_with_its_number_that_names_who_is_known_there(house: House, clerk: Visitor) -> None:
    person(house, "Ґудзь Іван", CALLER)
    uid = rang(house)
    form = clerk.get(f"/people/new?number=%2B380662838182&call={uid}")
    assert "На цьому номері вже є" in words(form)
    assert "Ґудзь Іван" in words(form)
    assert "066 283 81 82" in form.text
    answer = clerk.post("/people/new", **TYPED, surname="Ґудзь", first_name="Ганна", numbers="066 283 81 82", call=uid)
    assert path_of(answer) == f"/calls/{uid}"
    with house.database():
        assert [view.name for view in Person.on_number(CALLER)] == ["Ґудзь Ганна", "Ґудзь Іван"]
        chosen = CallPerson.chosen(uid)
        assert chosen
        assert chosen.person_id == 2


def test_a_refusal_stands_beside_its_field_and_nothing_typed_is_lost(house: House, clerk: Visitor) -> None:
    answer = clerk.post(
        "/people/new",
        **{**TYPED, "surname": "Ґудзь", "email": "немає", "notes": "довга історія", "numbers": "066 283-81-8"},
    )
    assert answer.status_code == 422
    assert "Це не схоже на адресу електронної пошти." in answer.text
    assert "довга історія" in answer.text
    assert "066 283-81-8" in answer.text
    answer = clerk.post("/people/new", **{**TYPED, "surname": "Ґудзь", "numbers": "+30951391978"})
    assert "Можливо, це 095 139 19 78?" in answer.text
    answer = clerk.post("/people/new", **TYPED)
    assert "Напишіть прізвище або принаймні ім'я." in unescape(answer.text)
    answer = clerk.post("/people/new", **{**TYPED, "surname": "Ґ" * 101, "kind": "король"})
    assert answer.status_code == 422


def test_a_namesake_is_entered_only_when_somebody_says_that_it_is_another(house: House, clerk: Visitor) -> None:
    person(house, "Ґудзь Ганна")
    answer = clerk.post("/people/new", **TYPED, surname="ґудзь", first_name="ганна")
    assert answer.status_code == 422
    assert "Людина з таким ім'ям уже є" in words(answer)
    answer = clerk.post("/people/new", **TYPED, surname="ґудзь", first_name="ганна", anyway="y")
    assert path_of(answer) == "/people/2"


def test_two_clerks_at_one_person_see_both_texts_and_the_second_saves_knowingly(house: House, clerk: Visitor) -> None:
    other = house.enter(Role.CLERK, "Олена")
    who = person(house, "Ґудзь Ганна", notes="як було")
    version = hidden(clerk.get(f"/people/{who}/edit"), "version")
    mine = {**TYPED, "surname": "Ґудзь", "first_name": "Ганна"}
    assert other.post(f"/people/{who}/edit", **mine, notes="текст Олени", version=version).status_code == 303
    answer = clerk.post(f"/people/{who}/edit", **mine, notes="текст Марії", version=version)
    assert answer.status_code == 409
    assert "Олена" in answer.text
    assert "<pre>текст Марії</pre>" in answer.text
    assert "<pre>текст Олени</pre>" in answer.text
    again = clerk.post(f"/people/{who}/edit", **mine, notes="текст Марії", version=hidden(answer, "version"))
    assert path_of(again) == f"/people/{who}"
    with house.database():
        assert Person.known(who).notes == "текст Марії"


def test_the_form_keeps_both_addresses_and_a_settlement_that_is_not_offered_any_more(
    house: House, clerk: Visitor
) -> None:
    with house.database():
        gone = Settlement.add("Старе", by=BOX, now=house.now())
    who = person(house)
    there = {**TYPED, "surname": "Ґудзь", "registered_elsewhere": "м. Маріуполь", "staying_settlement_id": str(gone)}
    clerk.post(f"/people/{who}/edit", **there, staying_house="5", version="1")
    with house.database():
        Settlement.remove(gone, by=BOX, now=house.now())
    form = clerk.get(f"/people/{who}/edit").text
    assert re.search(rf'<option selected value="{gone}">Старе</option>', form)
    both = {**there, "registered_settlement_id": str(gone)}
    answer = clerk.post(f"/people/{who}/edit", **both, version="2")
    assert "Оберіть населений пункт громади або напишіть інший" in answer.text
    card = words(clerk.get(f"/people/{who}"))
    assert "Зареєстроване (задеклароване) місце проживання м. Маріуполь" in card
    assert "Фактичне місце проживання Старе, 5" in card


def test_numbers_are_added_with_a_reason_for_a_refusal_and_taken_away(house: House, clerk: Visitor) -> None:
    who = person(house)
    refused = clerk.post(f"/people/{who}/numbers", number="112")
    assert refused.status_code == 422
    assert "короткий номер служби" in refused.text
    assert clerk.post(f"/people/{who}/numbers", number="8 066 2838182", note="доньки").status_code == 303
    assert "066 283 81 82 (доньки)" in words(clerk.get(f"/people/{who}"))
    assert clerk.post(f"/people/{who}/numbers/1/remove").status_code == 303
    assert "Номерів немає" in words(clerk.get(f"/people/{who}"))


def test_a_representative_is_found_by_name_or_number_and_chosen_between_several(house: House, clerk: Visitor) -> None:
    child, mother = person(house, "Ткач Іванко"), person(house, "Ткач Олена", CALLER)
    person(house, "Ткач Петро")
    doubtful = clerk.post(f"/people/{child}/represents", role="represented", other="ткач", basis="мати")
    assert "Підходять кілька людей" in doubtful.text
    assert "Такої людини немає" in clerk.post(f"/people/{child}/represents", role="represented", other="хто").text
    done = clerk.post(f"/people/{child}/represents", role="represented", other="066 283 81 82", basis="мати")
    assert done.status_code == 303
    assert "Представник: Ткач Олена , мати" in words(clerk.get(f"/people/{child}"))
    assert "Діє в інтересах: Ткач Іванко" in words(clerk.get(f"/people/{mother}"))
    clerk.post(f"/people/{child}/represents/1/end")
    with house.database():
        assert Representation.of(child) == []


@pytest.mark.row("H3")
def test_a_consent_names_the_edition_that_was_read_and_can_be_taken_back(house: House, clerk: Visitor) -> None:
    head = house.enter(Role.HEAD)
    who = person(house)
    read = hidden(clerk.get(f"/people/{who}"), "version")
    assert path_of(head.post("/people/consent-texts/new", text="Новий текст.")) == "/people/consent-texts"
    assert clerk.post(f"/people/{who}/consents", way="told", version=read).status_code == 303
    with house.database():
        assert [each.version for each in Consent.of(who)] == [1]
        assert ConsentText.current().version == 2
    assert clerk.post(f"/people/{who}/consents/1/withdraw", way="paper").status_code == 303
    card = words(clerk.get(f"/people/{who}"))
    assert "№ 1 усно операторові Марія" in card
    assert "на папері, Марія" in card
    assert clerk.post(f"/people/{who}/consents", way="none", version="1").status_code == 400
    assert clerk.post(f"/people/{who}/consents", way="told", version="9").status_code == 404
    assert clerk.post("/people/9/consents/1/withdraw", way="told").status_code == 404
    assert head.post("/people/consent-texts/new", text="").status_code == 422


def test_a_person_gets_all_own_data_to_read_as_json_and_with_the_recordings(house: House) -> None:
    head = house.enter(Role.HEAD)
    who = person(house, "Ґудзь Ганна", CALLER)
    message(house)
    page = words(head.get(f"/people/{who}/extract"))
    assert "Витяг персональних даних: Ґудзь Ганна" in page
    assert "a.wav" in page
    told = json.loads(head.get(f"/people/{who}/extract.json").text)
    assert told["ім'я"] == "Ґудзь Ганна"
    answer = head.get(f"/people/{who}/extract.zip")
    with answer, zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.namelist() == ["vytiah.html", "vytiah.json", "audio/a.wav"]
        assert "Ґудзь Ганна" in archive.read("vytiah.html").decode()
    assert looks(house) == [(str(who), "exported")] * 3
    assert head.get("/people/99/extract").status_code == 404


def message(house: House) -> None:
    uid = rang(house)
    (house.settings.recordings / "a.wav").write_bytes(b"RIFF")
    with house.database():
        call = CallRecord.get(CallRecord.uid == uid)
        start = CallStart(uid, "gsm1", True, house.now(), call.number_raw, call.number, "normal")
        VoiceMessage.keep(
            start, uid="e" * 32, purpose="message", kept=house.now(), path="a.wav", duration_s=9, sound_s=9
        )


def test_an_erasure_shows_first_what_it_touches_and_takes_two_words_to_be_done(house: House) -> None:
    head = house.enter(Role.HEAD)
    who = person(house, "Ґудзь Ганна", CALLER)
    message(house)
    shown = head.get(f"/people/{who}/erase")
    assert "Ще нічого не стерто" in words(shown)
    assert "Дзвінки 1 знеособлено" in words(shown)
    mark = hidden(shown, "mark")
    for typed in ({"basis": "заява", "mark": mark}, {"sure": "y", "mark": mark}, {"basis": "заява", "sure": "y"}):
        assert head.post(f"/people/{who}/erase", **typed).status_code == 422
    with house.database():
        assert Person.known(who).surname == "Ґудзь"
    assert path_of(head.post(f"/people/{who}/erase", basis="заява № 7", sure="y", mark=mark)) == "/people"
    assert not (house.settings.recordings / "a.wav").exists()
    card = words(head.get(f"/people/{who}"))
    assert "Персональні дані цієї людини стерто" in card
    assert "Стерти дані" not in card
    assert head.get(f"/people/{who}/erase").status_code == 404


def test_what_goes_on_is_said_in_place_of_the_button(house: House) -> None:
    head = house.enter(Role.HEAD)
    who = person(house, "Ґудзь Ганна", CALLER)
    start = CallStart("c" * 32, "gsm1", True, house.now(), CALLER, CALLER, "normal")
    with house.database():
        CallRecord.begin(start)
    shown = head.get(f"/people/{who}/erase")
    assert "Із цією людиною саме триває розмова." in words(shown)
    assert 'name="mark"' not in shown.text


def test_a_register_is_counted_before_it_is_entered(house: House) -> None:
    supervisor = house.enter(Role.SUPERVISOR)
    lines = ["ПІБ;Телефон;Колір", "Ґудзь Ганна;662838182;синій", "Жук Петро;0671112233;", "Коваль;112;"]
    first = upload(supervisor, "\n".join(lines).encode("cp1251"))
    assert first.status_code == 303
    where = path_of(first)
    shown = words(supervisor.get(where))
    assert "Нових людей 1" in shown
    assert "Не буде внесено 2" in shown
    assert "Рядок 4: «112»" in shown
    assert "Колір" in shown
    assert "Нових людей 2" in words(supervisor.get(f"{where}?lost_zero=1"))
    assert path_of(supervisor.post(where, lost_zero="1")) == "/people"
    with house.database():
        assert [view.name for view in Person.on_number(CALLER)] == ["Ґудзь Ганна"]
        assert RegisterUpload.select().count() == 0
    assert supervisor.get(where).status_code == 404


def upload(visitor: Visitor, content: bytes, name: str = "реєстр.csv") -> TestResponse:
    return visitor.post("/people/import", file=(io.BytesIO(content), name))


def test_a_file_is_seen_only_by_whoever_brought_it_and_can_be_forgotten(house: House) -> None:
    supervisor, head = house.enter(Role.SUPERVISOR), house.enter(Role.HEAD)
    where = path_of(upload(supervisor, "ПІБ\nҐудзь".encode()))
    assert head.get(where).status_code == 404
    assert head.post(where).status_code == 404
    assert path_of(supervisor.post(f"{where}/drop")) == "/people/import"
    with house.database():
        assert RegisterUpload.select().count() == 0
        assert Person.select().count() == 0


def test_a_large_register_comes_through_and_what_is_no_register_is_told_beside_the_field(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    supervisor = house.enter(Role.SUPERVISOR)
    assert upload(supervisor, ("ПІБ\n" + "Ґудзь Ганна\n" * 18_000).encode()).status_code == 303
    for content, says in ((b"PK\x03\x04", "книга Excel"), (b"", "порожній")):
        answer = upload(supervisor, content)
        assert answer.status_code == 422
        assert says in answer.text
    assert supervisor.post("/people/import").status_code == 422
    monkeypatch.setattr(importing, "FILE_MAX_BYTES", 300_000)
    assert upload(supervisor, b"a" * 400_000).status_code == 413


def test_hostile_words_stay_words_on_every_page_of_people(house: House) -> None:
    head, supervisor = house.enter(Role.HEAD), house.enter(Role.SUPERVISOR)
    who = person(house, "Ґудзь", CALLER, organisation=HOSTILE[:200], notes=HOSTILE)
    with house.database():
        Person.update(surname=HOSTILE, contact=HOSTILE, registered_street=HOSTILE).execute()
        Representation.begin(who, person_in(house), HOSTILE, by=BOX, now=house.now())
        ConsentText.issue(HOSTILE, by=BOX, now=house.now())
        Consent.give(who, 2, ConsentWay.TOLD, by=BOX, now=house.now())
    name, table = f"{HOSTILE}.csv".replace('"', ""), f"ПІБ;{HOSTILE}\n{HOSTILE};1\n".replace('"', "")
    where = path_of(upload(supervisor, table.encode(), name))
    pages = [supervisor.get(where), *(head.get(address) for address in addresses(who))]
    for page in pages:
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img" not in page.text
        assert "{{ 7*7 }}" in unescape(page.text)


def person_in(house: House) -> int:
    return Person.add(PersonDetails(surname="Інша"), area_code="4642", by=BOX, now=house.now())


def addresses(who: int) -> list[str]:
    card = f"/people/{who}"
    return [f"/people?q={quote(HOSTILE)}", card, f"{card}/extract", f"{card}/erase", "/people/consent-texts"]
