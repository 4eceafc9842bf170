"""One browser and one running box for all tests here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import chromium
from tests.browser.running import Running, Telephones, running_box, settle_in


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def running(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The box of `make run` after its first run."""
    with running_box(tmp_path_factory.mktemp("run")) as box:
        settle_in(browser, box)
        yield box


@pytest.fixture(scope="session")
def telephones(running: Running) -> Iterator[Telephones]:
    with Telephones(running.directory / "modem" / "control") as ringing:
        yield ringing
