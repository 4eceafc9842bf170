"""A chart as SVG within a page: presentation attributes only, so that it needs neither a style nor a script."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from appliance.reports.drawing.charts import STYLES, WIDTH, Bar, Drawing, Hatching

INK, RULE = "#1c2730", "#d5dce2"
_STROKES = {
    Hatching.NONE: "",
    Hatching.RISING: "M0 6L6 0",
    Hatching.FALLING: "M0 0L6 6",
    Hatching.LEVEL: "M0 3L6 3",
    Hatching.UPRIGHT: "M3 0L3 6",
    Hatching.CROSSED: "M0 6L6 0M0 0L6 6",
}


def svg(drawing: Drawing, name: str) -> Markup:
    """Return the element; `name` makes its hatchings its own."""
    parts = Markup("").join([*_patterns(name), *_rules(drawing), *_bars(drawing, name), *_marks(drawing)])
    return Markup(
        '<svg class="report-chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {:g} {:g}" role="img" '
        'font-family="DejaVu Sans, system-ui, sans-serif" font-size="11"><title>{}</title>{}</svg>'
    ).format(WIDTH, drawing.height, drawing.says, parts)


def _patterns(name: str) -> Iterator[Markup]:
    yield Markup("<defs>")
    for at, (colour, hatching) in enumerate(STYLES):
        yield Markup(
            '<pattern id="{}-{}" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" '
            'fill="{}"/><path d="{}" stroke="#fff" stroke-width="1.3" fill="none"/></pattern>'
        ).format(name, at, colour, _STROKES[hatching] or "M0 0")
    yield Markup("</defs>")


def _rules(drawing: Drawing) -> Iterator[Markup]:
    for x1, y1, x2, y2 in drawing.rules:
        yield Markup('<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" stroke="{}"/>').format(x1, y1, x2, y2, RULE)


def _bars(drawing: Drawing, name: str) -> Iterator[Markup]:
    for bar in (*drawing.bars, *drawing.key):
        yield _bar(bar, name)


def _bar(bar: Bar, name: str) -> Markup:
    return Markup(
        '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="url(#{}-{})" stroke="#fff" '
        'stroke-width="0.6"><title>{}</title></rect>'
    ).format(bar.x, bar.y, bar.width, bar.height, name, bar.series % len(STYLES), bar.says)


def _marks(drawing: Drawing) -> Iterator[Markup]:
    for mark in drawing.marks:
        yield Markup('<text x="{:.1f}" y="{:.1f}" fill="{}" text-anchor="{}">{}</text>').format(
            mark.x, mark.y, INK, mark.anchor, mark.text
        )
