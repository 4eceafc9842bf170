"""A report as a page that needs nothing else; a console's page shows the same inside its own frame."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from appliance.reports.drawing import words
from appliance.reports.drawing.charts import drawing
from appliance.reports.drawing.svg import svg
from appliance.reports.sheets import CHANGES_SHOWN, Sheet
from appliance.reports.snapshot import text_of
from appliance.reports.tables import WORDY, Table

EXTENSION = "html"
LONG_WORD = 24
HERE = Path(__file__).parent


def render(sheet: Sheet) -> Mapping[str, bytes]:
    """Return the page."""
    style = Markup((HERE / "page.css").read_text(encoding="utf-8"))  # noqa: S704 (a file of ours)
    page = _templates().get_template("page.html").render(sheet=sheet, body=body(sheet), style=style)
    return {"": page.encode()}


def body(sheet: Sheet) -> Markup:
    """Return all of it but the title: what it is worth, tables with charts, definitions, signatures."""
    template = _templates().get_template("body.html")
    said = {"heading": words.heading, "chart": _chart, "words": words, "most": CHANGES_SHOWN}
    of_cells = {"text_of": text_of, "wordy": WORDY, "clean": words.clean, "has_long_word": _has_long_word}
    return Markup(template.render(sheet=sheet, **of_cells, **said))  # noqa: S704  (our own template escapes)


def _has_long_word(text: str) -> bool:
    """Tell whether some word must be broken: no word of the language is so long, and no column may be."""
    return any(len(word) > LONG_WORD for word in text.split())


def _chart(table: Table) -> Markup:
    found = drawing(table)
    return svg(found, f"fill-{table.name}") if found else Markup("")


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
