"""Row 9: the daemon is killed while somebody leaves a message; the next start finds it and enters it with its call."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from appliance.calls.recording import MARK
from appliance.casework.contacts.calls import INTERRUPTED, VoiceMessage
from appliance.casework.database import reading
from audio.line.wav import read_wav
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import publish_noise
from tests.fakes.box import settings_for
from tests.powercut.recovery import started
from tests.sweep.killed_child import CALLER
from tests.sweep.tally import Progress, Sweep, Tally

LOST_S = 2.0
FIRST_S, LAST_S = 4.5, 14.0
"""Less than two seconds of voice in the file is no message, so nothing is asked of one so short."""
TREE = Path(__file__).resolve().parents[2]
PATIENCE_S = 120.0


def spoken_when_killed(directory: Path, menu: Path, from_s: float) -> float:
    """Let a box live until its caller has spoken for so long, kill it; return how long he really spoke."""
    command = [sys.executable, "-m", "tests.sweep.killed_child", str(directory), str(menu)]
    with subprocess.Popen(command, cwd=TREE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout
        assert child.stderr
        said = ""
        for said in child.stdout:
            if int(said) >= from_s * 1000:
                break
        else:
            raise AssertionError(f"the box ended by itself: {child.stderr.read()[-2000:]}")
        child.kill()
        rest = child.stdout.read().splitlines()
        whole = [line for line in rest if line.isdigit()]
    return int(whole[-2] if len(whole) > 1 else said) / 1000


def judge(directory: Path, spoken_s: float, tally: Tally) -> None:
    """Start the box again on what the killed one has left."""
    about = f"killed after {spoken_s:.2f} s"
    settings = settings_for(directory)
    found = started(settings.box.state)
    assert not found.fault, found.fault
    with reading(settings.database):
        messages = [(each.path, each.duration_s, each.call) for each in VoiceMessage.select()]
    assert len(messages) == 1, f"{len(messages)} messages"
    [(path, duration_s, call)] = messages
    length_s = len(read_wav(settings.recordings / path)) / 16000
    assert abs(length_s - duration_s) < 0.02, f"{length_s} s, in the row {duration_s}"
    tally.measured("lost of a recording", spoken_s - length_s, LOST_S, "s", about)
    tally.measured("seconds of the start", found.took_s, 30.0, "s", about)
    assert (call.number, call.fault) == (CALLER, INTERRUPTED), f"its call: {call.number} {call.fault}"
    assert call.result, "its call is open"
    assert not list(settings.recordings.glob(f"*{MARK}")), "its mark was left"


def killed(times: int, seed: int, done: Progress) -> Tally:
    """Kill so many boxes."""
    chance, tally = random.Random(seed), Tally()
    with TemporaryDirectory(prefix="sweep-") as name:
        menu = publish_noise(small_flow("record"), Path(name) / "menu", seconds={"it": 0.6, "top": 1.0})
        for trial in range(times):
            from_s = chance.uniform(FIRST_S, LAST_S)
            directory = Path(name) / f"box-{trial}"
            directory.mkdir()
            tally.seen("kills")
            try:
                judge(directory, spoken_when_killed(directory, menu, from_s), tally)
            except AssertionError as error:
                tally.fault(f"killed after {from_s:.2f} s: {error}")
            done(trial + 1)
    return tally


KILLED = Sweep(
    "9", "all but the last 2 s is playable after the next start, entered with its call, no mark is left", 100, killed
)
