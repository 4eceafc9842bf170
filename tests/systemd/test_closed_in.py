"""The processes do their work within what their units leave them: no memory both written and run, no barred call."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from tests.systemd.no_wx import CANNOT
from tests.systemd.unit_files import HAS_SYSTEMD, SYSTEMD, analyze, settings

NO_WX = (sys.executable, str(Path(__file__).with_name("no_wx.py")))
SLUKHAVKA = (sys.executable, "-m", "appliance.cli")
CALLBACK = "from appliance.lines import alsa_pcm; print(alsa_pcm._ERROR_HANDLER(lambda *_: None))"
"""ALSA tells its errors to a function of ours: ctypes needs memory that is run for it."""
TOLERATED = {
    "fchown",  # SQLite, only as root; it does not mind a refusal
    "mbind",  # numpy asks where its memory should lie, and does not mind either
}
PATIENCE_S = 60.0


def ran(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=120, cwd=cwd)
    if done.returncode == CANNOT:
        pytest.skip("the kernel is older than 6.3")
    return done


@pytest.fixture
def site(tmp_path: Path) -> Path:
    file = tmp_path / "slukhavka.toml"
    file.write_text(f'[box]\nstate = "{tmp_path / "state"}"\n[[lines]]\nname = "gsm1"\nfamily = "sim7600"\n')
    return file


def test_callbacks_of_alsa_need_no_memory_that_is_written_and_run() -> None:
    done = ran(*NO_WX, sys.executable, "-c", CALLBACK)
    assert (done.returncode, "CFunctionType" in done.stdout) == (0, True), done.stderr


def test_speech_is_made_without_memory_that_is_written_and_run(site: Path, tmp_path: Path) -> None:
    spoken = tmp_path / "said.wav"
    done = ran(
        *NO_WX, *SLUKHAVKA, "--settings", str(site), "say", "--engine", "espeak", "-o", str(spoken), "Добрий день."
    )
    assert done.returncode == 0, done.stderr
    assert spoken.stat().st_size > 8000


@cache
def expanded(name: str) -> frozenset[str]:
    listed = analyze("syscall-filter", name, units=SYSTEMD).stdout.splitlines()[1:]
    words = {line.strip() for line in listed} - {""}
    found = {word for word in words if not word.startswith(("#", "@"))}
    return frozenset(found.union(*(expanded(word) for word in words if word.startswith("@"))))


def allowed(unit: str) -> set[str]:
    """Return the system calls that a unit's filters leave it, each line applied after the one before."""
    left: set[str] = set()
    for line in settings(unit, "Service")["SystemCallFilter"]:
        named: set[str] = set()
        for word in line.lstrip("~").split():
            named |= expanded(word) if word.startswith("@") else {word}
        left = left - named if line.startswith("~") else left | named
    return left


def called(trace: Path) -> set[str]:
    return set(re.findall(r"(?m)^\d+ +([a-z_0-9]+)\(", trace.read_text(errors="replace")))


def traced(trace: Path, unit: str, *words: str) -> Sequence[str]:
    """Return the command that writes down each system call which the unit would refuse, and no other: that is quick."""
    others = ",".join(f"?{name}" for name in sorted(allowed(unit)))
    return (
        "/usr/bin/strace",
        "-f",
        "--seccomp-bpf",
        "-qq",
        "-s",
        "0",
        "-e",
        f"trace=!{others}",
        "-o",
        str(trace),
        *words,
    )


def may_trace() -> bool:
    strace = shutil.which("strace")
    return bool(strace) and not subprocess.run([str(strace), "-qqo", os.devnull, "/bin/true"], check=False).returncode


needs_trace = pytest.mark.skipif(
    not (HAS_SYSTEMD and may_trace()), reason="no systemd-analyze, or nothing may be traced"
)


@needs_trace
def test_the_daemon_starts_and_ends_within_its_system_calls(site: Path, tmp_path: Path) -> None:
    trace, control = tmp_path / "trace", tmp_path / "state/control"
    words = traced(trace, "slukhavka.service", *SLUKHAVKA, "--settings", str(site), "run")
    with subprocess.Popen(words, stderr=subprocess.DEVNULL) as daemon:
        ends_s = time.monotonic() + PATIENCE_S
        try:
            while not (control.exists() and (tmp_path / "state/slukhavka.db").exists()):
                assert time.monotonic() < ends_s
                time.sleep(0.05)
        finally:
            for child in Path(f"/proc/{daemon.pid}/task/{daemon.pid}/children").read_text().split():
                os.kill(int(child), signal.SIGTERM)
        assert daemon.wait(PATIENCE_S) == 0
    assert called(trace) <= TOLERATED


@needs_trace
def test_speech_is_made_within_its_system_calls(site: Path, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    words = ("--settings", str(site), "say", "--engine", "espeak", "-o", str(tmp_path / "said.wav"), "Добрий день.")
    assert ran(*traced(trace, "slukhavka-speech.service", *SLUKHAVKA, *words)).returncode == 0
    assert called(trace) <= TOLERATED


@needs_trace
def test_a_barred_call_is_seen(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    ran(*traced(trace, "slukhavka.service", sys.executable, "-c", "import os; os.chown('/nonexistent', 0, 0)"))
    assert called(trace) - TOLERATED == {"chown"}


@pytest.mark.skipif(not HAS_SYSTEMD, reason="this machine has no systemd-analyze")
def test_the_filter_of_a_unit_bars_something_at_all() -> None:
    assert "setpriority" in allowed("slukhavka-speech.service"), "it gives way to calls by itself"
    assert not {"mount", "reboot", "ptrace", "chown", "clock_settime", "init_module"} & allowed("slukhavka.service")
    assert "clock_settime" in allowed("slukhavka-mend.service")
