"""A model decision of the executive committee on the hot line, for the office's lawyer to go over.

Article 5 of the Law on appeals speaks of "determined" hot lines: some act of the council must name the number, the
hours and who answers for it. Its words are data: `firmware_config/starter/decision.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from appliance.settings import STARTER

MODEL = STARTER / "decision.toml"
GAP = "______________"
"""What the office fills in by hand."""
KEEPS_DAYS = "90"
MENU = "{menu}"
_PLACE = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What only the office knows, as it was typed; "" leaves a gap. `council` stands in the genitive."""

    council: str = ""
    place: str = ""
    number: str = ""
    day: str = ""
    responsible: str = ""
    controls: str = ""
    signs: str = ""
    keeps_days: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the box knows: settings of the community, published hours and menu (pairs of words)."""

    community: str
    telephones: Sequence[str]
    address: str
    hours: Sequence[tuple[str, str]]
    choices: Sequence[tuple[str, str]]
    accepts_anonymous: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, "" for none, and the points under it; they are numbered through the whole annex."""

    heading: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """The document, ready to be drawn as a page or as plain text; an annex is its heading and its parts."""

    body: str
    place: str
    number: str
    day: str
    title: str
    preamble: str
    points: tuple[str, ...]
    signs: str
    annexes: tuple[tuple[str, tuple[Part, ...]], ...]


def decision(known: Known, asked: Asked, model: Path = MODEL) -> Decision:
    """Return the model with all that is known filled in. Raises OSError, tomllib.TOMLDecodeError, KeyError."""
    words: dict[str, Any] = tomllib.loads(model.read_text(encoding="utf-8"))
    facts = _facts(known, asked, words["anonymous"])
    return Decision(
        body=_filled(words["body"], facts),
        place=asked.place or GAP,
        number=asked.number or GAP,
        day=asked.day or GAP,
        title=_filled(words["title"], facts),
        preamble=_filled(words["preamble"], facts),
        points=_points(words["points"], facts),
        signs=asked.signs or GAP,
        annexes=tuple((annex["heading"], _parts(annex["part"], facts)) for annex in words["annex"]),
    )


def as_text(document: Decision) -> str:
    """Return the document as plain text."""
    return "\n".join(_lines(document)) + "\n"


def _facts(known: Known, asked: Asked, anonymous: Mapping[str, str]) -> Mapping[str, str]:
    owner = f"виконавчий комітет {asked.council}" if asked.council else known.community or GAP
    return {
        "council": asked.council or f"{GAP} ради",
        "numbers": ", ".join(known.telephones) or GAP,
        "hours": "; ".join(f"{days} — {hours}" for days, hours in known.hours) or GAP,
        "menu": "; ".join(f"{key} — {words[:1].lower()}{words[1:]}" for key, words in known.choices),
        "responsible": asked.responsible or GAP,
        "controls": asked.controls or GAP,
        "keeps_days": asked.keeps_days or KEEPS_DAYS,
        "owner": f"{owner}, {known.address}" if known.address else owner,
        "anonymous": anonymous["accepted" if known.accepts_anonymous else "refused"],
    }


def _filled(words: str, facts: Mapping[str, str]) -> str:
    """Put the facts into their places, once: what somebody typed is never a place."""
    return _PLACE.sub(lambda found: facts[found[1]], words)


def _points(points: Sequence[str], facts: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(_filled(point, facts) for point in points if facts["menu"] or MENU not in point)


def _parts(parts: Sequence[Mapping[str, Any]], facts: Mapping[str, str]) -> tuple[Part, ...]:
    return tuple(Part(part.get("heading", ""), _points(part["points"], facts)) for part in parts)


def _lines(document: Decision) -> Iterator[str]:
    yield from (document.body, "", "РІШЕННЯ", "")
    yield from (f"{document.day}    {document.place}    № {document.number}", "", document.title, "")
    yield from (document.preamble, "")
    yield from _numbered(document.points, 1)
    yield from ("", f"{document.signs}    {GAP}")
    for number, (heading, parts) in enumerate(document.annexes, 1):
        of = f"до рішення від {document.day} № {document.number}"
        yield from ("", "", f"Додаток {number}", of, "", heading.upper())
        first = 1
        for part in parts:
            yield from ("", *([part.heading] if part.heading else []))
            yield from _numbered(part.points, first)
            first += len(part.points)


def _numbered(points: Sequence[str], first: int) -> Iterator[str]:
    yield from (f"{number}. {point}" for number, point in enumerate(points, first))
