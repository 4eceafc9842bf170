"""What hangs on the notice board: large letters, nothing cut off, and as many sheets as it needs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from appliance.casework.entrance.accounts import BOX, Role
from appliance.casework.knowledge.rubrics import EntryWording, Rubric, RubricEntry
from appliance.casework.knowledge.services import Service
from appliance.casework.knowledge.starter_services import load_starter_services
from appliance.casework.notices.announcements import Announcement, NewAnnouncement
from appliance.casework.office.community import Profile
from appliance.menu.published import CONTENT, CURRENT
from appliance.publishing.compose import content_now
from appliance.publishing.profiles import DIRECTORIES
from appliance.settings import STARTER
from tests.browser.chromium import Glass, bring_cookie, layout_faults, new_person
from tests.browser.office import served
from tests.web.house import House

A4 = (703, 1032, 1)
"""A sheet between margins of 12 mm, at 96 pixels to the inch."""
BODY_PX = 24
"""18 points."""
LINE = "Просимо звільнити двори від машин, бо техніка чиститиме сніг від самого ранку й до вечора."
ITEM = "Звільніть двір від машин до ранку."
SMALLEST = """() => Math.min(...[...document.querySelectorAll('.sheet *')]
    .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
    .map((each) => parseFloat(getComputedStyle(each).fontSize)))"""
HIDES = """() => [...document.querySelectorAll('main, main *')]
    .filter((each) => getComputedStyle(each).overflow !== 'visible').map((each) => each.outerHTML.slice(0, 80))"""


def lay_out(house: House, profile: Profile) -> None:
    """Publish the starter menu of a profile with all starter services, without its sounds."""
    directory = house.settings.published / "1"
    directory.mkdir(parents=True)
    for name in ("flow.toml", "hours.toml"):
        (directory / name).write_bytes((STARTER / DIRECTORIES[profile] / name).read_bytes())
    with house.database():
        load_starter_services(house.now())
        told = content_now(house.now())
    (directory / CONTENT).write_text(json.dumps(told), encoding="utf-8")
    (house.settings.published / CURRENT).symlink_to("1")


@contextmanager
def opened(browser: Browser, house: House) -> Iterator[tuple[Page, Glass]]:
    """A window of the editor, as it is printed on A4."""
    visitor = house.enter(Role.EDITOR)
    kept = visitor.client.get_cookie("__Host-s", domain="localhost")
    assert kept is not None
    with served(house) as at:
        context = new_person(browser, at)
        bring_cookie(context, at, kept.value)
        page = context.new_page()
        glass = Glass(page)
        glass.show_print(on=True)
        glass.be(*A4)
        yield page, glass
        context.close()


def sheets_of(page: Page) -> int:
    """How many sheets of A4 the page takes."""
    return page.pdf(prefer_css_page_size=True, print_background=True).count(b"/Type /Page\n")


@pytest.mark.parametrize("profile", Profile)
def test_the_poster_of_every_profile_is_one_sheet(profile: Profile, browser: Browser, tmp_path: Path) -> None:
    house = House(tmp_path, profile=profile)
    lay_out(house, profile)
    with opened(browser, house) as (page, glass):
        page.goto("/poster")
        glass.keep(f"poster-{profile}-A4")
        assert layout_faults(page) == []
        assert sheets_of(page) == 1


@pytest.mark.row("D11")
def test_sheets_have_letters_for_a_notice_board_and_flow_to_as_many_pages_as_they_need(
    browser: Browser, tmp_path: Path
) -> None:
    house = House(tmp_path)
    lay_out(house, Profile.K)
    ends = house.now().wall + timedelta(days=2)
    with house.database():
        short = Announcement.add(NewAnnouncement(LINE, house.now().wall, ends), by=BOX, now=house.now())
        wording = EntryWording("Прибирання снігу", "\n".join([ITEM] * 28), ends_at=ends)
        long = RubricEntry.add(Rubric.NEWS, wording, by=BOX, now=house.now())
        service = Service.select().order_by(Service.id).first().id
    wanted = {
        f"/notices/announcements/{short}/print": 1,
        f"/news/{long}/print": 2,
        "/paper/hours": 1,
        f"/services/{service}/print": None,
    }
    with opened(browser, house) as (page, glass):
        for at, (address, count) in enumerate(wanted.items()):
            answer = page.goto(address)
            assert answer
            assert answer.status == 200, address
            glass.keep(f"sheet-{at}-A4")
            assert layout_faults(page) == [], address
            assert page.evaluate(SMALLEST) >= BODY_PX, address
            assert page.evaluate(HIDES) == [], "what is hidden where a page ends would be cut"
            assert count in (None, sheets_of(page)), address


def test_the_decision_begins_every_annex_on_a_sheet_of_its_own(browser: Browser, tmp_path: Path) -> None:
    house = House(tmp_path)
    lay_out(house, Profile.K)
    with opened(browser, house) as (page, glass):
        page.goto("/paper/decision/print?council=Менської міської ради&responsible=" + "Олена Коваль " * 12)
        glass.keep("decision-A4")
        assert layout_faults(page) == []
        assert sheets_of(page) in (3, 4)
