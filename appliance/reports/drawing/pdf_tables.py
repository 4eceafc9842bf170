"""A table on paper: words wrapped in their column, the head again on every page."""

from __future__ import annotations

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
NARROWEST, WORD_MAX, TEXT_MAX = 8.0, 20.0, 110.0
LINES_MAX = 40
"""A text longer than this many lines of its column ends with an ellipsis: a page must hold the row."""


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
        self._widths = self._widths_of(table.columns, texts)

    def draw(self) -> None:
        """Draw head, rows and total."""
        self._head()
        for number, texts in enumerate(self._texts):
            is_total = number >= len(self._table.rows)
            self._paper.set_font(self._font, "B" if is_total else "", SIZE)
            cells = [self._wrapped(text, width) for text, width in zip(texts, self._widths, strict=True)]
            if self._paper.get_y() + self._height(cells) > self._paper.page_break_trigger:
                self._paper.add_page(same=True)
                self._head()
                self._paper.set_font(self._font, "B" if is_total else "", SIZE)
            self._row(cells)

    def _head(self) -> None:
        self._paper.set_font(self._font, "B", SIZE - 0.5)
        heads = zip(self._table.columns, self._widths, strict=True)
        cells = [self._wrapped(clean(column.title), width) for column, width in heads]
        self._paper.set_fill_color(*HEAD)
        self._paper.rect(self._paper.l_margin, self._paper.get_y(), self._paper.epw, self._height(cells), style="F")
        self._row(cells)

    def _row(self, cells: Sequence[Sequence[str]]) -> None:
        paper, top = self._paper, self._paper.get_y()
        paper.set_text_color(*INK)
        x = paper.l_margin
        for lines, column, width in zip(cells, self._table.columns, self._widths, strict=True):
            for number, text in enumerate(lines):
                aside = PAD if column.type in WORDY else width - PAD - self._wide(text)
                if text:
                    paper.text(x + aside, top + PAD + LINE * (number + 0.78), text)
            x += width
        bottom = top + self._height(cells)
        paper.set_draw_color(*RULE)
        paper.set_line_width(0.15)
        paper.line(paper.l_margin, bottom, paper.l_margin + paper.epw, bottom)
        paper.set_y(bottom)

    def _height(self, cells: Sequence[Sequence[str]]) -> float:
        return LINE * max(len(lines) for lines in cells) + 2 * PAD

    def _widths_of(self, columns: Sequence[Column], texts: Sequence[Sequence[str]]) -> list[float]:
        """Give every column what its longest word needs, and what is left to those whose texts are longer."""
        paper = self._paper
        wanted, least = [], []
        for at, column in enumerate(columns):
            cells = [row[at] for row in texts]
            head = max(self._wide(word) for word in clean(column.title).split()) * BOLD
            words = {word for text in cells for word in text.split()}
            narrow = max((self._wide(word) for word in words), default=0.0) * BOLD
            least.append(max(min(narrow, WORD_MAX), head, NARROWEST) + 2 * PAD)
            longest = max((self._wide(text) for text in set(cells)), default=0.0) * BOLD
            wanted.append(max(min(longest, TEXT_MAX) + 2 * PAD, least[-1]))
        return _shared(wanted, least, paper.epw)

    def _wrapped(self, text: str, width: float) -> list[str]:
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
        return lines if len(lines) <= LINES_MAX else [*lines[:LINES_MAX], "…"]

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
