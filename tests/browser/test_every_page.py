"""Every page of a full office, on the screens people have: all of it fits, and not one node is foreign."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from appliance.casework.entrance.accounts import BOX, Account, Role
from appliance.casework.entrance.credentials import Credential
from tests.browser.chromium import Glass, bring_cookie, complaints, layout_faults, new_person
from tests.browser.office import Office, served
from tests.browser.words import TAME
from tests.web.house import House

SIZES = {"1366": (1366, 1800, 1), "390": (390, 1800, 1), "1024": (1024, 768, 1), "200": (683, 384, 2)}
"""Name: width and height in the page's pixels, and how much the screen enlarges."""
KEPT = ("1366", "390")
"""At these sizes a picture is kept; they are high, so that it shows more of the page."""
A4 = (718, 1047, 1)
"""A sheet between margins of 10 mm, at 96 pixels to the inch."""
SHEETS = (
    "answers.sheet", "appeals.printed", "news.sheet", "notices.print_announcement",
    "notices.print_works", "panel.lid", "paper.hours", "paper.printed", "people.extract", "poster.sheet",
    "reception.print_day", "reception.sheet", "report-register", "report-topics", "reports.one",
    "retention-act-done-print", "retention.printed", "roster.week", "services.sheet", "shifts.one", "status.status",
)  # fmt: skip
"""What is printed."""
STRANGERS_PAGES = ("/first-run", "/login")
STRANGERS_FILES = ("/authority.crt",)
"""What a browser needs before it trusts the box."""
NODES = """() => [...document.querySelectorAll('*')].map((node) =>
    [node.tagName, ...[...node.attributes].map((each) => each.name).sort()].join(' '))"""


# A process has one database at a time, so one office is closed before the next opens.


@pytest.fixture(scope="module")
def tame_nodes(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Set[str]]:
    """The kinds of nodes on every page of an office in which nobody has written a sign that means something."""
    office = Office(tmp_path_factory.mktemp("tame"), TAME)
    with everybody(browser, office) as pages:
        found = {}
        for visit in office.visits:
            open_page(pages[visit.role], visit.address)
            found[visit.name] = kinds_of_nodes(pages[visit.role])
        return found


@pytest.fixture(scope="module")
def office(tame_nodes: Mapping[str, Set[str]], tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("office"))


@contextmanager
def everybody(browser: Browser, office: Office) -> Iterator[dict[Role, Page]]:
    """A window for a person of every role, entered."""
    with office.serve() as at, ExitStack() as stack:
        pages = {}
        for role in Role:
            context = new_person(browser, at)
            stack.callback(context.close)
            bring_cookie(context, at, office.cookie(role))
            pages[role] = context.new_page()
        yield pages


def open_page(page: Page, address: str) -> int:
    answer = page.goto(address)
    assert answer, address
    assert answer.status in (200, 422), f"{address}: {answer.status}"
    return answer.status


def kinds_of_nodes(page: Page) -> Set[str]:
    """The kinds of nodes of an open page: their names with those of their attributes."""
    return frozenset(page.evaluate(NODES))


@dataclass
class Findings:
    """What was wrong on the way through all pages."""

    faults: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def findings(browser: Browser, office: Office, tame_nodes: Mapping[str, Set[str]]) -> Findings:
    """Open every page once, compare its nodes, and look at it in every size."""
    found = Findings()
    with everybody(browser, office) as pages:
        heard = {role: complaints(page) for role, page in pages.items()}
        glasses = {role: Glass(page) for role, page in pages.items()}
        for visit in office.visits:
            page, glass = pages[visit.role], glasses[visit.role]
            heard[visit.role].clear()
            answered = open_page(page, visit.address)
            if answered == 200:
                found.complaints += [f"{visit.address}: {said}" for said in heard[visit.role]]
            foreign = kinds_of_nodes(page) - tame_nodes[visit.name]
            found.foreign += [f"{visit.address}: {node}" for node in foreign]
            found.faults += looked_at(page, glass, visit.address, visit.name)
            if answered != 200:
                page.goto("about:blank")  # what it asks for again is refused again, and would be heard on the next
    return found


def looked_at(page: Page, glass: Glass, address: str, name: str) -> list[str]:
    """Look at the open page in every size; return what does not fit."""
    faults = []
    for size, measures in SIZES.items():
        glass.be(*measures)
        faults += [f"{address} at {size}: {fault}" for fault in layout_faults(page)]
        if size in KEPT:
            glass.keep(f"{name}-{size}")
    return faults


def test_every_page_opens_for_whoever_may(tame_nodes: Mapping[str, Set[str]]) -> None:
    """The first walk through them, alone: with the second, of the findings, it would take longer than a test may."""
    assert all(tame_nodes.values())


def test_every_page_fits_the_screens_people_have(findings: Findings) -> None:
    assert not findings.faults, "\n".join(findings.faults)


def test_the_browser_has_nothing_to_complain_of_on_any_page(findings: Findings) -> None:
    assert not findings.complaints, "\n".join(findings.complaints)


def test_whatever_strangers_write_no_page_has_a_node_that_is_not_its_templates(findings: Findings) -> None:
    """The same texts without the signs that mean something make the same kinds of nodes on every page."""
    assert not findings.foreign, "\n".join(findings.foreign)


def test_what_is_printed_fits_its_paper_and_the_poster_is_one_sheet(browser: Browser, office: Office) -> None:
    faults: list[str] = []
    with everybody(browser, office) as pages:
        for visit in office.visits:
            if visit.name not in SHEETS:
                continue
            page = pages[visit.role]
            open_page(page, visit.address)
            glass = Glass(page)
            glass.show_print(on=True)
            glass.be(*A4)
            faults += [f"{visit.address}: {fault}" for fault in layout_faults(page)]
            glass.keep(f"{visit.name}-A4")
            if visit.name == "poster.sheet":
                assert page.pdf(format="A4", print_background=True).count(b"/Type /Page\n") == 1
    assert not faults, "\n".join(faults)


def test_the_way_in_fits_too(browser: Browser, tmp_path: Path) -> None:
    house = House(tmp_path, profile=None)
    faults: list[str] = []
    with served(house) as at:
        page = new_person(browser, at).new_page()
        heard = complaints(page)
        for address in STRANGERS_PAGES:
            if address == "/login":
                let_an_administrator_in(house)
            open_page(page, address)
            assert page.url == f"{at}{address}"
            faults += looked_at(page, Glass(page), address, address.strip("/"))
        page.context.close()
    assert not faults + heard, "\n".join(faults + heard)


def test_nothing_but_the_first_run_the_door_and_the_certificate_is_open_to_strangers(office: Office) -> None:
    assert office.strangers_pages() == {*STRANGERS_PAGES, *STRANGERS_FILES}


def let_an_administrator_in(house: House) -> None:
    with house.database():
        account = Account.get_by_id(Account.add("Адміністратор", Role.ADMINISTRATOR, now=house.now(), login="admin"))
        Credential.set_password(account, "довгий пароль для входу", by=BOX, now=house.now())
