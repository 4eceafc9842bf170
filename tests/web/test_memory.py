"""The console carries nothing that it does not need, and its threads leave no memory behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.systemd.unit_files import settings

TREE = Path(__file__).resolve().parents[2]
CHECKS = """
import threading
from pathlib import Path
from appliance.casework.entrance.credentials import password_fits
from web.memory import keep_little

def resident_mb():
    return int(Path("/proc/self/status").read_text().split("VmRSS:")[1].split()[0]) / 1024

keep_little()
gate = threading.Event()

def check(done):
    password_fits(None, "тиха вода греблю рве")
    done.set()
    gate.wait()

before = resident_mb()
threads = []
for _ in range(6):
    done = threading.Event()
    threads.append(threading.Thread(target=check, args=(done,)))
    threads[-1].start()
    done.wait()
print(resident_mb() - before)
gate.set()
"""
ONE_CHECK_MB = 19.0
PAGES = """
import threading
from tests.soak.memory import malloc_mb
from web.memory import keep_little

keep_little()
gate = threading.Event()

def answer(done):
    page = [bytes(size) for size in range(520, 1000, 16) for _ in range(7)]
    page.clear()
    done.set()
    gate.wait()

before = malloc_mb()
for _ in range(40):
    done = threading.Event()
    threading.Thread(target=answer, args=(done,)).start()
    done.wait()
print(malloc_mb() - before)
gate.set()
"""
LOADED = "import appliance.commands.console, sys; print(*sys.modules)"
OF_OTHER_PROCESSES = {"numpy", "soxr", "av", "sippy", "serial", "gsmmodem", "espeakng"}


def test_passwords_checked_in_many_threads_leave_less_behind_than_one_of_them_takes() -> None:
    assert float(_said(CHECKS)) < ONE_CHECK_MB


def test_forty_threads_keep_nothing_of_the_pages_they_have_answered() -> None:
    assert float(_said(PAGES)) < 2.0


def test_the_console_loads_nothing_of_sound_or_lines() -> None:
    assert not OF_OTHER_PROCESSES & set(_said(LOADED).split())


def _said(program: str) -> str:
    environment = dict(line.split("=", 1) for line in settings("slukhavka-console.service", "Service")["Environment"])
    command = [sys.executable, "-c", program]
    return subprocess.run(
        command, cwd=TREE, env={**os.environ, **environment}, check=True, capture_output=True, text=True
    ).stdout
