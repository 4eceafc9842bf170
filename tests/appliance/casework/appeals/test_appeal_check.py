"""What a card lacks, in each profile; its marks; its end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from appliance.casework.appeals.appeal import Appeal, NotADraft
from appliance.casework.appeals.appeal_check import MANDATORY, Incomplete, WordingNotAgreed, check, finish, notices
from appliance.casework.appeals.appeal_endings import AlreadyRefused, AppealDiscard, IntakeRefusal, ReasonNeeded
from appliance.casework.appeals.appeal_kinds import (
    AnswerWay,
    AppealKind,
    AppealState,
    Authorship,
    RefusalGround,
    Regime,
)
from appliance.casework.appeals.appeal_marks import (
    JOURNAL_WORDS,
    AppealMark,
    BadMark,
    MarkKind,
    Marks,
    NewMark,
    save_card,
)
from appliance.casework.contacts.calls import CallRecord
from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.journal import AuditEntry
from appliance.casework.office.community import Profile
from appliance.casework.people.consents import Consent
from appliance.casework.people.people_details import ApplicantCategory, PersonDetails, PersonKind
from appliance.casework.people.person import Person
from tests.appliance.casework.cards import clerk, community, draft, typed, visit, whole, whole_card
from tests.appliance.casework.register import CALLER, NOW, call, later, opened

__all__ = ["opened"]


def lacks(**changes: Any) -> set[str]:
    """The fields that a card of these fields lacks."""
    appeal = draft(clerk(), **changes)
    return {missing.field for missing in check(appeal)}


def test_every_profile_says_what_it_asks_for() -> None:
    assert set(MANDATORY) == set(Profile)


@pytest.mark.parametrize(
    ("profile", "fields"),
    [
        (Profile.M, {"essence"}),
        (Profile.S, {"applicant_name", "phone", "registered_address", "staying_address", "essence"}),
        (Profile.SL, {"applicant_name", "phone", "staying_address", "essence", "category_id", "answer_by"}),
        (
            Profile.K,
            {"applicant_name", "phone", "staying_address", "essence", "regime", "category_id", "answer_by", "consent"},
        ),
    ],
)
def test_an_empty_card_lacks_what_the_profile_asks_for(profile: Profile, fields: set[str]) -> None:
    community(profile)
    assert lacks() == fields


@pytest.mark.parametrize("profile", Profile)
def test_a_whole_card_lacks_nothing_in_any_profile(profile: Profile) -> None:
    community(profile)
    assert check(whole_card(clerk())) == []


@pytest.mark.row("B3")
@pytest.mark.parametrize(
    "name",
    [
        "applicant_name",
        "phone",
        "registered_address",
        "essence",
        "regime",
        "category_id",
        "place_settlement_id",
        "answer_by",
    ],
)
def test_a_mandatory_field_that_is_missing_names_itself(name: str) -> None:
    community(Profile.K)
    appeal = whole_card(clerk(), **{name: None if name.endswith("_id") else ""})
    missing = check(appeal)
    assert missing
    assert {one.field for one in missing} <= {name, "answer_by", "staying_address"}
    assert all(one.sentence.endswith(".") and one.sentence[0].isupper() for one in missing)


def test_the_small_call_centre_wants_both_addresses_or_the_mark_that_they_are_one() -> None:
    community(Profile.S)
    fields = whole() | {"stays_registered": False}
    assert lacks(**fields) == {"staying_address"}
    appeal = draft(clerk("Іван"), **fields | {"staying_address": "м. Мена, вул. Широка, 1"})
    assert check(appeal) == []


def test_an_organisation_a_representative_and_an_answer_ask_for_what_belongs_to_them() -> None:
    community(Profile.M)
    by = clerk()

    def lacking(**changes: Any) -> set[str]:
        return {missing.field for missing in check(draft(by, essence="так", **changes))}

    assert lacking(applicant_kind=PersonKind.ORGANISATION) == {"organisation"}
    assert lacking(representative_basis="довіреність") == {"representative_name"}
    assert lacking(representative_basis="мати", representative_name="Коваль Ганна") == set()
    assert lacking(answer_by=AnswerWay.SMS) == {"answer_by"}
    assert lacking(answer_by=AnswerWay.POST) == {"answer_by"}
    assert lacking(answer_by=AnswerWay.EMAIL, other_contact="olena@example.ua") == set()
    assert lacking(regime=Regime.LAW) == {"kind"}
    assert lacking(regime=Regime.LAW, kind=AppealKind.COMPLAINT) == set()


def test_a_telephone_that_is_none_names_itself_and_suggests_what_was_meant() -> None:
    community(Profile.M)
    appeal = draft(clerk(), essence="так", phone="+30951391978", second_phone="112")
    sentences = {missing.field: missing.sentence for missing in check(appeal)}
    assert set(sentences) == {"phone", "second_phone"}
    assert "095 139 19 78" in sentences["phone"]


def test_an_anonymous_request_needs_the_warning_and_nothing_personal() -> None:
    community(Profile.K)
    by = clerk()
    anonymous = {"authorship": Authorship.ANONYMOUS, "applicant_name": "", "phone": "", "registered_address": ""}
    appeal = draft(by, **{**whole(), **anonymous, "answer_by": ""})
    assert [missing.field for missing in check(appeal)] == ["anonymity_warned"]
    AppealMark.put(appeal.id, 1, NewMark(MarkKind.ANONYMITY_WARNED), by=by, now=later(5))
    assert check(appeal) == []
    mark = Marks.of(appeal.id).latest(MarkKind.ANONYMITY_WARNED)
    assert mark is not None
    assert (mark.at, mark.by_id) == (later(5).wall, by.account)


def test_an_anonymous_card_from_before_the_switch_is_named() -> None:
    full = community(Profile.K)
    appeal = draft(clerk(), authorship=Authorship.ANONYMOUS)
    full.change(1, {"profile": Profile.S}, by=clerk("Іван"), now=NOW)
    assert "authorship" in {missing.field for missing in check(appeal)}


def test_an_anonymous_appeal_under_the_law_is_said_not_to_be_considered() -> None:
    community(Profile.K)
    by = clerk()
    assert notices(draft(by, authorship=Authorship.ANONYMOUS, regime=Regime.SERVICE_REQUEST)) == []
    [notice] = notices(draft(by, authorship=Authorship.ANONYMOUS, regime=Regime.LAW))
    assert "розгляду не підлягає" in notice


def test_who_is_to_be_heard_first_is_said() -> None:
    community(Profile.K)
    [notice] = notices(draft(clerk(), applicant_category=ApplicantCategory.COMBATANT))
    assert notice == "Учасник бойових дій: звернення розглядають першочергово."


def test_before_the_first_run_a_card_asks_for_least() -> None:
    assert lacks() == {"essence"}


def test_refusing_consent_costs_nobody_the_appeal() -> None:
    community(Profile.K)
    by = clerk()
    appeal = draft(by, **whole())
    assert [missing.field for missing in check(appeal)] == ["consent"]
    AppealMark.put(appeal.id, 1, NewMark(MarkKind.CONSENT_REFUSED), by=by, now=NOW)
    assert check(appeal) == []


def test_a_consent_on_the_card_of_a_known_person_is_a_consent_of_his() -> None:
    by = clerk()
    person = Person.add(PersonDetails(surname="Коваль"), area_code="", by=by, now=NOW)
    appeal = draft(by, person_id=person)
    for _ in range(2):
        AppealMark.put(appeal.id, 1, NewMark(MarkKind.CONSENT_GIVEN), by=by, now=NOW)
    [consent] = Consent.of(person)
    mark = Marks.of(appeal.id).consent
    assert mark is not None
    assert mark.text == str(consent.version)
    assert len(Marks.of(appeal.id).rows) == 1


@pytest.mark.row("B6")
def test_agreed_is_only_the_text_that_was_read() -> None:
    by = clerk()
    appeal = draft(by)
    save_card(appeal.id, 1, typed(essence="прочитане"), [NewMark(MarkKind.WORDING_AGREED)], by=by, now=later(9))
    agreed = Marks.of(appeal.id).agreed("прочитане")
    assert agreed is not None
    assert (agreed.at, agreed.by_id) == (later(9).wall, by.account)
    save_card(appeal.id, 2, typed(essence="дописане потім"), by=by, now=NOW)
    assert Marks.of(appeal.id).agreed("дописане потім") is None


def test_a_text_that_another_has_changed_meanwhile_is_not_marked_as_agreed() -> None:
    maria, ivan = clerk(), clerk("Іван")
    appeal = draft(maria, essence="прочитане")
    Appeal.change(appeal.id, 1, typed(essence="інше"), by=ivan, now=NOW)
    with pytest.raises(ChangedMeanwhile, match="Іван"):
        AppealMark.put(appeal.id, 1, NewMark(MarkKind.WORDING_AGREED), by=maria, now=NOW)
    assert Marks.of(appeal.id).rows == []


def test_a_mark_is_no_change_of_the_text_and_names_nobody_as_the_one_who_changed_it() -> None:
    maria, ivan = clerk(), clerk("Іван")
    appeal = draft(maria, essence="а")
    Appeal.change(appeal.id, 1, typed(essence="б"), by=maria, now=NOW)
    AppealMark.put(appeal.id, 2, NewMark(MarkKind.ADVISED, "поліція, 102"), by=ivan, now=NOW)
    with pytest.raises(ChangedMeanwhile, match="Марія"):
        Appeal.change(appeal.id, 1, typed(essence="в"), by=ivan, now=NOW)


@pytest.mark.row("B22")
def test_the_advice_to_go_to_the_police_is_kept_with_its_body_and_time() -> None:
    by = clerk()
    appeal = draft(by)
    with pytest.raises(BadMark, match="куди"):
        AppealMark.put(appeal.id, 1, NewMark(MarkKind.ADVISED, "  "), by=by, now=NOW)
    with pytest.raises(BadMark, match="500"):
        AppealMark.put(appeal.id, 1, NewMark(MarkKind.ADVISED, "п" * 501), by=by, now=NOW)
    for body in ("поліція, 102", "Держпродспоживслужба"):
        AppealMark.put(appeal.id, 1, NewMark(MarkKind.ADVISED, body), by=by, now=later(3))
    assert [mark.text for mark in Marks.of(appeal.id).advice] == ["поліція, 102", "Держпродспоживслужба"]
    assert {entry.verb for entry in AuditEntry.select().where(AuditEntry.subject == "appeal_mark")} <= set(
        JOURNAL_WORDS
    )


def test_marks_and_fields_are_saved_together_or_not_at_all() -> None:
    by = clerk()
    appeal = draft(by, essence="а")
    with pytest.raises(BadMark):
        save_card(appeal.id, 1, typed(essence="б"), [NewMark(MarkKind.ADVISED, "")], by=by, now=NOW)
    assert Appeal.numbered(appeal.id).essence == "а"


def test_an_incomplete_card_is_not_finished_and_says_all_it_lacks() -> None:
    community(Profile.K)
    by = clerk()
    appeal = draft(by, **whole() | {"applicant_name": "", "essence": ""})
    with pytest.raises(Incomplete, match=r"прізвище.*суть"):
        finish(appeal.id, 1, by=by, now=NOW)


@pytest.mark.row("B6")
def test_a_card_is_closed_without_reading_only_with_a_reason() -> None:
    community(Profile.K)
    by = clerk()
    appeal = whole_card(by)
    with pytest.raises(WordingNotAgreed, match="чому"):
        finish(appeal.id, appeal.version, by=by, now=NOW)
    finish(appeal.id, appeal.version, unread_because="зв'язок обірвався", by=by, now=later(60))
    finished = Appeal.numbered(appeal.id)
    assert (finished.state, finished.finished_at, finished.finished_by_id) == (
        AppealState.DRAFT,
        later(60).wall,
        by.account,
    )
    unread = Marks.of(appeal.id).latest(MarkKind.WORDING_UNREAD)
    assert unread is not None
    assert unread.text == "зв'язок обірвався"
    finish(appeal.id, finished.version, by=by, now=later(90))
    assert Appeal.numbered(appeal.id).finished_at == later(60).wall


def test_a_card_that_was_read_back_is_finished_without_a_word_and_open_again_when_changed() -> None:
    community(Profile.K)
    by = clerk()
    appeal = whole_card(by, MarkKind.WORDING_AGREED)
    finish(appeal.id, appeal.version, by=by, now=NOW)
    finished = Appeal.numbered(appeal.id)
    Appeal.change(appeal.id, finished.version, finished.fields, by=by, now=NOW)
    assert Appeal.numbered(appeal.id).finished_at is not None
    Appeal.change(appeal.id, finished.version, replace(finished.fields, house="7"), by=by, now=NOW)
    assert Appeal.numbered(appeal.id).finished_at is None


def test_a_discarded_draft_is_not_deleted_and_says_why_it_was() -> None:
    by = clerk()
    appeal = draft(by, essence="двічі записано")
    with pytest.raises(ReasonNeeded):
        AppealDiscard.put(appeal.id, 1, " \n ", by=by, now=NOW)
    AppealDiscard.put(appeal.id, 1, "уже є картка № 1", by=by, now=later(60))
    discarded = AppealDiscard.of(appeal.id)
    assert discarded is not None
    assert discarded.discarded_by is not None
    assert discarded.discarded_by.name == "Марія"
    assert (discarded.reason, discarded.discarded_at) == ("уже є картка № 1", later(60).wall)
    kept = Appeal.numbered(appeal.id)
    assert (kept.state, kept.essence) == (AppealState.DISCARDED, "двічі записано")


def test_what_is_discarded_or_refused_is_read_and_never_changed() -> None:
    by = clerk()
    gone = draft(by)
    AppealDiscard.put(gone.id, 1, "помилка", by=by, now=NOW)
    refused = draft(by)
    IntakeRefusal.of_draft(refused.id, 1, RefusalGround.INSULT, "образи", by=by, now=NOW)
    for appeal in (gone, refused):
        for deed in (
            lambda number: Appeal.change(number, 2, typed(essence="ні"), by=by, now=NOW),
            lambda number: AppealMark.put(number, 2, NewMark(MarkKind.ADVISED, "суд"), by=by, now=NOW),
            lambda number: AppealDiscard.put(number, 2, "ще раз", by=by, now=NOW),
            lambda number: finish(number, 2, by=by, now=NOW),
        ):
            with pytest.raises(NotADraft, match="закрито"):
                deed(appeal.id)


@pytest.mark.row("B9")
def test_a_refusal_of_a_draft_keeps_its_ground_its_call_and_its_number() -> None:
    by, start = clerk(), call()
    CallRecord.begin(start)
    appeal = draft(by, visit().of_call(start.uid))
    with pytest.raises(ReasonNeeded, match="сказано"):
        IntakeRefusal.of_draft(appeal.id, 1, RefusalGround.INSULT, "", by=by, now=NOW)
    IntakeRefusal.of_draft(appeal.id, 1, RefusalGround.FOUL_LANGUAGE, "лайка", by=by, now=later(60))
    refusal = IntakeRefusal.of(appeal.id)
    assert refusal is not None
    assert refusal.refused_by is not None
    assert refusal.refused_by.name == "Марія"
    assert (refusal.ground, refusal.note) == (RefusalGround.FOUL_LANGUAGE, "лайка")
    assert [one.id for one in IntakeRefusal.of_number(CALLER)] == [refusal.id]
    assert Appeal.numbered(appeal.id).state == AppealState.REFUSED
    assert [one.id for one in IntakeRefusal.of_call(start.uid)] == [refusal.id]


def test_a_call_is_refused_without_a_draft_once() -> None:
    by, start = clerk(), call()
    CallRecord.begin(start)
    IntakeRefusal.in_call(start.uid, RefusalGround.HATRED, "заклики", by=by, now=NOW)
    with pytest.raises(AlreadyRefused):
        IntakeRefusal.in_call(start.uid, RefusalGround.HATRED, "заклики", by=by, now=NOW)
    assert len(IntakeRefusal.of_call(start.uid)) == 1


def test_a_card_changed_meanwhile_is_neither_discarded_nor_refused_nor_finished() -> None:
    community(Profile.M)
    maria, ivan = clerk(), clerk("Іван")
    appeal = draft(maria, essence="а")
    Appeal.change(appeal.id, 1, typed(essence="б"), by=ivan, now=NOW)
    for deed in (
        lambda: AppealDiscard.put(appeal.id, 1, "помилка", by=maria, now=NOW),
        lambda: IntakeRefusal.of_draft(appeal.id, 1, RefusalGround.OTHER, "таке", by=maria, now=NOW),
        lambda: finish(appeal.id, 1, unread_because="лист", by=maria, now=NOW),
    ):
        with pytest.raises(ChangedMeanwhile):
            deed()
    assert Appeal.numbered(appeal.id).state == AppealState.DRAFT
    assert AppealDiscard.select().count() == IntakeRefusal.select().count() == AppealMark.select().count() == 0
