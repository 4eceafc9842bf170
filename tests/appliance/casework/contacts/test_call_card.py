"""The card of a call as the office's noun: who is meant, and what was before."""

from __future__ import annotations

from uuid import uuid4

import pytest

from appliance.casework.appeals.appeal import Appeal
from appliance.casework.appeals.appeal_fields import AppealFields
from appliance.casework.appeals.appeal_sources import Source
from appliance.casework.contacts.call_card import CallCard, CallPerson, call_card, person_of
from appliance.casework.contacts.calls import CallRecord, VoiceMessage
from appliance.casework.contacts.consultations import Consultation, NoSuchCall
from appliance.casework.entrance.accounts import BOX
from appliance.casework.knowledge.topics import Category
from appliance.casework.people.people_details import PersonDetails
from appliance.casework.people.person import NoSuchPerson, Person
from appliance.casework.texts.message_arrivals import receive
from appliance.contracts import CallResult
from appliance.contracts.messages import ArrivedSms
from appliance.numbers import parse
from tests.appliance.casework.register import CALLER, NEIGHBOUR, NOW, call, ended, later, opened

__all__ = ["opened"]


def person(surname: str, *numbers: str) -> int:
    return Person.add(PersonDetails(surname=surname), numbers or (CALLER,), area_code="4642", by=BOX, now=NOW)


def rings(number: str | None = CALLER) -> str:
    start = call(number, at=later(9000))
    CallRecord.begin(start)
    return start.uid


def drawn(uid: str, history: int = 20) -> CallCard:
    return call_card(uid, later(9000), history=history)


def test_the_only_one_known_on_the_number_is_a_guess_until_somebody_says_so() -> None:
    made, uid = person("Шевченко"), rings()
    card = drawn(uid)
    assert card.person is not None and (card.person.id, card.guessed) == (made, True)
    CallPerson.choose(uid, made, by=BOX, now=NOW)
    assert not drawn(uid).guessed
    CallPerson.choose(uid, None, by=BOX, now=NOW)
    assert (drawn(uid).person, person_of(uid)) == (None, None)


def test_of_several_nobody_is_guessed_and_the_choice_of_one_call_is_not_that_of_the_next() -> None:
    _, son = person("Шевченко"), person("Бондар")
    first = rings()
    assert (drawn(first).person, len(drawn(first).people)) == (None, 2)
    CallPerson.choose(first, son, by=BOX, now=NOW)
    assert person_of(first) == son
    assert person_of(rings()) is None


def test_who_is_not_known_on_the_number_may_be_chosen_and_nobody_who_does_not_exist() -> None:
    stranger, uid = person("Лис", NEIGHBOUR), rings()
    CallPerson.choose(uid, stranger, by=BOX, now=NOW)
    card = drawn(uid)
    assert (card.person.id if card.person else 0, card.people) == (stranger, [])
    with pytest.raises(NoSuchPerson):
        CallPerson.choose(uid, 99, by=BOX, now=NOW)
    for missing in (lambda: drawn("0" * 32), lambda: CallPerson.choose("0" * 32, None, by=BOX, now=NOW)):
        with pytest.raises(NoSuchCall):
            missing()


def test_the_history_is_of_the_number_and_of_all_numbers_of_who_is_meant_the_newest_first() -> None:
    topic = Category.add("Вода", by=BOX, now=NOW)
    old = ended(CallResult.SERVED)
    Consultation.enter(old.uid, topic, uid=uuid4().hex, by=BOX, now=NOW)
    VoiceMessage.keep(old, uid=uuid4().hex, purpose="message", kept=NOW, path="a", duration_s=1, sound_s=1)
    ended(CallResult.MISSED, NEIGHBOUR, at=later(60))
    receive(ArrivedSms("gsm1", CALLER, "Дякую", "s"), parse(CALLER, ""), later(120))
    Appeal.draft(Source.of_call(old.uid), AppealFields(), by=BOX, now=later(180))
    person("Шевченко", CALLER, NEIGHBOUR)
    uid = rings()
    kinds = [(contact.call is not None, contact.sms is not None) for contact in drawn(uid).history]
    assert kinds == [(False, False), (False, True), (True, False), (True, False)], "card, SMS, neighbour's, own"
    first = drawn(uid).history[-1]
    assert first.call is not None and [message.path for message in first.call.messages] == ["a"]
    assert [each.category.name for each in first.consultations] == ["Вода"]
    short = drawn(uid, history=2)
    assert (len(short.history), short.more, drawn(uid).more) == (2, True, False)


def test_of_a_hidden_number_nothing_is_guessed_from_other_hidden_ones() -> None:
    ended(CallResult.SERVED, None)
    card = drawn(rings(None))
    assert (card.people, card.person, list(card.history), card.waiting) == ([], None, [], None)


def test_cards_made_of_this_call_are_not_shown_twice() -> None:
    uid = rings()
    made = Appeal.draft(Source.of_call(uid), AppealFields(), by=BOX, now=NOW)
    card = drawn(uid)
    assert ([each.id for each in card.appeals], card.open_appeals, card.history) == ([made], [], [])
