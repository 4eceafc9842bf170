"""A chart on paper."""

from __future__ import annotations

from collections.abc import Iterator

from fpdf import FPDF

from appliance.reports.drawing.charts import STYLES, WIDTH, Bar, Drawing, Hatching

SPACING = 1.3
"""Millimetres between the strokes of a hatching."""
RULE = (213, 220, 226)
SIZE = 7.0
_SLOPES = {
    Hatching.NONE: (),
    Hatching.RISING: (-1,),
    Hatching.FALLING: (1,),
    Hatching.CROSSED: (-1, 1),
    Hatching.LEVEL: (),
    Hatching.UPRIGHT: (),
}
Stroke = tuple[float, float, float, float]


def draw(paper: FPDF, font: str, chart: Drawing) -> None:
    """Draw it from the present place over the width of the page, and stand below it."""
    scale, left, top = paper.epw / WIDTH, paper.l_margin, paper.get_y()
    paper.set_draw_color(*RULE)
    paper.set_line_width(0.15)
    for x1, y1, x2, y2 in chart.rules:
        paper.line(left + x1 * scale, top + y1 * scale, left + x2 * scale, top + y2 * scale)
    for bar in (*chart.bars, *chart.key):
        _bar(paper, bar, left, top, scale)
    paper.set_font(font, size=SIZE)
    for mark in chart.marks:
        aside = {"start": 0.0, "middle": 0.5, "end": 1.0}[mark.anchor] * paper.get_string_width(mark.text)
        paper.text(left + mark.x * scale - aside, top + mark.y * scale, mark.text)
    paper.set_y(top + chart.height * scale + 2)


def _bar(paper: FPDF, bar: Bar, left: float, top: float, scale: float) -> None:
    colour, hatching = STYLES[bar.series % len(STYLES)]
    x, y, width, height = left + bar.x * scale, top + bar.y * scale, bar.width * scale, bar.height * scale
    paper.set_fill_color(colour)
    paper.rect(x, y, width, height, style="F")
    paper.set_draw_color(255, 255, 255)
    paper.set_line_width(0.25)
    for x1, y1, x2, y2 in _strokes(hatching, width, height):
        paper.line(x + x1, y + y1, x + x2, y + y2)
    paper.rect(x, y, width, height, style="D")


def _strokes(hatching: Hatching, width: float, height: float) -> Iterator[Stroke]:
    if hatching is Hatching.LEVEL:
        yield from ((0.0, y, width, y) for y in _steps(height))
    if hatching is Hatching.UPRIGHT:
        yield from ((x, 0.0, x, height) for x in _steps(width))
    for slope in _SLOPES[hatching]:
        yield from _slanting(slope, width, height)


def _slanting(slope: int, width: float, height: float) -> Iterator[Stroke]:
    """Yield strokes at 45 degrees, cut where the bar ends."""
    for reach in _steps(width + height):
        begin, end = max(reach - height, 0.0), min(reach, width)
        rising = (begin, reach - begin, end, reach - end)
        yield rising if slope < 0 else (begin, height - rising[1], end, height - rising[3])


def _steps(length: float) -> Iterator[float]:
    return (SPACING * at for at in range(1, int(length / SPACING) + 1))
