"""A person who has put the mouse away."""

from __future__ import annotations

from playwright.sync_api import Page

TABS_MAX = 150


class Keyboard:
    """A clerk who has put the mouse away. `strokes` counts what he strikes beside the letters of his texts."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.strokes = 0

    def strike(self, key: str) -> None:
        self._page.keyboard.press(key)
        self.strokes += 1

    def go_to(self, field: str) -> None:
        """Strike Tab until this field has the focus."""
        for _ in range(TABS_MAX):
            if self._page.evaluate("document.activeElement.name") == field:
                return
            self.strike("Tab")
        raise AssertionError(f"the Tab key never comes to {field}")

    def write(self, field: str, text: str) -> None:
        """Write over what stands in a field."""
        self.go_to(field)
        self.strike("Control+a")
        self._page.keyboard.type(text)

    def choose(self, field: str, letters: str) -> None:
        """Choose from a list by its first letters."""
        self.go_to(field)
        self._page.keyboard.type(letters)
        self.strokes += len(letters)

    def follow(self, words: str) -> None:
        """Strike Tab until the link or button of these words has the focus, then Enter, which opens a page."""
        self.reach(words)
        self.enter()

    def enter(self) -> None:
        """Strike Enter, and wait for the page that it opens."""
        with self._page.expect_navigation():
            self.strike("Enter")

    def reach(self, words: str) -> None:
        """Strike Tab until the link or button of these words has the focus."""
        for _ in range(TABS_MAX):
            if self._page.evaluate("document.activeElement.innerText") == words:
                return
            self.strike("Tab")
        raise AssertionError(f"the Tab key never comes to {words}")
