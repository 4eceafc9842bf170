"""Consents: to which text, in what way, when, by whom; taken back by a row of its own."""

from __future__ import annotations

import pytest

from appliance.casework.journal import AuditEntry
from appliance.casework.people.consents import BadConsentText, Consent, ConsentText, ConsentWay, NoSuchConsent
from appliance.casework.people.person import NoSuchPerson
from tests.appliance.casework.known_people import CLERK, clerk, person
from tests.appliance.casework.register import NOW, later, opened

__all__ = ["opened"]


def test_a_box_begins_with_a_first_edition_of_the_text() -> None:
    assert ConsentText.current().version == 1
    assert "персональних даних" in ConsentText.current().text


@pytest.mark.row("H3")
def test_a_consent_keeps_its_edition_when_a_new_one_is_issued() -> None:
    person_id, by = person(), clerk("Ганна")
    Consent.give(person_id, 1, ConsentWay.TOLD, by=by, now=NOW, call_uid="c" * 32)
    assert ConsentText.issue("  Новий текст.  ", by=by, now=later(60)) == 2
    Consent.give(person_id, 2, ConsentWay.PAPER, by=by, now=later(120))
    newest, first = Consent.of(person_id)
    assert (newest.version, newest.text, newest.way) == (2, "Новий текст.", ConsentWay.PAPER)
    assert (first.version, first.way, first.given_at, first.given_by) == (1, ConsentWay.TOLD, NOW.wall, "Ганна")
    assert first.call_uid == "c" * 32
    assert [edition.version for edition in ConsentText.editions()] == [2, 1]


def test_the_text_that_stands_is_not_issued_again_and_no_bad_text_is() -> None:
    assert ConsentText.issue(ConsentText.current().text, by=CLERK, now=NOW) == 1
    for text in ("", "  \n ", "x" * 4001, "а\u202eб"):
        with pytest.raises(BadConsentText):
            ConsentText.issue(text, by=CLERK, now=NOW)


@pytest.mark.row("H3")
def test_a_withdrawal_is_a_row_with_its_way_and_the_first_one_counts() -> None:
    person_id, by = person(), clerk("Ганна")
    consent = Consent.give(person_id, 1, ConsentWay.KEYS, by=CLERK, now=NOW)
    assert Consent.stands(person_id)
    Consent.withdraw(person_id, consent, ConsentWay.VOICE, by=by, now=later(10))
    Consent.withdraw(person_id, consent, ConsentWay.PAPER, by=CLERK, now=later(20))
    (told,) = Consent.of(person_id)
    assert (told.withdrawn_at, told.withdrawn_way, told.withdrawn_by) == (later(10).wall, ConsentWay.VOICE, "Ганна")
    assert not Consent.stands(person_id)
    entries = AuditEntry.select().where(AuditEntry.subject == "consent").order_by(AuditEntry.id)
    assert [entry.verb for entry in entries] == ["given", "withdrawn"]


def test_nobody_consents_for_another_or_to_a_text_that_is_not_there() -> None:
    mine, theirs = person(), person("Інший")
    consent = Consent.give(mine, 1, ConsentWay.TOLD, by=CLERK, now=NOW)
    with pytest.raises(NoSuchConsent):
        Consent.withdraw(theirs, consent, ConsentWay.TOLD, by=CLERK, now=NOW)
    with pytest.raises(BadConsentText):
        Consent.give(mine, 7, ConsentWay.TOLD, by=CLERK, now=NOW)
    with pytest.raises(NoSuchPerson):
        Consent.give(99, 1, ConsentWay.TOLD, by=CLERK, now=NOW)
    assert Consent.of(theirs) == []
