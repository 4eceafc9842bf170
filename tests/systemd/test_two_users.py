"""Daemon, console and the jobs of the timers run under users of their own of one group, and write the same places."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

DAEMON, CONSOLE, JOBS, GROUP, STRANGER = 64101, 64102, 64103, 64100, 64999
pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become two users")


@pytest.fixture
def state() -> Iterator[Path]:
    """A state directory as tmpfiles.d makes it, in a place that every user can reach."""
    made = Path(tempfile.mkdtemp(prefix="slukhavka-two-users-"))
    made.chmod(0o755)
    state = made / "state"
    for directory in (state, state / "asked", state / "copies", state / "recordings"):
        directory.mkdir()
        os.chown(directory, DAEMON, GROUP)
        directory.chmod(0o2770)
    yield state
    shutil.rmtree(made)


def does(user: int, deed: str, state: Path, group: int = GROUP) -> str:
    words = [sys.executable, "-m", "tests.systemd.as_user", str(user), str(group), deed, str(state)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_both_write_one_register_whoever_made_it_and_whoever_came_last(state: Path) -> None:
    assert does(DAEMON, "migrate", state) == "True"
    assert does(CONSOLE, "write", state) == "True"
    assert does(DAEMON, "write", state) == "True"
    assert does(CONSOLE, "read", state) == "2"
    for path in state.glob("slukhavka.db*"):
        found = path.stat()
        assert (stat.S_IMODE(found.st_mode), found.st_gid) == (0o660, GROUP), path.name


def test_a_pin_that_the_console_sets_lets_in_by_telephone(state: Path) -> None:
    does(CONSOLE, "set-pin", state)
    assert does(DAEMON, "try-pin", state) == "RIGHT"


def test_what_one_asks_for_the_other_takes_away(state: Path) -> None:
    does(CONSOLE, "ask", state)
    assert does(DAEMON, "take", state) == "True"


def test_the_jobs_of_the_timers_copy_and_look_through_what_the_daemon_has_made_and_it_goes_on(state: Path) -> None:
    does(DAEMON, "migrate", state)
    assert does(DAEMON, "backup", state).endswith("0"), "as the installer's one before a restart"
    for job in ("backup", "nightly"):
        does(CONSOLE, "write", state)
        assert does(JOBS, job, state).endswith("0")
    assert does(DAEMON, "write", state) == "True"
    made = [path for path in state.rglob("*") if path.stat().st_uid == JOBS]
    assert len([path for path in made if path.suffix == ".db"]) == 1
    assert all(path.stat().st_gid == GROUP and path.stat().st_mode & 0o060 == 0o060 for path in made)


def test_a_user_of_no_unit_reads_nothing(state: Path) -> None:
    does(DAEMON, "migrate", state)
    with pytest.raises(AssertionError, match="unable to open"):
        does(STRANGER, "read", state, group=STRANGER)
