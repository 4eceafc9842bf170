"""A box in a temporary directory for checks to look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.casework.box.self_tests import Finding, Outcome
from appliance.settings import BoxSettings, CallSettings, ConsoleSettings, Settings
from appliance.upkeep.self_test.bench import Bench, Check
from appliance.upkeep.self_test.checks import speech
from tests.appliance.casework.register import NOW
from tests.fakes.fresh_register import lay_register


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """A healthy box with an empty register and no daemon's answer; its speech unit may be as slow as a busy machine."""
    monkeypatch.setattr(speech, "PATIENCE_S", 60.0)
    settings = Settings(BoxSettings(state=tmp_path), CallSettings(), ConsoleSettings(), ())
    lay_register(settings.database)
    yield Bench(settings, NOW, {"lines": []})


def look(check: Check, bench: Bench) -> list[Finding]:
    return list(check.look(bench))


def outcomes(check: Check, bench: Bench) -> list[Outcome]:
    return [each.outcome for each in look(check, bench)]


def with_line(bench: Bench, **told: Any) -> Bench:
    """The same box, its daemon telling of one line."""
    line = {"line": "sim1", "state": "idle", "reason": "", "answers": True, "registered": True, **told}
    return replace(bench, told={**bench.told, "lines": [line]})


def one(found: Sequence[Finding]) -> Finding:
    [finding] = found
    return finding
