"""Cards of services: entered, changed, confirmed, restored, and what a table of them does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.entrance.accounts import BOX
from appliance.casework.journal import AuditEntry
from appliance.casework.knowledge.service_card import LIMITS, BadService, ServiceCard
from appliance.casework.knowledge.service_sections import SECTIONS_MAX, NoSuchSection, ServiceSection
from appliance.casework.knowledge.service_watch import watch
from appliance.casework.knowledge.services import NoSuchService, Service
from appliance.casework.knowledge.starter_services import load_starter_services
from appliance.casework.versions import TextVersion
from tests.appliance.casework.knowledge.cards import add, card, section
from tests.appliance.casework.register import NOW, later, opened

__all__ = ["opened"]

DAY_S = 86_400.0


def test_a_card_comes_back_as_it_was_entered() -> None:
    entered = add(NOW)
    assert Service.known(entered).card == card()
    assert [service.id for service in Service.standing()] == [entered]
    assert Service.coded("subsidy") is not None


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("code", "Субсидія"),
        ("code", ""),
        ("code", "a" * 41),
        ("title", " "),
        ("said_as", ""),
        ("said_as", "про\x00субсидію"),
        ("section", "nowhere"),
        ("documents", ("а" * 161,)),
        ("documents", ("заява",) * 16),
        ("position", -1),
        *((name, "а" * (limit + 1)) for name, limit in LIMITS.items()),
    ],
)
def test_a_field_that_does_not_fit_is_refused_by_its_name(field: str, wrong: object) -> None:
    section(now=NOW)
    with pytest.raises(BadService) as refused:
        Service.add(card(**{field: wrong}), by=BOX, now=NOW)
    assert refused.value.field == field


def test_full_stops_and_stray_spaces_at_the_ends_are_taken_away_but_not_of_shortened_words() -> None:
    cleaned = card(title=" Субсидія.  ", fee="34 грн.", documents=(" заява. ", "", "паспорт")).cleaned()
    assert (cleaned.title, cleaned.fee, cleaned.documents) == ("Субсидія", "34 грн.", ("заява", "паспорт"))


def test_a_code_is_never_given_twice_and_never_changed() -> None:
    first = add(NOW)
    Service.switch(first, on=False, by=BOX, now=NOW)
    with pytest.raises(BadService, match="вимкнена"):
        add(NOW)
    Service.change(first, 2, card(code="other", fee="50 гривень"), by=BOX, now=NOW)
    assert Service.known(first).code == "subsidy"


def test_of_two_who_change_a_card_the_second_sees_what_the_first_wrote() -> None:
    first = add(NOW)
    Service.change(first, 1, card(fee="50 гривень"), by=BOX, now=NOW)
    with pytest.raises(ChangedMeanwhile) as told:
        Service.change(first, 1, card(fee="60 гривень"), by=BOX, now=NOW)
    assert told.value.theirs["fee"] == "50 гривень"


def test_a_past_wording_is_restored_by_one_verb_and_every_wording_is_kept() -> None:
    first = add(NOW)
    Service.change(first, 1, card(fee="50 гривень"), by=BOX, now=NOW)
    Service.restore(first, 2, 1, by=BOX, now=NOW)
    assert Service.known(first).fee == "34 гривні"
    wordings = TextVersion.history("service", first)
    assert [kept.document["fee"] for kept in wordings] == ["34 гривні", "50 гривень", "34 гривні"]
    last = AuditEntry.last_of("service", first)
    assert last and (last.verb, last.change) == ("restored", {"fee": ["50 гривень", "34 гривні"]})
    with pytest.raises(NoSuchService):
        Service.restore(first, 3, 99, by=BOX, now=NOW)


def test_a_kept_wording_of_an_older_version_lacks_nothing() -> None:
    document = card().to_json() | {"gone": 1}
    del document["hours"]
    assert ServiceCard.from_json(document) == card(hours="")


def test_who_confirms_a_card_says_until_when_and_takes_the_mark_away() -> None:
    first = add(NOW, check_locally=True)
    assert Service.unconfirmed_count() == 1
    with pytest.raises(BadService, match="минула"):
        Service.confirm(first, 1, NOW.wall.date() - timedelta(days=1), by=BOX, now=NOW)
    Service.confirm(first, 1, date(2027, 6, 1), by=BOX, now=NOW)
    shown = Service.known(first)
    assert (shown.check_locally, shown.review_by, Service.unconfirmed_count()) == (False, date(2027, 6, 1), 0)


def test_services_are_found_by_any_of_their_words_in_any_letters() -> None:
    add(NOW), add(NOW, code="id", title="Паспорт", said_as="про паспорт", documents=("фото",))
    off = add(NOW, code="old", title="Стара", said_as="про старе")
    Service.switch(off, on=False, by=BOX, now=NOW)
    found = {sought: [s.code for each in Service.by_section(sought=sought).values() for s in each] for sought in
             ("СУБСИДІЯ заява", "фото", "нічого", "стара")}  # fmt: skip
    assert found == {"СУБСИДІЯ заява": ["subsidy"], "фото": ["id"], "нічого": [], "стара": []}
    assert [s.code for s in next(iter(Service.by_section(sought="стара", with_off=True).values()))] == ["old"]


def test_what_is_switched_off_is_told_no_more_and_may_come_back() -> None:
    first = add(NOW)
    Service.switch(first, on=False, by=BOX, now=NOW)
    Service.switch(first, on=False, by=BOX, now=NOW)
    assert Service.standing() == []
    Service.switch(first, on=True, by=BOX, now=NOW)
    assert [service.id for service in Service.standing()] == [first]
    with pytest.raises(NoSuchService):
        Service.switch(77, on=True, by=BOX, now=NOW)


def test_there_are_no_more_sections_than_keys() -> None:
    for number in range(SECTIONS_MAX):
        section(f"s{number}", NOW)
    with pytest.raises(BadService, match="клавіш"):
        section("one-more", NOW)
    ServiceSection.change(1, 1, "Інше", "про інше", by=BOX, now=NOW)
    assert ServiceSection.all()[0].said_as == "про інше"
    with pytest.raises(BadService):
        ServiceSection.change(1, 2, "", "про інше", by=BOX, now=NOW)
    with pytest.raises(NoSuchSection):
        ServiceSection.known(99)


def test_an_overdue_card_raises_one_alarm_and_is_seen_to_by_confirming_it() -> None:
    due = NOW.wall.date()
    first = add(NOW, review_by=due)
    add(NOW, code="other", review_by=due)
    assert not watch(NOW), "the day itself still counts"
    assert watch(later(DAY_S))
    assert not watch(later(2 * DAY_S))
    [alarm] = Alarm.standing()
    assert alarm.kind == AlarmKind.SERVICES_OVERDUE
    assert alarm.text.count("Субсидія") == 2
    for service_id in (first, first + 1):
        Service.confirm(service_id, 1, date(2027, 6, 1), by=BOX, now=later(2 * DAY_S))
    assert watch(later(3 * DAY_S))
    assert Alarm.get().cleared_at is not None


def test_a_box_that_does_not_know_the_day_raises_no_alarm() -> None:
    add(NOW, review_by=date(2020, 1, 1))
    assert not watch(replace(NOW, trusted=False))


def test_an_alarm_names_a_few_and_counts_the_rest() -> None:
    for number in range(5):
        add(NOW, code=f"s{number}", title=f"Послуга {number}", review_by=date(2020, 1, 1))
    watch(NOW)
    assert "«Послуга 2» та ще 2." in Alarm.get().text


def test_the_starter_is_entered_once_and_what_the_office_did_stays() -> None:
    count = load_starter_services(NOW)
    assert 28 <= count <= 45
    some = Service.standing()[0]
    Service.switch(some.id, on=False, by=BOX, now=NOW)
    assert load_starter_services(NOW) == 0
    assert Service.known(some.id).switched_off_at is not None
    assert all(service.check_locally and service.review_by > NOW.wall.date() for service in Service.standing())
    assert all(len(services) <= 10 for services in Service.by_section().values())
    assert len(ServiceSection.all()) <= SECTIONS_MAX
