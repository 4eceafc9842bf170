"""A recording that is dropped, cut at every call and with every choice of what is kept."""

from __future__ import annotations

import itertools
import sys
from functools import partial
from pathlib import Path

import pytest

from appliance.calls.recording import MARK
from tests.powercut.disk import Disk
from tests.powercut.trace import record

DROPS = "import sys, pathlib; from appliance.calls.recording import drop; drop(pathlib.Path(sys.argv[1]))"


@pytest.mark.row("L2")
def test_sound_that_is_dropped_is_never_back_without_its_mark(tmp_path: Path) -> None:
    state = (tmp_path / "state").resolve()
    (state / "recordings").mkdir(parents=True)
    sound = state / "recordings" / "call-1.wav"
    sound.write_bytes(b"sound")
    sound.with_suffix(MARK).touch()
    disk = Disk(state)
    for op in record([sys.executable, "-c", DROPS, str(sound)], state, tmp_path / "marks", tmp_path / "trace"):
        disk.do(op)
        for kept in itertools.product((False, True), repeat=3):
            choice = iter(kept)
            names = {Path(name).name for name in disk.left(partial(next, choice))}
            assert "call-1.wav" not in names or f"call-1{MARK}" in names, f"after {op.kind} {op.path}"
    assert set(disk.left(lambda: False)) <= {"recordings", f"recordings/call-1{MARK}"}
