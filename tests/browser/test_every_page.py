"""Every page of a full office, on the screens people have: all of it fits, and not one node is foreign."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from playwright.sync_api import Browser, Page

from appliance.casework.accounts import Role
from tests.browser.chromium import Glass, bring_cookie, complaints, layout_faults, new_person
from tests.browser.office import Office

SIZES = {"1366": (1366, 768, 1), "1024": (1024, 768, 1), "390": (390, 844, 1), "200": (683, 384, 2)}
"""Name: width and height in the page's pixels, and how much the screen enlarges."""
A4 = (718, 1047, 1)
"""A sheet between margins of 10 mm, at 96 pixels to the inch."""
SHEETS = ("print", "extract", "poster", "roster", "shifts")
"""In the addresses of what is printed."""
NODES = """() => [...document.querySelectorAll('*')].map((node) =>
    [node.tagName, ...[...node.attributes].map((each) => each.name).sort()].join(' '))"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
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


def open_page(page: Page, address: str) -> None:
    answer = page.goto(address)
    assert answer, address
    assert answer.status in (200, 422), f"{address}: {answer.status}"


def test_every_page_fits_the_screens_people_have_and_the_browser_has_nothing_to_complain_of(
    browser: Browser, office: Office
) -> None:
    faults: list[str] = []
    with everybody(browser, office) as pages:
        heard = {role: complaints(page) for role, page in pages.items()}
        glasses = {role: Glass(page) for role, page in pages.items()}
        for visit in office.visits():
            page, glass = pages[visit.role], glasses[visit.role]
            open_page(page, visit.address)
            for size, measures in SIZES.items():
                glass.be(*measures)
                faults += [f"{visit.address} at {size}: {fault}" for fault in layout_faults(page)]
                glass.keep(f"{visit.name}-{size}")
            faults += [f"{visit.address}: the browser says {said}" for said in heard[visit.role]]
            heard[visit.role].clear()
    assert not faults, "\n".join(faults)
