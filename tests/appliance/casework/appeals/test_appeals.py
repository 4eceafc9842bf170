"""Cards of appeals: what is kept on them, how they came, which belong together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import apsw
import peewee
import pytest

from appliance.casework.appeals.appeal import AnonymousRefused, Appeal, NoSuchAppeal
from appliance.casework.appeals.appeal_editors import AppealEditor
from appliance.casework.appeals.appeal_endings import JOURNAL_WORDS, AppealDiscard, IntakeRefusal
from appliance.casework.appeals.appeal_fields import (
    ABOUT_APPLICANT,
    CHOICES,
    ESSENCE_MAX,
    LABELS,
    NAMES,
    TEXT_MAX,
    FieldTooLong,
)
from appliance.casework.appeals.appeal_kinds import AppealState, Authorship, Channel
from appliance.casework.appeals.appeal_marks import AppealMark
from appliance.casework.appeals.appeal_sources import NoSuchSource, NotYet, Source
from appliance.casework.contacts.calls import CallRecord, VoiceMessage
from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.entrance.accounts import BOX
from appliance.casework.journal import AuditEntry
from appliance.casework.office.community import Profile
from appliance.casework.people.people_details import PersonDetails
from appliance.casework.people.person import Person
from appliance.casework.texts.message_arrivals import receive
from appliance.contracts.messages import ArrivedSms
from appliance.numbers import parse
from tests.appliance.casework.cards import E164, MOBILE, NAME, clerk, community, draft, typed, visit
from tests.appliance.casework.register import CALLER, NOW, call, later, opened

__all__ = ["opened"]


@pytest.mark.parametrize("model", [Appeal, AppealMark, AppealDiscard, IntakeRefusal, AppealEditor])
def test_every_column_is_a_field(opened: Path, model: type[peewee.Model]) -> None:
    connection = apsw.Connection(str(opened))
    columns = {name for _, name, *_ in connection.execute(f"PRAGMA table_info({model._meta.table_name})")}
    connection.close()
    assert columns == set(model._meta.columns)


def test_every_field_has_a_name_in_ukrainian_and_every_text_a_limit() -> None:
    assert set(LABELS) == set(NAMES)
    texts = {name for name in NAMES if isinstance(getattr(typed(), name), str)} - set(CHOICES)
    assert set(TEXT_MAX) == texts
    assert set(ABOUT_APPLICANT) < set(NAMES)


def test_a_card_is_kept_at_any_moment_however_little_is_on_it() -> None:
    empty = draft(clerk())
    assert (empty.state, empty.essence, empty.version) == (AppealState.DRAFT, "", 1)


def test_what_was_typed_is_kept_clean_and_a_telephone_in_one_form() -> None:
    appeal = draft(
        clerk(),
        applicant_name="  Коваль\tОлена   Петрівна\u202e ",
        phone=MOBILE,
        second_phone="0662838",
        essence="Перший рядок  \n\n другий\x00 рядок ",
    )
    assert (appeal.applicant_name, appeal.phone) == (NAME, E164)
    assert appeal.second_phone == "0662838"
    assert appeal.essence == "Перший рядок\n\nдругий рядок"


@pytest.mark.parametrize("name", TEXT_MAX)
def test_a_text_that_does_not_fit_is_refused_by_the_name_of_its_field(name: str) -> None:
    typed(**{name: "я" * TEXT_MAX[name]})
    with pytest.raises(FieldTooLong, match="не більше") as refused:
        typed(**{name: "я" * (TEXT_MAX[name] + 1)})
    assert refused.value.field == name
    assert LABELS[name] in str(refused.value)


def test_the_longest_card_fits_into_its_tables() -> None:
    longest: dict[str, Any] = {name: "ї" * limit for name, limit in TEXT_MAX.items()}
    assert draft(clerk(), **longest).essence == "ї" * ESSENCE_MAX


def test_a_choice_that_does_not_exist_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="'tsar'"):
        typed(regime="tsar")


def test_a_card_of_a_call_says_when_and_from_where_it_came() -> None:
    start = call()
    CallRecord.begin(start)
    appeal = draft(clerk(), Source.of_call(start.uid))
    assert (appeal.channel, appeal.call_uid, appeal.from_number) == (Channel.CALL, start.uid, CALLER)
    assert appeal.came_at == start.rang.wall
    assert [one.id for one in Appeal.of_call(start.uid)] == [appeal.id]


def test_a_card_of_a_voice_message_keeps_its_recording() -> None:
    start = call()
    number = VoiceMessage.keep(
        start, uid="a" * 32, purpose="message", kept=later(30), path="a.wav", duration_s=9.0, sound_s=8.0
    )
    appeal = draft(clerk(), Source.of_voice_message(number))
    assert (appeal.channel, appeal.voice_message_id) == (Channel.VOICE_MESSAGE, number)
    assert appeal.came_at == later(30).wall
    assert [one.id for one in Appeal.of_call(start.uid)] == [appeal.id]
    with pytest.raises(peewee.IntegrityError):
        VoiceMessage.delete().where(VoiceMessage.id == number).execute()


def test_a_card_of_an_sms_begins_with_its_text() -> None:
    number = receive(ArrivedSms("gsm1", CALLER, "Немає води на Садовій", "one"), parse(CALLER, ""), NOW)
    source = Source.of_sms(number)
    assert (source.text, source.from_number) == ("Немає води на Садовій", CALLER)
    assert draft(clerk(), source).message_id == number


def test_a_call_or_message_that_does_not_exist_is_named() -> None:
    with pytest.raises(NoSuchSource, match="дзвінка"):
        Source.of_call("f" * 32)
    with pytest.raises(NoSuchSource, match="№ 7"):
        Source.of_voice_message(7)
    with pytest.raises(NoSuchSource, match="№ 7"):
        Source.of_sms(7)
    with pytest.raises(NoSuchAppeal, match="№ 7"):
        Appeal.numbered(7)


def test_what_a_clerk_alone_has_seen_cannot_have_come_later_than_now() -> None:
    earlier = Source.by_hand(Channel.LETTER, now=NOW, came_at=later(-86400).wall)
    assert earlier.came_at == later(-86400).wall
    with pytest.raises(NotYet):
        Source.by_hand(Channel.LETTER, now=NOW, came_at=later(86400).wall)
    with pytest.raises(ValueError, match="row of its own"):
        Source.by_hand(Channel.SMS, now=NOW)


def test_several_questions_of_one_call_are_several_cards_that_know_one_another() -> None:
    start, by = call(), clerk()
    CallRecord.begin(start)
    one, two, three = (draft(by, Source.of_call(start.uid), essence=text) for text in ("вода", "дорога", "світло"))
    assert [other.essence for other in two.together()] == ["вода", "світло"]
    assert {one.first_id, two.first_id, three.first_id} == {None, one.id}
    assert [card.id for card in Appeal.of_call(start.uid)] == [one.id, two.id, three.id]


def test_several_questions_of_one_visit_are_linked_when_the_clerk_says_so() -> None:
    by = clerk()
    first = draft(by, essence="вода")
    stranger = draft(by, essence="інша людина")
    second = Appeal.numbered(Appeal.draft(visit(), typed(essence="дорога"), by=by, now=NOW, together_with=first.id))
    third = Appeal.numbered(Appeal.draft(visit(), typed(essence="світло"), by=by, now=NOW, together_with=second.id))
    assert [other.essence for other in third.together()] == ["вода", "дорога"]
    assert stranger.together() == []
    with pytest.raises(NoSuchAppeal):
        Appeal.draft(visit(), typed(), by=by, now=NOW, together_with=99)


def test_the_cards_of_a_person_and_the_open_ones_of_a_number_are_found() -> None:
    by, start = clerk(), call()
    CallRecord.begin(start)
    person = Person.add(PersonDetails(surname="Коваль", first_name="Олена"), area_code="", by=by, now=NOW)
    came = draft(by, Source.of_call(start.uid))
    told = draft(by, second_phone=CALLER, person_id=person)
    for_another = draft(by, representative_phone=CALLER)
    draft(by, phone="0671112233")
    put_away = draft(by, phone=CALLER)
    AppealDiscard.put(put_away.id, 1, "помилка", by=by, now=NOW)
    assert [one.id for one in Appeal.open_of_number(CALLER)] == [for_another.id, told.id, came.id]
    assert [one.id for one in Appeal.of_person(person)] == [told.id]
    assert len(Appeal.open_of_number(CALLER, limit=2)) == 2


def test_my_drafts_are_those_that_i_began() -> None:
    maria, ivan = clerk(), clerk("Іван")
    mine = draft(maria)
    draft(ivan)
    assert maria.account is not None
    assert [one.id for one in Appeal.drafts_of(maria.account)] == [mine.id]


def test_a_changed_card_keeps_both_texts_in_the_journal() -> None:
    by = clerk()
    appeal = draft(by, essence="перший текст")
    Appeal.change(appeal.id, 1, typed(essence="другий текст", applicant_name=NAME), by=by, now=later(60))
    changed = Appeal.numbered(appeal.id)
    assert (changed.version, changed.essence) == (2, "другий текст")
    entry = AuditEntry.last_of("appeal", appeal.id)
    assert entry is not None
    assert entry.change["essence"] == ["перший текст", "другий текст"]
    assert (entry.account_id, entry.at) == (by.account, later(60).wall)


def test_who_comes_second_is_told_who_was_first_and_what_stands_there_now() -> None:
    maria, ivan = clerk(), clerk("Іван")
    appeal = draft(maria, essence="спільний")
    Appeal.change(appeal.id, 1, typed(essence="Маріїн"), by=maria, now=later(60))
    with pytest.raises(ChangedMeanwhile, match="Марія") as told:
        Appeal.change(appeal.id, 1, typed(essence="Іванів"), by=ivan, now=later(61))
    assert (told.value.theirs["essence"], told.value.version, told.value.at) == ("Маріїн", 2, later(60).wall)
    Appeal.change(appeal.id, told.value.version, typed(essence="Іванів"), by=ivan, now=later(62))
    assert Appeal.numbered(appeal.id).essence == "Іванів"


def test_small_call_centre_refuses_an_anonymous_request_and_says_why_and_what_to_do() -> None:
    community(Profile.S)
    by = clerk()
    with pytest.raises(AnonymousRefused, match=r"3\.6.*назвати.*консультацію"):
        draft(by, authorship=Authorship.ANONYMOUS)
    assert Appeal.select().count() == 0
    appeal = draft(by)
    with pytest.raises(AnonymousRefused):
        Appeal.change(appeal.id, 1, typed(authorship=Authorship.ANONYMOUS), by=by, now=NOW)


def test_full_register_takes_an_anonymous_request() -> None:
    community(Profile.K)
    assert draft(clerk(), authorship=Authorship.ANONYMOUS).anonymous


def test_the_office_may_switch_anonymous_requests_on() -> None:
    small = community(Profile.S)
    small.change(1, {"switches_kept": {"accept_anonymous": True}}, by=BOX, now=NOW)
    assert draft(clerk(), authorship=Authorship.ANONYMOUS).anonymous


def test_everything_a_card_does_has_a_word_for_the_journal() -> None:
    by = clerk()
    appeal = draft(by)
    AppealDiscard.put(appeal.id, 1, "помилка", by=by, now=NOW)
    assert {entry.verb for entry in AuditEntry.select().where(AuditEntry.subject == "appeal")} <= set(JOURNAL_WORDS)
