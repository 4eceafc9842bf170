"""One entry that cannot be read aloud keeps neither the others nor the hours from callers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from appliance.publishing.readable import readable, reader

UNREADABLE = "Ціна ☃ грн."


def service(said_as: str, spoken: str) -> dict[str, Any]:
    return {"said_as": said_as, "spoken": spoken}


def test_what_cannot_be_read_is_left_out_by_itself_and_named(tmp_path: Path) -> None:
    content = {
        "rubrics": {"news": [{"said": ["Добра новина."]}, {"said": ["Число.", 0.5, UNREADABLE]}]},
        "receptions": [
            {"said_as": "голова", "told": ["Приймає голова."]},
            {"said_as": "староста", "told": [UNREADABLE]},
        ],
        "services": {
            "sections": [
                {"said_as": "про землю", "services": [service("про ціну", UNREADABLE), service("про межі", "Межі.")]},
                {"said_as": "про дітей", "services": [service("про ☃", "Добре.")]},
            ]
        },
        "another part": [1],
    }
    kept, remark = readable(content, reader(tmp_path))
    assert kept == {
        "rubrics": {"news": [{"said": ["Добра новина."]}]},
        "receptions": [{"said_as": "голова", "told": ["Приймає голова."]}],
        "services": {"sections": [{"said_as": "про землю", "services": [service("про межі", "Межі.")]}]},
        "another part": [1],
    }
    assert [line.split("»")[0] for line in remark.splitlines()] == [
        "Увага: «Число.",
        "Увага: «староста",
        "Увага: «про ціну",
        "Увага: «про ☃",
    ]


def test_what_is_too_long_to_be_spoken_is_left_out_too(tmp_path: Path) -> None:
    kept, remark = readable({"rubrics": {"questions": [{"said": ["Добре. " * 300]}]}}, reader(tmp_path))
    assert kept == {"rubrics": {"questions": []}}
    assert "довший за 2000 знаків" in remark
