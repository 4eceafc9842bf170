"""Trial calls are rows of their own: counted among what is dialled, and in no list of calls."""

from __future__ import annotations

import pytest

from appliance.casework.contacts.call_list import CallFilter, find_calls
from appliance.casework.contacts.calls import CallRecord, CallStart
from appliance.casework.contacts.dialled import call_facts
from appliance.casework.contacts.trial_calls import NoSuchTrial, NoTelephone, TrialCall
from appliance.casework.entrance.accounts import Account, Actor, Origin, Role
from appliance.casework.journal import AuditEntry
from appliance.casework.staff.operators import Operator, Reach
from appliance.numbers import NumberKind
from tests.appliance.casework.register import NOW, later, opened

__all__ = ["opened"]

pytestmark = pytest.mark.usefixtures("opened")
MOBILE = "+380671112233"
DOCUMENT = {"title": "Чернетка", "nodes": {}}


@pytest.fixture
def editor() -> Actor:
    """An editor who is rung on a mobile."""
    Operator.add("Ганна", Reach(mobile=MOBILE), now=NOW, role=Role.EDITOR)
    account = Account.named("Ганна")
    assert account
    return Actor(Origin.CONSOLE, account.id)


def ring() -> CallStart:
    return CallStart("f" * 32, "gsm1", False, NOW, MOBILE, MOBILE, NumberKind.NORMAL)


def asked(by: Actor) -> int:
    return TrialCall.ask("", "Чернетка", DOCUMENT, {"operators": "nobody"}, by=by, now=NOW)


def test_what_was_rung_counts_as_dialled_today_and_is_no_call(editor: Actor) -> None:
    trial = asked(editor)
    assert call_facts(MOBILE, now=NOW).calls_today == 0, "asked is not rung"
    TrialCall.note_rings(trial, ring())
    TrialCall.note_answer(trial, later(3).wall)
    TrialCall.end(trial, now=later(60), deeds=["буде надіслано SMS"])
    facts = call_facts(MOBILE, now=later(60))
    assert (facts.times_today, facts.calls_today, facts.in_directory) == (1, 1, True)
    assert call_facts(MOBILE, now=later(86_400)).calls_today == 0
    assert CallRecord.select().count() == 0 and find_calls(CallFilter()).calls == []


def test_the_end_is_written_once_and_the_menu_is_not_kept(editor: Actor) -> None:
    trial = asked(editor)
    assert TrialCall.known(trial).document == DOCUMENT
    TrialCall.end(trial, now=later(5), fault="Меню не озвучено.")
    TrialCall.end(trial, now=later(9), fault="інше")
    row = TrialCall.known(trial)
    assert (row.document, row.fault, row.ended_at) == ({}, "Меню не озвучено.", later(5).wall)
    assert [each.id for each in TrialCall.latest_of(editor.account or 0)] == [trial]


def test_who_has_no_telephone_cannot_be_rung_and_asking_is_in_the_journal(editor: Actor) -> None:
    stranger = Actor(Origin.CONSOLE, Account.add("Іван", Role.EDITOR, now=NOW))
    with pytest.raises(NoTelephone):
        asked(stranger)
    asked(editor)
    [entry] = AuditEntry.select().where(AuditEntry.subject == "trial_call")
    assert (entry.verb, entry.change) == ("asked_trial", {"title": "Чернетка"})
    with pytest.raises(NoSuchTrial):
        TrialCall.known(99)
