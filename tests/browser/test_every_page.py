"""Every page of a full office, at the sizes people have: nothing wider than its box, no text on another, no foreign node."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from appliance.casework.accounts import Role
from tests.browser.chromium import chromium, keep_picture, layout_faults, new_person
from tests.browser.office import HOSTILE, Office
from web.server import ConsoleServer
from web.tls import adapter, identity

SIZES = {"1366": (1366, 768), "1024": (1024, 768), "390": (390, 844), "200%": (683, 384)}
FOREIGN = """() => [...document.querySelectorAll('script:not([src]), [onerror], [onload], img[src="x"], iframe, b.evil')]
    .map((node) => node.outerHTML)"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def address(office: Office) -> Iterator[str]:
    tls = adapter(identity(office.house.settings.tls, ("localhost",), datetime.now(UTC)))
    server = ConsoleServer(office.house.app, "127.0.0.1", 0, tls)
    server.prepare()
    thread = threading.Thread(target=server.serve)
    thread.start()
    yield f"https://localhost:{server.bind_addr[1]}"
    server.stop()
    thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


def entered(browser: Browser, office: Office, address: str, role: Role, size: str) -> BrowserContext:
    width, height = SIZES[size]
    context = new_person(browser, address, width=width, height=height)
    context.add_cookies([{"name": "__Host-s", "value": office.cookie(role), "url": address, "secure": True}])
    return context


@pytest.mark.parametrize("size", SIZES)
def test_every_page_fits_and_holds_no_node_that_is_not_the_templates(
    browser: Browser, office: Office, address: str, size: str
) -> None:
    faults: list[str] = []
    with entered_everywhere(browser, office, address, size) as people:
        for role, path in office.pages():
            page = people[role]
            answer = page.goto(path)
            assert answer
            assert answer.status == 200, path
            faults += [f"{path}: {fault}" for fault in layout_faults(page)]
            faults += [f"{path}: a foreign node {node}" for node in page.evaluate(FOREIGN)]
            keep_picture(page, f"{size.strip('%')}-{name_of(path)}")
    assert faults == []
