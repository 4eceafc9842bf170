"""The community's own settings, changed by one administrator and by two."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.casework.entrance.accounts import Role
from appliance.casework.journal import AuditEntry
from appliance.casework.menus.publications import Publication
from appliance.casework.office.community import Community, Settlement
from tests.web.house import House, path_of

SENT = {"name": "Менська громада", "telephones": "1-55", "address": "вул. Титаренка, 7", "profile": "K"}


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.mark.row("H4")
def test_a_change_is_saved_and_stands_in_the_journal_with_what_was_before(house: House) -> None:
    administrator = house.enter(Role.ADMINISTRATOR)
    answer = administrator.post("/community", version=1, **SENT)
    assert path_of(answer) == "/community"
    with house.database():
        community = Community.current()
        assert community
        assert (community.telephones, community.switches.accept_anonymous) == ("1-55", False)
        entry = AuditEntry.last_of("community", 1)
        assert entry
        assert entry.change["telephones"] == ["(04642) 2-12-52", "1-55"]
        assert entry.account
        assert entry.account.name == administrator.name


def test_an_address_that_cannot_be_read_aloud_is_refused_and_a_new_one_is_told_to_callers(house: House) -> None:
    administrator = house.enter(Role.ADMINISTRATOR)
    refused = administrator.post("/community", version=1, **{**SENT, "address": "вул. ☃, 7"})
    assert refused.status_code == 422
    assert "☃" in refused.text
    with house.database():
        assert not Publication.select().count()
    assert administrator.post("/community", version=1, **SENT).status_code == 303
    with house.database():
        assert [each.reason for each in Publication.select()] == ["address"]
    assert administrator.post("/community", version=2, **SENT).status_code == 303
    with house.database():
        assert Publication.select().count() == 1


def test_the_second_of_two_sees_both_texts_and_overwrites_only_knowingly(house: House) -> None:
    first, second = house.enter(Role.ADMINISTRATOR), house.enter(Role.ADMINISTRATOR)
    first.post("/community", version=1, **SENT)
    answer = second.post("/community", version=1, **{**SENT, "telephones": "15-51"})
    assert answer.status_code == 409
    assert first.name in answer.text
    assert "<pre>15-51</pre>" in answer.text
    assert "<pre>1-55</pre>" in answer.text
    assert 'name="version" type="hidden" value="2"' in answer.text
    assert second.post("/community", version=2, **{**SENT, "telephones": "15-51"}).status_code == 303


def test_a_settlement_is_added_once_and_removed(house: House) -> None:
    administrator = house.enter(Role.ADMINISTRATOR)
    assert administrator.post("/community/settlements", kind="с.", settlement="Ушня").status_code == 303
    again = administrator.post("/community/settlements", kind="с.", settlement="Ушня")
    assert again.status_code == 422
    assert "«Ушня» уже є." in again.text
    with house.database():
        [place] = Settlement.standing()
        assert place.full_name == "с. Ушня"
    assert administrator.post(f"/community/settlements/{place.id}/remove").status_code == 303
    with house.database():
        assert Settlement.standing() == []


def test_an_over_long_name_is_refused_beside_its_field_and_stays_in_it(house: House) -> None:
    long = "я" * 201
    answer = house.enter(Role.ADMINISTRATOR).post("/community", version=1, **{**SENT, "name": long})
    assert answer.status_code == 422
    assert long in answer.text
    assert "invalid-feedback" in answer.text
