"""Every kind of node and every starter menu, walked to every exit: nobody is led into the dark, nobody is cut off."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from appliance.casework.entrance.accounts import BOX
from appliance.casework.notices.announcements import Announcement, NewAnnouncement
from appliance.casework.notices.emergency_texts import EmergencyOrder, EmergencyText
from appliance.casework.notices.told import told
from appliance.casework.office.community import Community, Profile, Settlement
from appliance.casework.office.hours import day_hours
from appliance.casework.office.hours_file import from_toml
from appliance.casework.office.receptions import Reception, ReceptionFields
from appliance.casework.row import bind
from appliance.clock import Moment
from appliance.contracts.office import PresenceState
from appliance.menu.content import Background, Content
from appliance.menu.flow import flow_of, read_flow
from appliance.menu.node import KINDS
from appliance.menu.notices import Notices, read_notices, words_only
from appliance.menu.published import Published
from appliance.menu.trial import unspoken
from appliance.menu.trial_office import Operators, TrialHouse
from appliance.publishing.compose import content_now
from appliance.publishing.first_set import lay_out
from appliance.publishing.profiles import starter
from tests.appliance.menu.every_exit import Caller, Found, every_exit, missing
from tests.appliance.menu.small_flow import KINDS_OF_IT, small_flow
from tests.fakes.fresh_register import lay_register

MONDAY = Moment(datetime(2026, 11, 23, 9, 0, tzinfo=UTC), 1000.0, True, "boot")
"""Eleven o'clock in Kyiv."""
LUNCH = replace(MONDAY, wall=datetime(2026, 11, 23, 10, 15, tzinfo=UTC))
NIGHT = replace(MONDAY, wall=datetime(2026, 11, 24, 0, 30, tzinfo=UTC))
SUNDAY = replace(MONDAY, wall=datetime(2026, 11, 29, 9, 0, tzinfo=UTC))
WEEK = from_toml({"week": {day: ["08:00-12:00", "12:45-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}})
MOBILE = "+380671234567"


def callers(notices: Notices, home: int = 0) -> list[Caller]:
    """Everybody who may call, the likeliest first."""
    person = TrialHouse(number=MOBILE)
    out = [Caller(f"оператор {state}", MONDAY, replace(person, operators=state), notices) for state in Operators]
    return [
        *out,
        Caller("уночі, номер приховано", NIGHT, TrialHouse(), notices),
        Caller("у перерву", LUNCH, person, notices),
        Caller("у неділю, з відомого села", SUNDAY, replace(person, settlements=frozenset({home})), notices),
        Caller("оператор громади", MONDAY, replace(person, staff=PresenceState.BREAK), notices),
        Caller("диск відмовляє", MONDAY, replace(person, keeps=False), notices),
    ]


@contextmanager
def office(directory: Path, profile: Profile) -> Iterator[int]:
    """An office of a profile after its first run, with all that an office tells; yields a settlement."""
    lay_register(directory / "slukhavka.db")
    with bind(directory / "slukhavka.db").connection_context():
        Community.found("Менська громада", profile, by=BOX, now=MONDAY)
        homes = [Settlement.add(name, kind="с.", by=BOX, now=MONDAY) for name in ("Вишневе", "Дібрівка")]
        lay_out(profile, martial_law=True, by=BOX, now=MONDAY)
        for where, text in (([], "Завтра відбудеться сесія ради."), (homes[:1], "У селі Вишневе немає води.")):
            until = MONDAY.wall + timedelta(days=20)
            Announcement.add(NewAnnouncement(text, MONDAY.wall, until, settlements=where), by=BOX, now=MONDAY)
        EmergencyOrder.put_on(EmergencyText.standing()[0].id, 2, by=BOX, now=MONDAY)
        week = (*(day_hours("10:00-12:00"),) * 5, (), ())
        Reception.add(ReceptionFields("голова громади", "Іваненко Петро", "кабінет 5", week), by=BOX, now=MONDAY)
        yield homes[0]


def starter_menu(profile: Profile) -> Published:
    """The menu of a profile with all that its office tells, over hours that know everything: a break, too."""
    # As JSON and back: so it lies in the published directory.
    content = json.loads(json.dumps(content_now(MONDAY), ensure_ascii=False))
    return unspoken(flow_of(starter(profile).document), Background(WEEK, Content(content)))


def judge(menu: Published, found: Found) -> None:
    assert missing(menu.flow, found) == set(), f"nobody came there in {found.walks} walks"
    assert found.bad == []


@pytest.mark.parametrize("profile", Profile)
def test_every_exit_of_every_node_of_a_starter_menu_is_reached_and_no_call_ends_in_silence(
    profile: Profile, tmp_path: Path
) -> None:
    with office(tmp_path, profile) as home:
        menu = starter_menu(profile)
        notices = read_notices(told(MONDAY.wall), words_only)
    judge(menu, every_exit(menu, callers(notices, home)))


@pytest.mark.parametrize("profile", Profile)
def test_a_starter_menu_of_an_office_that_has_written_nothing_yet_leads_nobody_astray(profile: Profile) -> None:
    chosen = starter(profile)
    menu = unspoken(flow_of(chosen.document), Background(from_toml(dict(chosen.hours))))
    found = every_exit(menu, callers(Notices())[:1], rounds=[False])
    assert found.bad == []


@pytest.fixture(scope="module")
def told_everything(tmp_path_factory: pytest.TempPathFactory) -> tuple[Content, Notices, int]:
    """All that an office can tell, and where one of its callers lives."""
    with office(tmp_path_factory.mktemp("office"), Profile.K) as home:
        content = json.loads(json.dumps(content_now(MONDAY), ensure_ascii=False))
        return Content(content), read_notices(told(MONDAY.wall), words_only), home


@pytest.mark.parametrize("kind", KINDS)
def test_every_exit_of_every_kind_of_node_is_reached(kind: str, told_everything: tuple[Content, Notices, int]) -> None:
    assert kind in KINDS_OF_IT, "a new kind of node is walked too: give it a menu in small_flow"
    content, notices, home = told_everything
    menu = unspoken(read_flow(small_flow(kind)), Background(WEEK, content))
    found = every_exit(menu, callers(notices, home), goodbyes=("goodbye", "it"), wanted=("it",))
    assert missing(menu.flow, found, ("it",)) == set()
    assert found.bad == []


def test_a_call_that_ends_without_a_goodbye_is_noticed_and_so_is_a_place_where_nobody_comes() -> None:
    flow = small_flow("record").replace('kind = "hang_up"\nprompt = "goodbye"', 'kind = "hang_up"\nprompt = "next"')
    whole = read_flow(flow)
    barred = replace(whole, exits={**whole.exits, "sub": {**whole.exits["sub"], "1": "next"}})
    found = every_exit(unspoken(barred, Background(WEEK)), callers(Notices()))
    assert {("it", "done"), ("it", "nothing")} <= missing(barred, found)
    assert "без прощання" in found.bad[0]
