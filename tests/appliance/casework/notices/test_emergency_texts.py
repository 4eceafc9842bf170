"""Emergency texts: prepared, put on by whoever may for at most a day, off by themselves."""

from __future__ import annotations

import pytest

from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.entrance.accounts import BOX, Actor, Origin
from appliance.casework.journal import AuditEntry
from appliance.casework.notices.emergency_texts import MOST, STARTERS, EmergencyOrder, EmergencyText, NoEmergencyText
from appliance.casework.notices.notice_rules import BadNotice
from appliance.casework.notices.told import told
from appliance.menu.nodes import emergency_text
from audio.speech.text.words import to_words
from tests.appliance.casework.duty import who
from tests.appliance.casework.register import NOW, later, opened

__all__ = ["opened"]

HOUR = 3600.0


def heard(seconds: float) -> list[str]:
    return [each["text"] for each in told(later(seconds).wall)["notices"]]


@pytest.mark.row("D6")
def test_a_text_put_on_for_two_hours_is_off_after_two_hours_by_itself() -> None:
    text = EmergencyText.add("Тривога", "Увага! Тривога.", by=BOX, now=NOW)
    EmergencyOrder.put_on(text, 2, by=who(), now=NOW)
    assert heard(0) == heard(2 * HOUR - 1) == ["Увага! Тривога."]
    assert heard(2 * HOUR) == []
    assert EmergencyOrder.running(later(2 * HOUR).wall) is None
    running = EmergencyOrder.running(NOW.wall)
    assert running is not None and running.account is not None
    assert (running.account.name, running.text_of.title) == ("Ганна Старша", "Тривога")


@pytest.mark.parametrize("hours", [0, 25, -1])
def test_a_text_lasts_at_most_a_day(hours: int) -> None:
    text = EmergencyText.add("Тривога", "Увага!", by=BOX, now=NOW)
    with pytest.raises(BadNotice):
        EmergencyOrder.put_on(text, hours, by=BOX, now=NOW)
    assert EmergencyOrder.select().count() == 0


def test_another_text_ends_the_one_before_and_ending_is_on_record() -> None:
    texts = [EmergencyText.add(f"Текст {at}", f"Увага {at}!", by=BOX, now=NOW) for at in range(2)]
    EmergencyOrder.put_on(texts[0], 5, by=BOX, now=NOW)
    EmergencyOrder.put_on(texts[1], 5, by=Actor(Origin.PHONE), now=later(60), call_uid="abc")
    assert heard(61) == ["Увага 1!"]
    assert EmergencyOrder.end(by=who(), now=later(120))
    assert not EmergencyOrder.end(by=who(), now=later(130))
    assert heard(121) == []
    last, first = EmergencyOrder.latest(5)
    assert (last.origin, last.call_uid, last.silent_at) == ("phone", "abc", later(120).wall)
    assert first.off_at == later(60).wall
    assert [entry.verb for entry in AuditEntry.page(limit=4)] == ["ended", "put_on", "ended", "put_on"]


def test_what_is_heard_stays_as_it_was_put_on_and_the_new_words_wait_for_the_next_time() -> None:
    text = EmergencyText.add("Тривога", "Увага!", by=BOX, now=NOW)
    EmergencyOrder.put_on(text, 1, by=BOX, now=NOW)
    EmergencyText.change(text, 1, "Тривога", "Інше.", by=BOX, now=later(1))
    assert heard(2) == ["Увага!"]
    with pytest.raises(ChangedMeanwhile):
        EmergencyText.change(text, 1, "Тривога", "Третє.", by=BOX, now=later(2))
    assert [each["text"] for each in told(later(2).wall)["emergency_texts"]] == ["Інше."], "spoken before it is needed"
    EmergencyText.retire(text, by=BOX, now=later(3))
    with pytest.raises(NoEmergencyText):
        EmergencyOrder.put_on(text, 1, by=BOX, now=later(4))


def test_as_many_are_prepared_as_there_are_keys() -> None:
    assert EmergencyText.load_starters(by=BOX, now=NOW) == len(STARTERS)
    assert EmergencyText.load_starters(by=BOX, now=NOW) == 0
    EmergencyText.add("П'ятий", "Увага!", by=BOX, now=NOW)
    with pytest.raises(BadNotice):
        EmergencyText.add("Шостий", "Увага!", by=BOX, now=NOW)
    assert MOST == emergency_text.MOST == len(EmergencyText.standing())


@pytest.mark.parametrize(("title", "text"), STARTERS)
def test_the_starters_are_read_without_a_fault(title: str, text: str) -> None:
    assert to_words(title).faults == to_words(text).faults == ()
