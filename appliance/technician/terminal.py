"""A plain terminal of 80 × 24: lines in, lines out, no colours and no codes, so any cable and any program will do."""

from __future__ import annotations

import os
import select
import termios
import textwrap

from appliance.technician.latin import latin
from appliance.technician.shown import shown

WIDTH, HEIGHT = 79, 22
LINE_MAX = 200
TYPED_MAX = 4096
"""Noise on the line without an end is forgotten."""
LOCAL_MODES = 3
"""Where termios keeps them."""
IDLE_S = 600.0
"""Who has left the terminal is put out (TMOUT)."""


class Left(Exception):
    """The technician has gone: the line is closed, or nothing was typed for long."""


class Terminal:
    """What the technician reads and types. Whatever is said is cut to the width, and in pages."""

    def __init__(self, keys: int, screen: int, *, idle_s: float = IDLE_S) -> None:
        """Read from one descriptor, write to the other."""
        self._keys = keys
        self._screen = screen
        self._idle_s = idle_s
        self._typed = b""
        self.latin = False

    def ask(self, question: str) -> str:
        """Ask and return one line without its end, "" for Enter alone. Raises Left."""
        self._write(f"{question} ")
        while b"\n" not in self._typed:
            self._typed = (self._typed + self._more())[-TYPED_MAX:]
        line, _, self._typed = self._typed.partition(b"\n")
        return "".join(sign for sign in line[:LINE_MAX].decode("utf-8", "replace") if sign.isprintable()).strip()

    def ask_secret(self, question: str) -> str:
        """Ask for what must not stand on the screen. Raises Left."""
        if not os.isatty(self._keys):
            return self.ask(question)
        before = termios.tcgetattr(self._keys)
        silent = [*before]
        silent[LOCAL_MODES] &= ~termios.ECHO
        termios.tcsetattr(self._keys, termios.TCSADRAIN, silent)
        try:
            typed = self.ask(question)
        finally:
            termios.tcsetattr(self._keys, termios.TCSADRAIN, before)
        self._write("\n")
        return typed

    def say(self, text: str) -> None:
        """Show a text, a page at a time, without terminal codes and telephone numbers."""
        self._pages(shown(text))

    def say_secret(self, text: str) -> None:
        """Show what must be read as it is: a code or a password of the box itself."""
        self._pages(text)

    def _pages(self, text: str) -> None:
        lines = [part for line in text.split("\n") for part in textwrap.wrap(line, WIDTH) or [""]]
        while lines:
            self._write("\n".join(lines[:HEIGHT]) + "\n")
            lines = lines[HEIGHT:]
            if lines and self.ask("-- далі: Enter, досить: 0 --") == "0":
                return

    def _more(self) -> bytes:
        if not select.select([self._keys], [], [], self._idle_s)[0]:
            self._write("\nДовго нічого не набирали. До побачення.\n")
            raise Left
        typed = os.read(self._keys, 1024)
        if not typed:
            raise Left
        return typed.replace(b"\r", b"\n")

    def _write(self, text: str) -> None:
        left = (latin(text) if self.latin else text).encode("utf-8", "replace")
        while left:
            left = left[os.write(self._screen, left) :]
