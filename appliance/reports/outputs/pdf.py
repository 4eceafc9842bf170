"""A report on paper: A4, the letters of DejaVu, numbered pages, what its words mean, and lines to sign on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fpdf import FPDF, XPos, YPos

from appliance.reports.drawing import words
from appliance.reports.drawing.charts import drawing
from appliance.reports.drawing.pdf_charts import draw
from appliance.reports.drawing.pdf_tables import draw_table
from appliance.reports.drawing.words import clean
from appliance.reports.sheets import CHANGES_SHOWN, Sheet
from appliance.reports.tables import CellType, Column, Table

EXTENSION = "pdf"

FONTS = Path("/usr/share/fonts/truetype/dejavu")
FONT = "DejaVu"
MARGIN, LINE = 14.0, 5.0
WIDE_FROM = 8
"""A table of more columns lies across, as does every table of a report that lists rows: their texts are long."""
QUIET, INK, BAD = (86, 100, 111), (28, 39, 48), (163, 33, 29)


class Paper(FPDF):
    """Pages of one report, with its name above and the number of the page below."""

    def __init__(self, sheet: Sheet) -> None:
        """Take the fonts. The moment in the file is the report's, so the same report is the same file."""
        super().__init__(format="A4")
        self._sheet = sheet
        self.add_font(FONT, fname=FONTS / "DejaVuSans.ttf")
        self.add_font(FONT, "B", FONTS / "DejaVuSans-Bold.ttf")
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.set_auto_page_break(True, MARGIN + 6)
        self.set_title(sheet.title)
        self.set_lang("uk")
        self.set_creation_date(sheet.made_at)
        self.ink(INK)

    def header(self) -> None:
        """Name the report on every page but the first, which begins with it."""
        if self.page_no() > 1:
            self.say(clean(f"{self._sheet.title}. {self._sheet.community}".rstrip(". ")), 7.5, ink=QUIET)
            self.ln(2)

    def footer(self) -> None:
        """Number the page."""
        self.set_y(-MARGIN)
        self.set_font(FONT, size=7.5)
        self.ink(QUIET)
        self.cell(self.epw, 5, f"Сторінка {self.page_no()} з {{nb}}", align="R")

    def ink(self, colour: tuple[int, int, int]) -> None:
        """Write in a colour from now on."""
        self.set_text_color(*colour)

    def say(self, text: str, size: float, *, style: str = "", ink: tuple[int, int, int] = INK) -> None:
        """Write a paragraph."""
        self.set_font(FONT, style, size)
        self.ink(ink)
        self.multi_cell(self.epw, size * 0.47, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def render(sheet: Sheet) -> Mapping[str, bytes]:
    """Return the document."""
    paper = Paper(sheet)
    paper.add_page(orientation=_lies(sheet, sheet.tables[0]) if sheet.tables else "portrait")
    paper.say(clean(sheet.title), 16, style="B")
    for line in words.heading(sheet):
        paper.say(clean(line), 8.5, ink=QUIET)
    _changes(paper, sheet)
    for table in sheet.tables:
        _table(paper, sheet, table)
    _definitions(paper, sheet)
    _signatures(paper)
    return {"": bytes(paper.output())}


def _lies(sheet: Sheet, table: Table) -> str:
    return "landscape" if sheet.report.is_list or len(table.columns) > WIDE_FROM else "portrait"


def _changes(paper: Paper, sheet: Sheet) -> None:
    if not sheet.changes:
        return
    paper.ln(3)
    paper.say(words.CHANGED, 11, style="B", ink=BAD)
    paper.say(words.CHANGED_MEANS, 8.5)
    head = tuple(Column(title, CellType.TEXT) for title in ("Де", "Видано", "Тепер"))
    rows = tuple((each.where, each.issued, each.now) for each in sheet.changes[:CHANGES_SHOWN])
    more = len(sheet.changes) - len(rows)
    draw_table(paper, FONT, Table("zminy", "", head, rows))
    if more:
        paper.say(f"Ще відмінностей: {more}.", 8, ink=QUIET)


def _table(paper: Paper, sheet: Sheet, table: Table) -> None:
    chart = drawing(table)
    room = 34 + (chart.height * paper.epw / 720 if chart else 0)
    lies = _lies(sheet, table)
    if lies != ("landscape" if paper.w > paper.h else "portrait"):
        paper.add_page(orientation=lies)
    elif paper.get_y() + room > paper.page_break_trigger:
        paper.add_page(same=True)
    else:
        paper.ln(5)
    paper.say(clean(table.title), 11, style="B")
    paper.ln(1.5)
    if chart:
        draw(paper, FONT, chart)
    if table.rows or table.total is not None:
        draw_table(paper, FONT, table)
    if table.note:
        paper.ln(1)
        paper.say(clean(table.note), 8, ink=QUIET)


def _definitions(paper: Paper, sheet: Sheet) -> None:
    paper.ln(6)
    if paper.get_y() + 30 > paper.page_break_trigger:
        paper.add_page(same=True)
    paper.say(words.DEFINITIONS, 11, style="B")
    paper.ln(1)
    for word, says in sheet.definitions:
        paper.set_font(FONT, "B", 8)
        paper.write(4, f"{clean(word)} – ")
        paper.set_font(FONT, "", 8)
        paper.write(4, clean(says))
        paper.ln(4.8)


def _signatures(paper: Paper) -> None:
    needed = 8 + 10 * len(words.SIGNATURES)
    if paper.get_y() + needed > paper.page_break_trigger:
        paper.add_page(same=True)
    paper.ln(4)
    paper.set_font(FONT, size=9)
    for who in words.SIGNATURES:
        paper.ln(6)
        paper.cell(34, 5, who)
        paper.cell(60, 5, "_" * 26)
        paper.cell(60, 5, f"/ {'_' * 26} /", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
