"""Debian's Chromium, and what a person does in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
TREE = Path(__file__).resolve().parents[2]
SCREENSHOTS = TREE / "build" / "screenshots"
LAYOUT = (Path(__file__).parent / "layout.js").read_text(encoding="utf-8")
PATIENCE_MS = 30_000
"""How long a person waits for what must come; nothing in a test passes sooner or later by it."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser. As root, which Chromium does not trust, without its sandbox."""
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield browser
        browser.close()


def new_person(browser: Browser, at: str, *, scripts: bool = True, width: int = 1366, height: int = 768) -> BrowserContext:
    """Return a browser of one's own that trusts the box's certificate."""
    context = browser.new_context(
        base_url=at,
        ignore_https_errors=True,
        java_script_enabled=scripts,
        viewport={"width": width, "height": height},
        locale="uk-UA",
        timezone_id="Europe/Kyiv",
    )
    context.set_default_timeout(PATIENCE_MS)
    return context


def keep_picture(page: Page, name: str) -> None:
    """Keep a screenshot of the whole page as a product of the build."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


def layout_faults(page: Page) -> list[str]:
    """Return what is wrong with the page as it is drawn."""
    faults: list[str] = page.evaluate(LAYOUT)
    return faults
