"""The list of calls, the strip of those that ring, and the card of one: who, what was before, what to do now."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from appliance.casework.appeals.appeal import Appeal
from appliance.casework.appeals.appeal_fields import AppealFields
from appliance.casework.appeals.appeal_sources import Source
from appliance.casework.contacts.appointments import Appointment
from appliance.casework.contacts.callbacks import Callback, CallbackSource
from appliance.casework.contacts.calls import CallEnd, CallRecord, CallStart
from appliance.casework.contacts.consultations import Consultation
from appliance.casework.entrance.accounts import BOX, Account, Role
from appliance.casework.journal import AccessEntry
from appliance.casework.knowledge.articles import Article
from appliance.casework.knowledge.topics import Category
from appliance.casework.office.community import Settlement
from appliance.casework.people.addresses import Address
from appliance.casework.people.people_details import PersonDetails
from appliance.casework.people.person import Person
from appliance.casework.staff.operators import Operator, Reach
from appliance.contracts import CallResult, EndedBy
from appliance.control import AskRefused
from tests.web.house import HERE, House, Visitor, path_of
from tests.web.pages.call_house import CALLER, HOSTILE, NEIGHBOUR, daemon_of, left_message, rang, text_of

MASKED = "066 ••• •• 82"
WHOLE = "066 283 81 82"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def clerk(house: House) -> Visitor:
    return house.enter(Role.CLERK, "Олена Коваль")


def person(house: House, surname: str, **more: Any) -> int:
    with house.database():
        details = PersonDetails(surname=surname, first_name="Марія", **more)
        return Person.add(details, [CALLER], area_code="4642", by=BOX, now=house.now())


def water(house: House) -> tuple[int, int]:
    """A topic and an answer to it."""
    with house.database():
        topic = Category.add("Вода", common=True, by=BOX, now=house.now())
        return topic, Article.add(topic, "Коли буде вода?", "Увечері о сьомій.", "графік", by=BOX, now=house.now())


def consultations(house: House, uid: str) -> list[Consultation]:
    with house.database():
        return Consultation.of_call(uid)


def uid_on(page: str) -> str:
    found = re.search(r'name="uid" type="hidden" value="([0-9a-f]{32})"', page)
    assert found
    return found[1]


def test_a_call_that_rings_shows_itself_on_every_page_with_its_card_and_goes_when_it_ends(
    house: House, clerk: Visitor
) -> None:
    page = "/"
    assert "Дзвонить" not in clerk.get(page).text
    uid = rang(house)
    for page in ("/calls", "/todo", "/todo/done", "/account", "/"):
        shown = clerk.get(page).text
        strip = shown[shown.index('<section id="strip" data-live') : shown.index("<header")]
        assert text_of(strip) == f"☎ Дзвонить: {MASKED} , лінія gsm1, від 10:00:00 відкрити картку"
        assert f'href="/calls/{uid}"' in strip
        assert "autofocus" not in shown
    with house.database():
        start = CallStart(uid, "gsm1", True, house.now(), CALLER, CALLER, "normal")
        CallRecord.note_answer(start, house.now().wall)
    assert f"● На лінії: {MASKED}" in text_of(clerk.get(page).text)
    with house.database():
        CallRecord.finish(start, CallEnd(None, house.now().wall, 1.0, CallResult.SERVED, EndedBy.CALLER))
    assert f'href="/calls/{uid}">відкрити' not in clerk.get(page).text


def test_who_may_not_see_calls_sees_no_strip(house: House) -> None:
    rang(house)
    for role in (Role.EDITOR, Role.TECHNICIAN, Role.ADMINISTRATOR, Role.EXECUTOR):
        assert "Дзвонить" not in house.enter(role).get("/").text, role


def test_the_number_that_comes_after_the_first_ring_is_on_the_card_of_the_same_call(
    house: House, clerk: Visitor
) -> None:
    uid = rang(house, None, number_kind="unavailable", number_raw=None)
    assert "номер не визначено" in text_of(clerk.get(f"/calls/{uid}").text)
    person(house, "Шевченко")
    with house.database():
        CallRecord.note_caller(CallStart(uid, "gsm1", True, house.now(), CALLER, CALLER, "normal"))
    page = text_of(clerk.get(f"/calls/{uid}").text)
    assert f"Хто телефонує: {WHOLE}" in page
    assert "Шевченко Марія" in page


@pytest.mark.row("B1")
def test_the_card_shows_who_settlement_notes_history_and_what_is_open(house: House, clerk: Visitor) -> None:
    with house.database():
        home = Settlement.add("Феськівка", kind="с.", by=BOX, now=house.now())
    made = person(house, "Шевченко", notes="погано чує", staying=Address(settlement_id=home))
    topic, answer = water(house)
    before = rang(house, result=CallResult.SERVED)
    rang(house, NEIGHBOUR, CallResult.MISSED)
    rang(house, result=CallResult.BUSY)
    with house.database():
        told = partial(Consultation.enter, uid="a" * 32, by=BOX, now=house.now())
        told(before, topic, article_id=answer, confirmed=True, note="про графік")
        fields = AppealFields.read({"essence": "Немає води на Садовій", "phone": CALLER})
        draft = Appeal.draft(Source.of_call(before), fields, by=BOX, now=house.now())
    uid = rang(house)
    page = clerk.get(f"/calls/{uid}").text
    shown = text_of(page)
    for words in (
        f"Хто телефонує: {WHOLE} дзвонить",
        "імовірно Шевченко Марія с. Феськівка",
        "погано чує",
        "Дзвонили марно: 1.",
        f"Відкриті звернення з цього номера Картка № {draft}",
        "Немає води на Садовій",
        "лінія була зайнята",
        "Вода: «Коли буде вода?» ✓ питання вирішено про графік",
    ):
        assert words in shown, words
    for address in (
        f"/people/{made}",
        f"/appeals/{draft}",
        f"/appeals/new?call={uid}",
        f"/calls/{before}",
        f"/people/new?number=%2B380662838182&amp;call={uid}",
    ):
        assert f'href="{address}"' in page, address
    assert NEIGHBOUR not in page and "067 ••• •• 33" not in page


def test_opening_the_card_is_in_the_journal_once_and_its_keeping_fresh_is_not(house: House, clerk: Visitor) -> None:
    uid = rang(house)
    clerk.get(f"/calls/{uid}")
    clerk.get(f"/calls/{uid}", X_Live="1")
    with house.database():
        looks = list(AccessEntry.select().where(AccessEntry.subject == "call"))
    assert [(look.subject_id, look.how, look.account_id) for look in looks] == [(uid, "looked", clerk.account_id)]


@pytest.mark.row("B1")
def test_of_two_people_on_one_number_the_clerk_chooses_and_nobody_is_overwritten(house: House, clerk: Visitor) -> None:
    mother, son = person(house, "Шевченко"), person(house, "Бондар")
    uid = rang(house)
    topic, _ = water(house)
    page = clerk.get(f"/calls/{uid}").text
    assert "На цьому номері записано кілька людей: виберіть, хто телефонує." in text_of(page)
    clerk.post(f"/calls/{uid}/consultation", choice=topic, uid="b" * 32)
    assert path_of(clerk.post(f"/calls/{uid}/person", person=son)) == f"/calls/{uid}"
    assert "✓ телефонує Бондар" in text_of(clerk.get(f"/calls/{uid}").text)
    clerk.post(f"/calls/{uid}/consultation", choice=topic, uid="c" * 32)
    assert [each.person_id for each in consultations(house, uid)] == [son, son], "what was noted before is his too"
    with house.database():
        assert {each.id for each in Person.on_number(CALLER)} == {mother, son}
        assert [each.id for each in Consultation.of_person(son, 5)] == [2, 1]
    clerk.post(f"/calls/{uid}/person", person=0)
    assert "виберіть, хто телефонує" in text_of(clerk.get(f"/calls/{uid}").text)
    assert clerk.post(f"/calls/{uid}/person", person=999).status_code == 404


@pytest.mark.row("B4")
def test_a_consultation_is_two_presses_from_the_card_and_keeps_topic_answer_and_time(
    house: House, clerk: Visitor
) -> None:
    topic, answer = water(house)
    uid = rang(house)
    page = clerk.get(f"/calls/{uid}").text
    form = page[page.index('<section id="consult"') :]
    details = form[form.index('<details name="topic"') : form.index("</details>")]
    assert text_of(details).startswith(
        "Вода Коли буде вода? Увечері о сьомій. Джерело: графік Відповідь надано: записати"
    )
    assert f'<button name="choice" value="{topic}-{answer}"' in details, "the second press; the first opens the topic"
    house.clock.pass_by(90)
    sent = clerk.post(f"/calls/{uid}/consultation", choice=f"{topic}-{answer}", uid=uid_on(page))
    assert path_of(sent) == f"/calls/{uid}"
    clerk.post(f"/calls/{uid}/consultation", choice=f"{topic}-{answer}", uid=uid_on(page))
    [noted] = consultations(house, uid)
    assert noted.article is not None and noted.account is not None
    assert (noted.category.name, noted.article.title, noted.noted_at) == (
        "Вода",
        "Коли буде вода?",
        house.now().wall,
    )
    assert noted.account.name == "Олена Коваль"
    assert "Консультації в цьому дзвінку Вода: «Коли буде вода?»" in text_of(clerk.get(f"/calls/{uid}").text)


@pytest.mark.row("B24")
def test_the_caller_confirms_that_his_question_is_answered_then_or_later(house: House, clerk: Visitor) -> None:
    topic, _ = water(house)
    uid = rang(house)
    clerk.post(f"/calls/{uid}/consultation", choice=topic, uid="a" * 32, confirmed="y", note="коротко")
    clerk.post(f"/calls/{uid}/consultation", choice=topic, uid="b" * 32)
    first, second = consultations(house, uid)
    assert (first.confirmed_at, second.confirmed_at) == (house.now().wall, None)
    edit = f"/calls/{uid}/consultation/{second.id}"
    assert clerk.get(edit).status_code == 200
    assert path_of(clerk.post(f"{edit}/change", version=1, confirmed="y", note="")) == f"/calls/{uid}"
    assert consultations(house, uid)[1].confirmed_at == house.now().wall
    other = house.enter(Role.CLERK, "Ганна")
    met = other.post(f"{edit}/change", version=1, note="інше")
    assert met.status_code == 409
    assert "Олена Коваль" in met.text and "інше" in met.text and 'value="2"' in met.text
    clerk.post(f"{edit}/withdraw")
    assert [each.id for each in consultations(house, uid)] == [first.id]
    assert clerk.get(edit).status_code == 404


UNFIT_CONSULTATIONS: tuple[tuple[dict[str, str], str], ...] = (
    ({"choice": ""}, "Виберіть тему."),
    ({"choice": "1-2-3"}, "Виберіть тему."),
    ({"choice": "999"}, "Такої теми немає."),
    ({"choice": "1-999"}, "Такої відповіді в базі немає."),
    ({"choice": "1", "note": "а" * 1001}, "Не більше за 1000 знаків."),
)


def test_a_consultation_that_cannot_be_noted_says_why_and_keeps_what_was_typed(house: House, clerk: Visitor) -> None:
    water(house)
    uid = rang(house)
    for fields, words in UNFIT_CONSULTATIONS:
        answer = clerk.post(f"/calls/{uid}/consultation", **{"uid": "a" * 32, "note": "написане раніше", **fields})
        assert answer.status_code == 422
        assert words in answer.text
        assert fields.get("note", "написане раніше") in answer.text
    assert consultations(house, uid) == []


def test_a_lost_session_gives_the_consultation_back_after_the_door(house: House, clerk: Visitor) -> None:
    topic, _ = water(house)
    uid = rang(house)
    token = clerk.token()
    house.clock.pass_by(3600)
    fields = {"choice": topic, "uid": "a" * 32, "note": "написане до виходу", "page": f"/calls/{uid}"}
    led = clerk.post(f"/calls/{uid}/consultation", **{"csrf_token": token, **fields})
    assert path_of(led).startswith("/login?then=/calls/")
    kept = re.search(r"kept%3D(\d+)", led.location or "")
    assert kept, led.location
    again = house.enter(Role.CLERK, "Олена Коваль друга")
    assert "написане до виходу" not in again.get(f"/calls/{uid}?kept={kept[1]}").text, "it is hers alone"


@pytest.mark.row("B15")
def test_a_call_is_promised_for_a_day_and_hour_by_somebody(house: House, clerk: Visitor) -> None:
    with house.database():
        operator = Operator.add("Олена Коваль", Reach("201"), now=house.now())
    uid = rang(house)
    answer = clerk.post(f"/calls/{uid}/promise", due="2026-11-25T12:30", operator=operator, about="про субсидію")
    assert path_of(answer) == f"/calls/{uid}"
    assert "Обіцяно передзвонити: 25.11.2026 12:30." in text_of(clerk.get(f"/calls/{uid}").text)
    with house.database():
        promise = Appointment.get()
        assert promise.callback.number == CALLER
    assert (promise.due_at, promise.operator_id) == (datetime(2026, 11, 25, 10, 30, tzinfo=UTC), operator)


UNFIT_PROMISES: tuple[tuple[dict[str, str], str], ...] = (
    ({"due": ""}, "Вкажіть дату й час."),
    ({"due": "колись"}, 'is-invalid" id="due"'),
    ({"due": "2026-11-20T12:00"}, "Цей час уже минув."),
    ({"due": "2026-11-25T23:00"}, "Людям телефонують з 8:00 до 20:00."),
    ({"due": "2026-11-25T12:00", "operator": "999"}, 'is-invalid" id="operator"'),
    ({"due": "2026-11-25T12:00", "about": "а" * 501}, "Не більше за 500 знаків."),
)


def test_a_promise_that_cannot_be_kept_says_why_beside_its_field(house: House, clerk: Visitor) -> None:
    uid = rang(house)
    for fields, words in UNFIT_PROMISES:
        answer = clerk.post(f"/calls/{uid}/promise", **{"operator": "0", "about": "про воду", **fields})
        assert answer.status_code == 422
        assert words in answer.text, words
        assert fields.get("about", "про воду") in answer.text
    with house.database():
        assert Callback.select().count() == 0


def test_to_a_hidden_number_nothing_is_promised_and_nobody_calls(house: House, clerk: Visitor) -> None:
    uid = rang(house, None)
    page = clerk.get(f"/calls/{uid}").text
    assert "номер приховано" in text_of(page)
    assert f"/calls/{uid}/promise" not in page and f"/calls/{uid}/dial" not in page
    promise = clerk.post(f"/calls/{uid}/promise", due="2026-11-25T12:00", operator="0")
    assert promise.status_code == 422
    clerk.post(f"/calls/{uid}/dial")
    assert "Номер приховано: передзвонити нікуди." in clerk.get(f"/calls/{uid}").text


@pytest.mark.row("B17")
def test_one_press_rings_the_operator_and_then_the_caller(house: House, clerk: Visitor) -> None:
    with house.database():
        operator = Operator.add("Олена Коваль", Reach("201"), now=house.now())
    uid = rang(house, result=CallResult.MISSED)
    with daemon_of(house, lambda request: {"callback": request["callback"]}) as asked:
        assert path_of(clerk.post(f"/calls/{uid}/dial")) == f"/calls/{uid}"
    with house.database():
        owed = Callback.get()
    assert asked == [
        {"ask": "call_back", "callback": owed.id, "operator": operator},
        {"ask": "wake_callbacks"},
    ]
    assert (owed.number, owed.source) == (CALLER, CallbackSource.CLERK)
    assert "Зараз задзвонить ваш телефон" in clerk.get(f"/calls/{uid}").text


def test_who_is_no_operator_and_a_box_that_refuses_or_is_silent_are_said_in_a_sentence(
    house: House, clerk: Visitor
) -> None:
    uid = rang(house, result=CallResult.MISSED)

    def told() -> str:
        clerk.post(f"/calls/{uid}/dial")
        return clerk.get(f"/calls/{uid}").text

    assert "Вас не записано оператором" in told()
    with house.database():
        assert Callback.select().count() == 0
        Operator.add("Олена Коваль", Reach("201"), now=house.now())

    def refuse(_request: dict[str, Any]) -> dict[str, Any]:
        raise AskRefused("Немає вільної лінії.")

    with daemon_of(house, refuse):
        assert "Не набрано. Немає вільної лінії." in told()
    assert f"Слухавка не працює. Телефонуйте самі: {WHOLE}." in told()
    with house.database():
        assert Account.get_by_id(clerk.account_id).name == "Олена Коваль"
        assert Callback.get().operator_id == Operator.get().id


def test_the_list_masks_numbers_finds_and_leads_to_cards(house: House, clerk: Visitor) -> None:
    uid = rang(house, result=CallResult.MISSED)
    other = rang(house, NEIGHBOUR, CallResult.SERVED)
    page = clerk.get("/calls").text
    assert MASKED in page and "067 ••• •• 33" in page
    assert WHOLE not in page and CALLER not in page
    assert f'href="/calls/{uid}"' in page
    for query in ("kind=missed", "number=(066)+283-81-82", "day=2026-11-23&number=0662838182"):
        found = clerk.get(f"/calls?{query}").text
        assert f"/calls/{uid}" in found and f"/calls/{other}" not in found, query
    assert "Таких дзвінків немає." in clerk.get("/calls?day=2026-11-22").text


def test_what_cannot_be_understood_of_the_filter_is_said_beside_it(house: House, clerk: Visitor) -> None:
    rang(house, result=CallResult.MISSED)
    for name, value, words in (
        ("number", "06628381", "Такого номера не буває."),
        ("day", "32.11.2026", "Такого дня немає."),
    ):
        answer = clerk.get(f"/calls?{name}={value}")
        assert answer.status_code == 422
        assert words in answer.text and f'value="{value}"' in answer.text
        assert MASKED not in answer.text


def test_parameters_take_only_known_names(house: House, clerk: Visitor) -> None:
    rang(house, result=CallResult.MISSED)
    for query in ("kind=DROP", "line=%27--", "before=-1", "before=abc", "sort=number", "line=нема"):
        answer = clerk.get(f"/calls?{query}")
        assert (answer.status_code, MASKED in answer.text) == (200, True), query


def test_the_list_is_walked_page_by_page(house: House, clerk: Visitor) -> None:
    uids = [rang(house, result=CallResult.MISSED) for _ in range(52)]
    first = clerk.get("/calls?kind=missed").text
    older = re.search(r'href="([^"]+)" rel="next"', first)
    assert older
    second = clerk.get(older[1].replace("&amp;", "&")).text
    assert all(f"/calls/{uid}" in first for uid in uids[2:])
    assert all(f"/calls/{uid}" in second for uid in uids[:2])
    assert 'rel="next"' not in second and 'rel="prev"' in second


def test_a_hostile_name_shown_for_a_number_is_text_on_every_page(house: House, clerk: Visitor) -> None:
    uid = rang(house, None, number_raw=HOSTILE[:64], number_kind="malformed")
    for page in ("/", "/calls", "/todo", f"/calls/{uid}"):
        shown = clerk.get(page).text
        assert "<script>alert" not in shown and "<img src=x" not in shown, page
    assert "&lt;script&gt;" in clerk.get(f"/calls/{uid}").text


def test_a_call_that_does_not_exist_is_a_page_that_does_not(house: House, clerk: Visitor) -> None:
    for uid in ("x", "0" * 32, "..%2f..%2fetc", HOSTILE):
        assert clerk.get(f"/calls/{uid}").status_code == 404
    assert clerk.post("/calls/0/person", person=1).status_code == 404


def test_a_head_reads_the_card_and_is_offered_nothing_he_may_not_do(house: House) -> None:
    water(house)
    page = house.enter(Role.HEAD).get(f"/calls/{rang(house)}").text
    assert WHOLE in page
    for deed in ("/consultation", "/person", "/dial", "/promise", "/appeals/new"):
        assert deed not in page, deed


def test_the_whole_history_is_shown_when_asked_for(house: House, clerk: Visitor) -> None:
    for _ in range(30):
        rang(house, result=CallResult.SERVED)
    uid = rang(house)
    short = clerk.get(f"/calls/{uid}").text
    whole = clerk.get(f"/calls/{uid}?history=all").text
    assert short.count(">Дзвінок</a>") == 20 and "Показати всю історію" in short
    assert whole.count(">Дзвінок</a>") == 30 and "Показати всю історію" not in whole


@pytest.mark.row("B21")
def test_a_recording_is_sent_whole_and_in_parts_and_each_playing_is_in_the_journal(
    house: House, clerk: Visitor
) -> None:
    number = left_message(house)
    address = f"/recordings/{number}"
    with closing(clerk.get(address)) as whole:
        assert (whole.status_code, whole.mimetype, len(whole.data)) == (200, "audio/wav", 16044)
    with closing(clerk.get(address, Range="bytes=100-199")) as part:
        assert (part.status_code, len(part.data)) == (206, 100)
    with closing(clerk.get(address, Range="bytes=0-")) as again:
        assert again.status_code == 206
    with house.database():
        heard = [(entry.subject_id, entry.how) for entry in AccessEntry.select()]
        who = {entry.account_id for entry in AccessEntry.select()}
    assert heard == [(str(number), "listened")] * 2
    assert who == {clerk.account_id}
    assert clerk.get("/recordings/999").status_code == 404
    assert house.enter(Role.TECHNICIAN).get(address).status_code == 403
    with house.database():
        assert Account.select().count() == 2


def test_a_recording_whose_file_is_gone_is_not_said_to_be_heard(house: House, clerk: Visitor) -> None:
    number = left_message(house)
    for sound in house.settings.recordings.iterdir():
        sound.unlink()
    assert clerk.client.get(f"/recordings/{number}", base_url=HERE).status_code == 404
    with house.database():
        assert AccessEntry.select().count() == 0


@pytest.mark.parametrize(("ended_by", "said"), [(EndedBy.CALLER, False), (EndedBy.FAULT, True)])
def test_a_message_that_a_fault_may_have_cut_off_says_so(
    house: House, clerk: Visitor, ended_by: EndedBy, said: bool
) -> None:
    """Reliability §A row 3: what was recorded of a call whose modem was pulled out is marked as cut."""
    left_message(house, ended_by=ended_by)
    with house.database():
        uid = CallRecord.get().uid
    assert ("може бути обірване" in clerk.get(f"/calls/{uid}").text) is said
