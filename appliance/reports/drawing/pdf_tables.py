"""A table on paper: words wrapped in their column, the head again on every page.

A text that its column would squeeze stands below its row instead, over the whole width, named there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from fpdf import FPDF

from appliance.reports.drawing.words import clean
from appliance.reports.snapshot import NARROW, text_of
from appliance.reports.tables import WORDY, Cell, CellType, Column, Table

SIZE, LINE, PAD = 8.0, 3.8, 1.2
HEAD, RULE, INK = (232, 237, 241), (213, 220, 226), (28, 39, 48)
BOLD = 1.12
"""So much wider is what stands in bold: heads and totals."""
NARROWEST, WORD_MAX, TEXT_MAX = 8.0, 34.0, 110.0
READABLE, SQUEEZED = 45.0, 2.0
"""A column narrower than this, whose text would like to be so many times as wide, is squeezed."""
LINES_MAX, BELOW_MAX = 40, 26
"""A text longer than this many lines of its column, or below its row, ends with an ellipsis: a page must hold both."""


_SPACES = re.compile(r"[ \t\n]+")
"""Between words; a no-break space is within one."""


def draw_table(paper: FPDF, font: str, table: Table) -> None:
    """Draw a table from the present place, and stand below it."""
    Drawn(paper, font, table).draw()


class Drawn:
    """A table that is being drawn."""

    def __init__(self, paper: FPDF, font: str, table: Table) -> None:
        """Settle the widths of its columns."""
        self._paper, self._font, self._table = paper, font, table
        self._signs: defaultdict[tuple[str, float], dict[str, float]] = defaultdict(dict)
        paper.set_font(font, size=SIZE)
        texts = [
            [_text(cell, column.type) for cell, column in zip(line, table.columns, strict=True)] for line in table.lines
        ]
        self._texts = texts
        self._kept, self._widths = self._laid_out(table.columns, texts)
        self._below = [at for at in range(len(table.columns)) if at not in self._kept]

    def draw(self) -> None:
        """Draw head, rows and total."""
        self._head()
        for number, texts in enumerate(self._texts):
            is_total = number >= len(self._table.rows)
            self._paper.set_font(self._font, "B" if is_total else "", SIZE)
            most = LINES_MAX - BELOW_MAX if self._below else LINES_MAX
            kept = zip(self._kept, self._widths, strict=True)
            cells = [self._wrapped(texts[at], width, most) for at, width in kept]
            below = self._lines_below(texts)
            if self._paper.get_y() + self._height(cells, below) > self._paper.page_break_trigger:
                self._paper.add_page(same=True)
                self._head()
                self._paper.set_font(self._font, "B" if is_total else "", SIZE)
            self._row(cells, below)

    def _head(self) -> None:
        self._paper.set_font(self._font, "B", SIZE - 0.5)
        heads = zip(self._kept, self._widths, strict=True)
        cells = [self._wrapped(clean(self._table.columns[at].title), width) for at, width in heads]
        self._paper.set_fill_color(*HEAD)
        self._paper.rect(self._paper.l_margin, self._paper.get_y(), self._paper.epw, self._height(cells), style="F")
        self._row(cells)

    def _lines_below(self, texts: Sequence[str]) -> list[str]:
        """Return what stands below a row, in lines."""
        named = [f"{clean(self._table.columns[at].title)}: {texts[at]}" for at in self._below if texts[at]]
        lines = [line for text in named for line in self._wrapped(text, self._paper.epw)]
        return lines if len(lines) <= BELOW_MAX else [*lines[: BELOW_MAX - 1], "…"]

    def _row(self, cells: Sequence[Sequence[str]], below: Sequence[str] = ()) -> None:
        paper, top = self._paper, self._paper.get_y()
        paper.set_text_color(*INK)
        x = paper.l_margin
        for lines, at, width in zip(cells, self._kept, self._widths, strict=True):
            for number, text in enumerate(lines):
                aside = PAD if self._table.columns[at].type in WORDY else width - PAD - self._wide(text)
                if text:
                    paper.text(x + aside, top + PAD + LINE * (number + 0.78), text)
            x += width
        for number, text in enumerate(below, start=max(map(len, cells))):
            paper.text(paper.l_margin + PAD, top + PAD + LINE * (number + 0.78), text)
        bottom = top + self._height(cells, below)
        paper.set_draw_color(*RULE)
        paper.set_line_width(0.15)
        paper.line(paper.l_margin, bottom, paper.l_margin + paper.epw, bottom)
        paper.set_y(bottom)

    def _height(self, cells: Sequence[Sequence[str]], below: Sequence[str] = ()) -> float:
        return LINE * (max(len(lines) for lines in cells) + len(below)) + 2 * PAD

    def _laid_out(self, columns: Sequence[Column], texts: Sequence[Sequence[str]]) -> tuple[list[int], list[float]]:
        """Return which columns stand beside each other, and their widths. The first one always does."""
        wanted, least = self._needs_of(columns, texts)
        kept = list(range(len(columns)))
        while True:
            widths = _shared([wanted[at] for at in kept], [least[at] for at in kept], self._paper.epw)
            squeezed = [
                at
                for at, width in zip(kept[1:], widths[1:], strict=True)
                if columns[at].type is CellType.TEXT and width < min(READABLE, wanted[at] / SQUEEZED)
            ]
            if not squeezed:
                return kept, widths
            kept.remove(max(squeezed, key=lambda at: wanted[at]))

    def _needs_of(self, columns: Sequence[Column], texts: Sequence[Sequence[str]]) -> tuple[list[float], list[float]]:
        """Return how wide every column would like to be, and what its longest word needs."""
        wanted, least = [], []
        for at, column in enumerate(columns):
            cells = [row[at] for row in texts]
            head = max(self._wide(word) for word in clean(column.title).split()) * BOLD
            words = {word for text in cells for word in _SPACES.split(text)}
            narrow = max((self._wide(word) for word in words), default=0.0) * BOLD
            least.append(max(min(narrow, WORD_MAX), head, NARROWEST) + 2 * PAD)
            longest = max((self._wide(text) for text in set(cells)), default=0.0) * BOLD
            wanted.append(max(min(longest, TEXT_MAX) + 2 * PAD, least[-1]))
        return wanted, least

    def _wrapped(self, text: str, width: float, most: int = LINES_MAX) -> list[str]:
        """Return the text in lines that fit into a column."""
        room, lines = width - 2 * PAD, []
        for paragraph in text.split("\n"):
            line = ""
            for word in paragraph.replace("\t", " ").split(" "):
                longer = f"{line} {word}" if line else word
                if self._wide(longer) <= room:
                    line = longer
                    continue
                if line:
                    lines.append(line)
                *full, line = self._broken(word, room)
                lines += full
            lines.append(line)
        return lines if len(lines) <= most else [*lines[:most], "…"]

    def _wide(self, text: str) -> float:
        """Return how wide a text is in the present letters: the sum of its signs, each measured once."""
        known = self._signs[self._paper.font_style, self._paper.font_size_pt]
        for sign in text:
            if sign not in known:
                known[sign] = self._paper.get_string_width(sign)
        return sum(known[sign] for sign in text)

    def _broken(self, word: str, room: float) -> list[str]:
        """Return a word in pieces that fit: most do in one."""
        pieces = [""]
        for sign in word:
            if pieces[-1] and self._wide(pieces[-1] + sign) > room:
                pieces.append("")
            pieces[-1] += sign
        return pieces


def _text(cell: Cell, kind: CellType) -> str:
    """Return a cell as it is drawn; a telephone is one word."""
    text = clean(text_of(cell, kind))
    return text.replace(" ", NARROW) if kind is CellType.PHONE else text


def _shared(wanted: Sequence[float], least: Sequence[float], room: float) -> list[float]:
    """Return widths that fill the room exactly."""
    spare = room - sum(wanted)
    if spare >= 0:
        return [width * room / sum(wanted) for width in wanted]
    needs = [want - need for want, need in zip(wanted, least, strict=True)]
    left = room - sum(least)
    if left < 0 or not sum(needs):
        return [width * room / sum(least) for width in least]
    return [need + left * more / sum(needs) for need, more in zip(least, needs, strict=True)]
