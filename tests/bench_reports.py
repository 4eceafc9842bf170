"""`make bench-reports`: the reports of a month with ten thousand calls, each by itself and all while a call plays.

In real time; all of a month is asked for as the console does and written by the process that the daemon begins. Nothing
here fails: a figure over its bound is marked, and a person judges.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from appliance.casework.box.report_runs import ReportRun
from appliance.casework.entrance.accounts import BOX
from appliance.casework.migrate import migrate
from appliance.casework.row import bind
from appliance.clock import SystemClock
from appliance.control import ask
from appliance.reports.kinds import reports
from appliance.reports.outputs import forms
from appliance.reports.period import Month
from appliance.reports.runs import files_of
from appliance.reports.sheets import all_sheets, sheet
from appliance.settings import Settings, read_settings
from tests.appliance.reports.busy_month import BusyMonth
from tests.bench_console.figures import OVER, lateness
from tests.bench_sip import generator
from tests.bench_sip.sounds import Sounds, prepare
from tests.bench_sip.subjects import HOST, TREE, Box, NotStarted

CALLS = 10_000
REPORT_S = 5.0
PLAYED_S = 20.0


class ReportingBox(Box):
    """The daemon, with a month of calls in its register."""

    @property
    def settings(self) -> Settings:
        """What its processes read."""
        return read_settings(self._settings)


def each_report(month: Month) -> str:
    """Return how long every report of the month takes, gathered and drawn in every form."""
    now, told = SystemClock().now(), ""
    for name in reports():
        began = time.perf_counter()
        drawn = sheet(name, month, now=now)
        took_s = {"gathered": time.perf_counter() - began}
        for extension, form in forms().items():
            began = time.perf_counter()
            form.render(drawn)
            took_s[extension] = time.perf_counter() - began
        parts = ", ".join(f"{what} {seconds:.2f}" for what, seconds in took_s.items())
        worst = took_s["gathered"] + max(took_s[extension] for extension in forms())
        told += f"{name:14} {parts} s; the slowest form in all {worst:.2f} s (≤ {REPORT_S:g}){_mark(worst)}\n"
    began = time.perf_counter()
    all_sheets(month, now=now)
    return told + f"all gathered in one sight of the register: {time.perf_counter() - began:.2f} s\n"


def written_beside_a_call(box: ReportingBox, month: Month, sounds: Sounds) -> str:
    """Have all of the month written while a call plays; return the figures."""
    alone = _call(box, sounds)
    heard: list[Any] = []
    playing = threading.Thread(target=lambda: heard.append(_call(box, sounds)))
    playing.start()
    time.sleep(1.0)
    began = time.monotonic()
    run = ReportRun.ask(month.key, by=BOX, now=SystemClock().now())
    ask(box.settings.control, "write_reports")
    while (run := ReportRun.get_by_id(run.id)).ended_at is None:
        time.sleep(0.1)
    took_s = time.monotonic() - began
    playing.join()
    size = sum(file.stat().st_size for file in files_of(box.settings.box.state, run.id).iterdir())
    told = f"all reports in all forms: {run.of_all} in {took_s:.1f} s, {size / 1e6:.1f} MB packed {run.fault}\n"
    if heard and alone:
        told += lateness("before", alone) + lateness("while the month is written", heard[0])
    return told


def _call(box: Box, sounds: Sounds) -> Any:
    try:
        generator.build()
    except generator.NoCompiler:
        return None
    return generator.run((HOST, box.port), sounds.marks, calls=1, seconds=PLAYED_S, more=("--law", "a"))


def _mark(seconds: float) -> str:
    return OVER if seconds > REPORT_S else ""


def main() -> None:
    """Measure and print."""
    sys.stdout.write(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, load {os.getloadavg()[0]:.1f} before\n")
    month = Month.of(SystemClock().now().wall).previous
    with TemporaryDirectory(prefix="bench-", dir=TREE / "build") as name:
        directory = Path(name)
        try:
            sounds = prepare(directory)
            with ReportingBox(directory, sounds, 1) as box:
                migrate(box.settings.database)  # the daemon answers before its register is there
                with bind(box.settings.database).connection_context():
                    BusyMonth(month, CALLS).fill()
                    sys.stdout.write(f"a month of {CALLS} calls\n{each_report(month)}")
                    sys.stdout.write(written_beside_a_call(box, month, sounds))
        except NotStarted as error:
            sys.stdout.write(f"{error}\n")


if __name__ == "__main__":
    main()
