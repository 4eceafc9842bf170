"""Cards of appeals in the console: made, filled in, agreed, finished, printed; two clerks at one card."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.test import TestResponse

from appliance.casework.appeals.appeal import Appeal
from appliance.casework.appeals.appeal_endings import AppealDiscard, IntakeRefusal
from appliance.casework.appeals.appeal_kinds import AppealState, Authorship, Channel
from appliance.casework.appeals.appeal_marks import MarkKind, Marks
from appliance.casework.contacts.calls import CallRecord, CallStart, VoiceMessage
from appliance.casework.entrance.accounts import BOX, Account, Role
from appliance.casework.entrance.sessions import LoginSession
from appliance.casework.journal import AccessEntry, AuditEntry
from appliance.casework.knowledge.topics import Category
from appliance.casework.office.community import Profile, Settlement
from appliance.casework.people.people_details import ApplicantCategory, PersonDetails
from appliance.casework.people.person import Person
from appliance.casework.texts.message_arrivals import receive
from appliance.contracts.messages import ArrivedSms
from appliance.numbers import parse
from tests.web.house import HERE, OURS, House, Visitor, path_of
from web.guard import TICKET

CALLER = "+380662838182"
HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def clerk(house: House) -> Visitor:
    return house.enter(Role.CLERK, "Марія")


def rang(house: House, number: str = CALLER) -> str:
    start = CallStart("c" * 32, "gsm1", True, house.now(), number, number, "normal")
    with house.database():
        CallRecord.begin(start)
    return start.uid


def message(house: House) -> int:
    start = CallStart("d" * 32, "gsm1", True, house.now(), CALLER, CALLER, "normal")
    (house.settings.recordings / "a.wav").write_bytes(b"voice")
    with house.database():
        return VoiceMessage.keep(
            start, uid="e" * 32, purpose="message", kept=house.now(), path="a.wav", duration_s=9, sound_s=9
        )


def fields_of(page: TestResponse) -> dict[str, Any]:
    """What a browser would send back if nothing was typed into the card's form."""
    form = page.text[page.text.index('class="card-form"') :]
    form = form[: form.index("</form>")]
    sent: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        kind, name = re.search(r'type="(\w+)"', tag), re.search(r'name="([^"]+)"', tag)
        if not name or (kind and kind[1] in ("checkbox", "radio") and " checked" not in tag):
            continue
        value = re.search(r'value="([^"]*)"', tag)
        sent[name[1]] = unescape(value[1]) if value else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\r?\n?(.*?)</textarea>', form, re.DOTALL):
        sent[name] = unescape(text)
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option[^>]*selected[^>]*value="([^"]*)"', options)
        first = re.search(r'<option[^>]*value="([^"]*)"', options)
        sent[name] = unescape((chosen or first or [""] * 2)[1])
    return sent


def begin(visitor: Visitor, address: str = "/appeals/new", **typed: Any) -> int:
    """Make a card by the form and return its number."""
    answer = send(visitor, "/appeals/new", {**fields_of(visitor.get(address)), **typed})
    assert answer.status_code == 303, answer.text
    return int(path_of(answer).split("?")[0].rpartition("/")[2])


def save(visitor: Visitor, number: int, **typed: Any) -> TestResponse:
    return send(visitor, f"/appeals/{number}", {**fields_of(visitor.get(f"/appeals/{number}")), **typed})


def send(visitor: Visitor, address: str, fields: dict[str, Any]) -> TestResponse:
    """Send a form with the token that stands in it."""
    return visitor.client.post(address, data=fields, base_url=HERE, headers=OURS)


def stored(house: House, number: int) -> Appeal:
    with house.database():
        return Appeal.numbered(number)


def whole(house: House) -> dict[str, str]:
    with house.database():
        place = Settlement.add("Вишневе", kind="с.", by=BOX, now=house.now())
        topic = Category.add("Дороги", by=BOX, now=house.now())
    return {
        "applicant_name": "Коваль Олена Петрівна",
        "phone": "066 283-81-82",
        "registered_address": "с. Вишневе, вул. Садова, 5",
        "staying_address": "м. Мена, вул. Широка, 1",
        "regime": "service_request",
        "category_id": str(topic),
        "essence": "Яма на дорозі біля школи.",
        "place_settlement_id": str(place),
        "street": "вул. Шкільна",
        "answer_by": "phone",
        "consent": "consent_given",
    }


def test_an_empty_card_of_a_visit_is_kept_and_says_what_it_lacks(house: House, clerk: Visitor) -> None:
    number = begin(clerk)
    page = clerk.get(f"/appeals/{number}")
    assert f"Чернетка № {number}" in page.text
    for sentence in ("прізвище", "контактний телефон", "тему звернення", "суть питання"):
        assert sentence in page.text
    assert stored(house, number).channel == Channel.VISIT


def test_a_card_of_a_call_has_its_number_and_time_and_is_linked_to_it(house: House, clerk: Visitor) -> None:
    uid = rang(house)
    page = clerk.get(f"/appeals/new?call={uid}")
    assert "Дзвінок" in page.text
    assert 'value="066 283 81 82"' in page.text
    number = begin(clerk, f"/appeals/new?call={uid}", essence="Немає води")
    kept = stored(house, number)
    assert (kept.call_uid, kept.phone, kept.from_number, kept.channel) == (uid, CALLER, CALLER, Channel.CALL)


def test_a_card_of_a_voice_message_plays_it_before_and_after(house: House, clerk: Visitor) -> None:
    voice = message(house)
    player = f'<audio controls preload="none" src="/recordings/{voice}">'
    assert player in clerk.get(f"/appeals/new?message={voice}").text
    number = begin(clerk, f"/appeals/new?message={voice}")
    assert player in clerk.get(f"/appeals/{number}").text
    assert stored(house, number).voice_message_id == voice


def test_a_card_of_an_sms_begins_with_its_text(house: House, clerk: Visitor) -> None:
    with house.database():
        sms = receive(ArrivedSms("gsm1", CALLER, HOSTILE, "one"), parse(CALLER, ""), house.now())
    page = clerk.get(f"/appeals/new?sms={sms}")
    assert "<script>alert" not in page.text
    assert "49" not in fields_of(page)["essence"]
    number = begin(clerk, f"/appeals/new?sms={sms}")
    assert stored(house, number).essence == HOSTILE
    for address in (f"/appeals/{number}", f"/appeals/{number}/print", "/appeals"):
        assert "<script>alert" not in clerk.get(address).text


@pytest.mark.parametrize(
    "query", ["call=nothing", "message=9", "sms=9", "person=9", "like=9", "beside=9", "message=99999999999999"]
)
def test_a_card_cannot_be_made_of_what_is_not_there(clerk: Visitor, query: str) -> None:
    assert clerk.get(f"/appeals/new?{query}").status_code == 404


def test_a_letter_may_have_come_before_today_but_not_tomorrow(house: House, clerk: Visitor) -> None:
    number = begin(clerk, channel="letter", came_at="2026-11-20T09:30")
    assert stored(house, number).came_at.isoformat() == "2026-11-20T07:30:00+00:00"
    sent = {**fields_of(clerk.get("/appeals/new")), "came_at": "2026-11-29T09:30", "essence": "не загубити"}
    refused = clerk.post("/appeals/new", **sent)
    assert refused.status_code == 422
    assert "не могло надійти пізніше" in refused.text
    assert "не загубити" in refused.text


def test_the_only_person_of_a_number_is_offered_with_a_word_of_caution_and_the_look_is_noted(
    house: House, clerk: Visitor
) -> None:
    uid = rang(house)
    with house.database():
        details = PersonDetails(surname="Коваль", first_name="Олена", displaced=True)
        person = Person.add(details, [CALLER, "0671112233"], area_code="", by=BOX, now=house.now())
    page = clerk.get(f"/appeals/new?call={uid}")
    assert "Перепитайте ім'я" in unescape(page.text)
    sent = fields_of(page)
    assert (sent["applicant_name"], sent["second_phone"], sent["person_id"]) == (
        "Коваль Олена",
        "067 111 22 33",
        str(person),
    )
    with house.database():
        assert AccessEntry.seen_at("person", person) is not None
    assert stored(house, begin(clerk, f"/appeals/new?call={uid}")).displaced


def test_a_card_is_begun_from_a_persons_card_too(house: House, clerk: Visitor) -> None:
    with house.database():
        details = PersonDetails(surname="Коваль", category=ApplicantCategory.COMBATANT)
        person = Person.add(details, ["0671112233"], area_code="", by=BOX, now=house.now())
    kept = stored(house, begin(clerk, f"/appeals/new?person={person}", essence="Немає води"))
    assert (kept.person_id, kept.phone, kept.channel) == (person, "+380671112233", Channel.VISIT)
    assert "розглядають першочергово" in clerk.get(f"/appeals/{kept.id}").text
    with house.database():
        assert [card.id for card in Appeal.of_person(person)] == [kept.id]


def test_a_date_that_is_none_is_refused_beside_its_field(house: House, clerk: Visitor) -> None:
    sent = {**fields_of(clerk.get("/appeals/new")), "essence": "не загубити"}
    for written in ("", "учора", "2026-13-45T99:99"):
        refused = clerk.post("/appeals/new", **{**sent, "came_at": written})
        assert refused.status_code == 422
        assert "invalid-feedback" in refused.text
        assert "не загубити" in refused.text


def test_of_several_people_on_one_number_the_clerk_chooses(house: House, clerk: Visitor) -> None:
    uid = rang(house)
    with house.database():
        people = [
            Person.add(PersonDetails(surname=name), [CALLER], area_code="", by=BOX, now=house.now())
            for name in ("Коваль", "Шевченко")
        ]
    page = clerk.get(f"/appeals/new?call={uid}")
    assert fields_of(page)["applicant_name"] == ""
    chosen = f"/appeals/new?person={people[1]}&call={uid}"
    assert chosen in unescape(page.text)
    number = begin(clerk, chosen)
    kept = stored(house, number)
    assert (kept.applicant_name, kept.person_id, kept.call_uid) == ("Шевченко", people[1], uid)


def test_data_is_taken_over_from_an_earlier_card_of_the_number(house: House, clerk: Visitor) -> None:
    first = begin(clerk, applicant_name="Коваль Олена", phone=CALLER, registered_address="с. Вишневе", essence="давнє")
    uid = rang(house)
    page = clerk.get(f"/appeals/new?call={uid}")
    assert f"як у чернетці № {first}: Коваль Олена" in page.text
    sent = fields_of(clerk.get(f"/appeals/new?like={first}&call={uid}"))
    assert (sent["applicant_name"], sent["registered_address"], sent["essence"]) == ("Коваль Олена", "с. Вишневе", "")


@pytest.mark.row("B5")
def test_one_call_gives_several_linked_cards_of_the_same_applicant(house: House, clerk: Visitor) -> None:
    uid = rang(house)
    first = begin(clerk, f"/appeals/new?call={uid}", applicant_name="Коваль Олена", essence="вода")
    second = begin(clerk, f"/appeals/new?beside={first}", essence="дорога")
    third = begin(clerk, f"/appeals/new?beside={second}", essence="світло")
    kept = stored(house, third)
    assert (kept.applicant_name, kept.call_uid, kept.first_id) == ("Коваль Олена", uid, first)
    page = clerk.get(f"/appeals/{third}").text
    assert "вода" in page
    assert "дорога" in page


def test_a_visits_second_question_is_linked_too(house: House, clerk: Visitor) -> None:
    first = begin(clerk, applicant_name="Коваль Олена", essence="вода")
    second = begin(clerk, f"/appeals/new?beside={first}", essence="дорога")
    assert stored(house, second).first_id == first


@pytest.mark.row("B3", "B6")
def test_a_whole_card_is_finished_in_one_press_with_its_marks(house: House, clerk: Visitor) -> None:
    typed = whole(house) | {"wording_agreed": "y", "advised": "поліція, 102", "then": "finish"}
    answer = clerk.post("/appeals/new", **{**fields_of(clerk.get("/appeals/new")), **typed})
    assert path_of(answer) == "/appeals?mine=1"
    kept = stored(house, 1)
    assert kept.finished_at is not None
    with house.database():
        marks = Marks.of(1)
        assert marks.agreed(kept.essence) is not None
        assert [mark.text for mark in marks.advice] == ["поліція, 102"]
        assert marks.consent is not None
        assert marks.consent.kind == MarkKind.CONSENT_GIVEN
    page = clerk.get("/appeals/1").text
    assert "формулювання погоджено: 23.11.2026 10:00, Марія" in page


def test_an_unfinished_card_is_kept_and_each_missing_field_says_so_itself(house: House, clerk: Visitor) -> None:
    typed = whole(house) | {"applicant_name": "", "then": "finish", "wording_agreed": "y"}
    answer = clerk.post("/appeals/new", **{**fields_of(clerk.get("/appeals/new")), **typed})
    assert path_of(answer) == "/appeals/1?lacking=1"
    page = clerk.get(path_of(answer)).text
    beside = page[page.index('id="applicant_name"') : page.index('id="phone"')]
    assert "Запитайте прізвище" in beside
    assert stored(house, 1).finished_at is None
    assert stored(house, 1).essence == "Яма на дорозі біля школи."


def test_closing_a_card_that_was_not_read_back_asks_for_a_reason(house: House, clerk: Visitor) -> None:
    number = begin(clerk, **whole(house))
    asked = save(clerk, number, then="finish")
    page = clerk.get(path_of(asked)).text
    assert "не зачитано" in page[page.index('id="unread_because"') :]
    done = save(clerk, number, then="finish", unread_because="зв'язок обірвався")
    assert path_of(done) == "/appeals?mine=1"
    assert stored(house, number).finished_at is not None


def test_a_text_changed_after_it_was_read_back_is_to_be_read_again(house: House, clerk: Visitor) -> None:
    number = begin(clerk, essence="перше", wording_agreed="y")
    assert 'name="wording_agreed"' not in clerk.get(f"/appeals/{number}").text
    save(clerk, number, essence="друге")
    assert 'name="wording_agreed"' in clerk.get(f"/appeals/{number}").text


@pytest.mark.row("B11")
def test_small_call_centre_refuses_an_anonymous_card_beside_its_field_and_loses_nothing(tmp_path: Path) -> None:
    house = House(tmp_path, profile=Profile.S)
    clerk = house.enter(Role.CLERK)
    sent = {**fields_of(clerk.get("/appeals/new")), "authorship": Authorship.ANONYMOUS.value, "essence": "не загубити"}
    refused = clerk.post("/appeals/new", **sent)
    assert refused.status_code == 422
    assert "пункт 3.6" in refused.text
    assert "консультацію без картки" in refused.text
    assert "не загубити" in refused.text
    with house.database():
        assert Appeal.select().count() == 0
    number = begin(clerk)
    assert save(clerk, number, authorship="anonymous").status_code == 422


@pytest.mark.row("B11")
def test_full_register_takes_an_anonymous_card_with_warning_and_mark(house: House, clerk: Visitor) -> None:
    anonymous = {"authorship": "anonymous", "applicant_name": "", "phone": "", "answer_by": "", "consent": ""}
    number = begin(clerk, **whole(house) | anonymous, wording_agreed="y")
    asked = save(clerk, number, then="finish")
    assert "Попередьте" in clerk.get(path_of(asked)).text
    assert path_of(save(clerk, number, then="finish", anonymity_warned="y")) == "/appeals?mine=1"
    assert stored(house, number).finished_at is not None
    assert "попереджено" in clerk.get(f"/appeals/{number}/print").text.casefold()


def test_a_text_that_is_too_long_is_refused_beside_its_field_and_stays(house: House, clerk: Visitor) -> None:
    number = begin(clerk)
    refused = save(clerk, number, essence="я" * 2001, applicant_name="Коваль", house="ж" * 41)
    assert refused.status_code == 422
    assert "Не більше за 2000 знаків." in refused.text
    assert "Не більше за 40 знаків." in refused.text
    assert "я" * 2001 in refused.text
    assert stored(house, number).version == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [("regime", "tsar"), ("category_id", "99"), ("place_settlement_id", "1 OR 1"), ("person_id", "77"), ("kind", "x")],
)
def test_a_choice_that_was_not_offered_is_refused(house: House, clerk: Visitor, name: str, value: str) -> None:
    number = begin(clerk)
    assert save(clerk, number, **{name: value}).status_code == 422
    assert stored(house, number).version == 1


def test_who_has_the_card_open_is_said_with_the_time(house: House, clerk: Visitor) -> None:
    number = begin(clerk)
    ivan = house.enter(Role.CLERK, "Іван")
    clerk.get(f"/appeals/{number}")
    house.clock.pass_by(300)
    assert "Зараз відкрито: Марія, з 10:00" in ivan.get(f"/appeals/{number}").text
    assert "Зараз відкрито: Іван, з 10:05" in clerk.get(f"/appeals/{number}").text
    house.clock.pass_by(14 * 60)
    ivan.get(f"/appeals/{number}")
    house.clock.pass_by(60)
    assert "Зараз відкрито" not in ivan.get(f"/appeals/{number}").text


@pytest.mark.row("B18")
def test_who_saves_second_sees_both_texts_and_saves_over_them_only_knowingly(house: House, clerk: Visitor) -> None:
    number = begin(clerk, essence="спільний", landmark="біля школи")
    ivan = house.enter(Role.CLERK, "Іван")
    ivans = fields_of(ivan.get(f"/appeals/{number}"))
    save(clerk, number, essence="текст Марії", wording_agreed="y")
    second = ivan.post(f"/appeals/{number}", **{**ivans, "essence": "текст Івана", "wording_agreed": "y"})
    assert second.status_code == 409
    shown = second.text
    assert "Марія" in shown
    assert shown.index("ваш текст") < shown.index("текст Івана") < shown.index("текст Марії")
    assert stored(house, number).essence == "текст Марії"
    again = fields_of(second)
    assert again["essence"] == "текст Івана"
    assert "wording_agreed" not in again
    assert ivan.post(f"/appeals/{number}", **again).status_code == 303
    assert stored(house, number).essence == "текст Івана"
    with house.database():
        texts = [entry.change.get("essence") for entry in AuditEntry.select().where(AuditEntry.verb == "changed")]
    assert texts == [["спільний", "текст Марії"], ["текст Марії", "текст Івана"]]


@pytest.mark.row("B18")
def test_a_card_typed_through_a_lost_session_comes_back_and_is_saved(house: House, clerk: Visitor) -> None:
    number = begin(clerk, essence="давній")
    sent = {**fields_of(clerk.get(f"/appeals/{number}")), "essence": "дописане, поки сесія спливла"}
    token = clerk.token()
    house.clock.pass_by(16 * 60)
    answer = clerk.post(f"/appeals/{number}", **{**sent, "csrf_token": token})
    assert stored(house, number).essence == "давній"
    enter_again(house, clerk)
    [kept] = parse_qs(urlsplit(path_of(answer)).query)["then"]
    back = clerk.get(kept)
    again = fields_of(back)
    assert again["essence"] == "дописане, поки сесія спливла"
    assert clerk.post(f"/appeals/{number}", **again).status_code == 303
    assert stored(house, number).essence == "дописане, поки сесія спливла"


def enter_again(house: House, visitor: Visitor) -> None:
    with house.database():
        ticket = LoginSession.begin(visitor.account_id, address="127.0.0.1", browser="test", now=house.now())
    with visitor.client.session_transaction(base_url=HERE) as kept:
        kept[TICKET] = ticket


def test_what_was_typed_through_a_lost_session_does_not_overwrite_what_another_saved_meanwhile(
    house: House, clerk: Visitor
) -> None:
    number = begin(clerk, essence="давній")
    sent = {**fields_of(clerk.get(f"/appeals/{number}")), "essence": "мій", "csrf_token": clerk.token()}
    house.clock.pass_by(16 * 60)
    answer = clerk.post(f"/appeals/{number}", **sent)
    save(house.enter(Role.CLERK, "Іван"), number, essence="Іванів")
    enter_again(house, clerk)
    again = fields_of(clerk.get(parse_qs(urlsplit(path_of(answer)).query)["then"][0]))
    assert clerk.post(f"/appeals/{number}", **again).status_code == 409
    assert stored(house, number).essence == "Іванів"


def test_a_discarded_draft_is_read_with_its_reason_and_offers_no_form(house: House, clerk: Visitor) -> None:
    number = begin(clerk, essence="помилковий")
    refused = clerk.post(f"/appeals/{number}/discard", version=1, reason="  ")
    assert refused.status_code == 422
    assert "Напишіть, чому" in refused.text
    done = clerk.post(f"/appeals/{number}/discard", version=1, reason="записано двічі")
    assert path_of(done) == "/appeals"
    page = clerk.get(f"/appeals/{number}").text
    assert "записано двічі" in page
    assert "card-form" not in page
    assert stored(house, number).state == AppealState.DISCARDED
    assert clerk.post(f"/appeals/{number}/discard", version=2, reason="ще раз").status_code == 409
    with house.database():
        assert AppealDiscard.select().count() == 1


def test_a_draft_that_another_has_changed_is_discarded_only_knowingly(house: House, clerk: Visitor) -> None:
    number = begin(clerk, essence="а")
    save(house.enter(Role.CLERK, "Іван"), number, essence="б")
    told = clerk.post(f"/appeals/{number}/discard", version=1, reason="помилка")
    assert told.status_code == 409
    assert "Іван" in told.text
    assert stored(house, number).state == AppealState.DRAFT


def test_what_a_draft_says_is_refused_with_ground_and_words(house: House, clerk: Visitor) -> None:
    uid = rang(house)
    number = begin(clerk, f"/appeals/new?call={uid}")
    assert clerk.get(f"/appeals/{number}/refuse").status_code == 200
    answer = clerk.post(f"/appeals/{number}/refuse", version=1, ground="foul_language", note="лайка")
    assert path_of(answer) == f"/appeals/{number}"
    assert "ненормативна лексика. лайка" in clerk.get(f"/appeals/{number}").text
    with house.database():
        assert IntakeRefusal.of_number(CALLER)[0].appeal_id == number


def test_a_call_is_refused_without_a_draft(house: House, clerk: Visitor) -> None:
    uid = rang(house)
    assert clerk.get("/appeals/refuse?call=nothing").status_code == 404
    assert clerk.get(f"/appeals/refuse?call={uid}").status_code == 200
    answer = clerk.post(f"/appeals/refuse?call={uid}", ground="insult", note="образи оператора")
    assert path_of(answer) == f"/calls/{uid}"
    assert clerk.post(f"/appeals/refuse?call={uid}", ground="insult", note="ще").status_code == 422


def test_the_print_has_every_fact_of_the_card_and_is_noted(house: House, clerk: Visitor) -> None:
    number = begin(clerk, **whole(house), representative_name="Коваль Ганна", representative_basis="мати")
    sheet = unescape(clerk.get(f"/appeals/{number}/print").text)
    for fact in (
        "Коваль Олена Петрівна",
        "066 283 81 82",
        "с. Вишневе, вул. Садова, 5",
        "м. Мена, вул. Широка, 1",
        "Коваль Ганна",
        "мати",
        "заявка",
        "Дороги",
        "Яма на дорозі біля школи.",
        "вул. Шкільна",
        "телефоном",
        "надано, редакція тексту 1",
        "Менська громада",
        "особисто в раді",
        "Марія",
    ):
        assert fact in sheet
    with house.database():
        entries = AccessEntry.select().where(AccessEntry.subject == "appeal").order_by(AccessEntry.id)
        assert entries[-1].how == "printed"


def test_opening_a_card_is_noted_but_not_when_the_page_looks_by_itself(house: House, clerk: Visitor) -> None:
    number = begin(clerk)
    for headers in ({}, {"X_Live": "1"}):
        clerk.get(f"/appeals/{number}", **headers)
    with house.database():
        looked = AccessEntry.select().where(AccessEntry.subject == "appeal", AccessEntry.how == "looked")
        assert [(entry.subject_id, entry.account_id) for entry in looked] == [(str(number), clerk.account_id)]


def test_the_head_reads_a_draft_and_writes_nothing(house: House, clerk: Visitor) -> None:
    number = begin(clerk, essence="Немає води")
    head = house.enter(Role.HEAD)
    page = head.get(f"/appeals/{number}").text
    assert "Немає води" in page
    assert "card-form" not in page
    assert "Нова картка" not in head.get("/appeals").text


def test_the_list_masks_numbers_filters_and_pages(house: House, clerk: Visitor) -> None:
    uid = rang(house)
    wanted = begin(clerk, f"/appeals/new?call={uid}", applicant_name="Їжак Ганна", regime="law", essence="скарга")
    with house.database():
        other = Account.add("Іван", Role.CLERK, now=house.now())
    for _ in range(52):
        begin_many(house, other)
    first = clerk.get("/appeals").text
    assert first.count("<tr>") == 51
    assert "Давніші" in first
    older = re.search(r'href="(/appeals\?before=\d+)" rel="next"', unescape(first))
    assert older is not None
    second = clerk.get(older[1]).text
    assert second.count("<tr>") == 4
    assert "066 ••• •• 82" in second
    assert "066 283" not in second
    for query in ("mine=1", "regime=law", "channel=call", "q=їжак", "q=066 283-81-82", f"q=№ {wanted}"):
        assert clerk.get(f"/appeals?{query}").text.count("<tr>") == 2, query
    assert "Таких карток немає" in clerk.get("/appeals?state=discarded").text


def begin_many(house: House, account: int) -> None:
    with house.database():
        Appeal.insert(
            state=AppealState.DRAFT,
            channel=Channel.VISIT,
            came_at=house.now().wall,
            came_clock_trusted=True,
            created_at=house.now().wall,
            clock_trusted=True,
            created_by=account,
        ).execute()


@pytest.mark.parametrize(
    "query", ["state=zzz", "channel=' OR 1", "regime=1", "topic=-1", "place=x", "before=x", "q=%", "mine=2"]
)
def test_a_parameter_that_nobody_knows_changes_nothing(house: House, clerk: Visitor, query: str) -> None:
    begin(clerk, essence="єдина")
    page = clerk.get(f"/appeals?{query}")
    assert page.status_code == 200
    assert ("єдина" in page.text) == (query != "q=%")
