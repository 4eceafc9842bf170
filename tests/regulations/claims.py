"""What a run of pytest tells the command `python -m tests.regulations`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path


class Outcome(StrEnum):
    """How a claiming test ended. An expected failure proves nothing, whether it failed or not."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "was skipped"
    XFAIL = "is expected to fail"
    NOT_RUN = "was collected but not run"


@dataclass(frozen=True, slots=True)
class Claim:
    """One test that carries the marker: its node id, the rows it names, how it ended."""

    test: str
    rows: tuple[str, ...]
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Run:
    """All claims of one run of pytest, with its exit status."""

    exit_status: int
    claims: tuple[Claim, ...]


def write(run: Run, path: Path) -> None:
    """Keep the run as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(run), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read(path: Path) -> Run:
    """Read what `write` kept. Raises FileNotFoundError when no run came to its end."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    claims = (Claim(claim["test"], tuple(claim["rows"]), Outcome(claim["outcome"])) for claim in raw["claims"])
    return Run(raw["exit_status"], tuple(claims))
