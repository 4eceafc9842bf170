"""Debian's Chromium, and what a person does in it."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, StorageState, sync_playwright

CHROMIUM = "/usr/bin/chromium"
TREE = Path(__file__).resolve().parents[2]
SCREENSHOTS = TREE / "build" / "screenshots"
PICTURES = bool(os.environ.get("PICTURES"))
"""`make pictures`: every page is kept as a picture, to be looked at."""
LAYOUT = (Path(__file__).parent / "layout.js").read_text(encoding="utf-8")
PATIENCE_MS = 30_000
"""How long a person waits for what must come; nothing in a test passes sooner or later by it."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser. As root, which Chromium does not trust, without its sandbox."""
    options = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]  # a microphone that beeps
    options += ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield browser
        browser.close()


def new_person(browser: Browser, at: str, *, scripts: bool = True, known: StorageState | None = None) -> BrowserContext:
    """Return a browser of one's own that trusts the box's certificate; `known`: its cookies."""
    context = browser.new_context(
        base_url=at,
        ignore_https_errors=True,
        java_script_enabled=scripts,
        viewport={"width": 1366, "height": 768},
        storage_state=known,
        locale="uk-UA",
        timezone_id="Europe/Kyiv",
    )
    context.set_default_timeout(PATIENCE_MS)
    return context


def bring_cookie(context: BrowserContext, at: str, cookie: str) -> None:
    """Enter by a session that exists already."""
    context.add_cookies([{"name": "__Host-s", "value": cookie, "url": at, "secure": True}])


def complaints(page: Page) -> list[str]:
    """Return a list that gathers what the browser complains of: errors, refusals by the policy, windows."""
    heard: list[str] = []
    page.on("console", lambda said: heard.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: heard.append(str(error)))

    def close(dialog: Any) -> None:
        heard.append(f"a window «{dialog.message}»")
        dialog.dismiss()

    page.on("dialog", close)
    return heard


def keep_picture(page: Page, name: str) -> None:
    """Keep a picture of what is seen as a product of the build."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


class Glass:
    """The screen a page is looked at through: its size and how much it enlarges."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._devtools = page.context.new_cdp_session(page)

    def be(self, width: int, height: int, enlarged: int = 1) -> None:
        """Take another size, in the page's pixels; `enlarged` 2 is a screen at 200 %."""
        size = {"width": width, "height": height, "deviceScaleFactor": enlarged, "mobile": False}
        self._devtools.send("Emulation.setDeviceMetricsOverride", size)

    def show_print(self, *, on: bool) -> None:
        """Show the page as it is printed."""
        self._devtools.send("Emulation.setEmulatedMedia", {"media": "print" if on else ""})

    def keep(self, name: str) -> None:
        """Keep a picture of what is seen, where pictures are asked for: taking one is half of the time of a page."""
        if not PICTURES:
            return
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        taken = self._devtools.send("Page.captureScreenshot", {"format": "png", "optimizeForSpeed": True})
        (SCREENSHOTS / f"{name}.png").write_bytes(base64.b64decode(taken["data"]))


def layout_faults(page: Page) -> list[str]:
    """Return what is wrong with the page as it is drawn."""
    faults: list[str] = page.evaluate(LAYOUT)
    return faults
