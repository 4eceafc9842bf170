"""`make unit`: every test, in two processes side by side that take about as long; what waits is in the first.

Arguments go to both, as `-k word`; with a path among them one process runs just that.

Two cores that are shared starve a process now and then, and some tests stand against real programs in real time. So the
few that failed are run once more, alone. What passes then is named SHAKY in the last lines: a fault of the test, or of
the product, to be mended; what fails twice fails the gate.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from tests.regulations.claims import Run, read, write

MEMORY, ROOM = Path("/dev/shm"), 4 << 30  # noqa: S108 - in it lie directories of our own
"""Where the files of tests lie if there is so much room: thousands of registers are made, synced and thrown away."""
CLAIMS = Path("build/clauses.json")
WAITING = ("tests/acceptance", "tests/firmware_config", "tests/powercut", "tests/systemd", "tests/browser")
"""The browser last: it keeps a loop of its own in the thread of the tests, beside which no other can be begun."""
PARTS: Mapping[str, Sequence[str]] = {
    "waiting": WAITING,
    "computing": ("tests", *(f"--ignore={path}" for path in WAITING)),
}
FAILED, NOTHING_RAN = 1, 5
"""pytest's exit status when a test failed, and when none was chosen."""

FEW = 3
"""More failures than these are no accident of a busy machine."""
NEVER_AGAIN = ("tests/powercut/",)
"""What looks for one loss in thousands has found it when it fails once."""


def main(arguments: Sequence[str]) -> int:
    """Run the parts, pass their lines on, join their claims; return 0 when tests ran and all passed."""
    chosen = any(Path(each.split("::")[0]).exists() for each in arguments)
    parts = {"chosen": ()} if chosen else PARTS
    status = _side_by_side({name: (*paths, *arguments) for name, paths in parts.items()})
    reports = [_claims(name) for name in parts]
    failed = [] if chosen else [test for name in parts for test in failed_in(_cache(name))]
    if status == FAILED and worth_another_try(failed):
        sys.stdout.write(f"== once more, alone: {' '.join(failed)}\n")
        status = _side_by_side({"again": failed})
        reports.append(_claims("again"))
        verdict = "failed twice" if status else "SHAKY, passed when alone"
        sys.stdout.write("".join(f"== {verdict}: {test}\n" for test in failed))
    write(joined(status, reports), CLAIMS)
    return status


def worth_another_try(failed: Sequence[str]) -> bool:
    """Tell whether so few failed, and such, that the machine may be to blame."""
    return 0 < len(failed) <= FEW and not any(test.startswith(NEVER_AGAIN) for test in failed)


def failed_in(cache: Path) -> list[str]:
    """Return which tests failed in the run that kept this cache."""
    kept = cache / "v/cache/lastfailed"
    return sorted(json.loads(kept.read_text(encoding="utf-8"))) if kept.exists() else []


def status_of(statuses: Sequence[int]) -> int:
    """Return one exit status: a part that had nothing to run is no failure when another had."""
    ran = [status for status in statuses if status != NOTHING_RAN]
    return next(filter(None, ran), 0) if ran else NOTHING_RAN


def joined(status: int, reports: Sequence[Path]) -> Run:
    """Return the claims of all reports that were written, the last of each test; a part that died before has none."""
    claims = {claim.test: claim for path in reports if path.exists() for claim in read(path).claims}
    return Run(status, tuple(claims.values()))


def _side_by_side(parts: Mapping[str, Sequence[str]]) -> int:
    running = [_start(name, arguments) for name, arguments in parts.items()]
    readers = [threading.Thread(target=_pass_on, args=(part.stdout,)) for part in running]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    for name in parts:
        shutil.rmtree(_files(name), ignore_errors=True)
    return status_of([part.wait() for part in running])


def _claims(name: str) -> Path:
    return CLAIMS.with_name(f"clauses-{name}.json")


def _cache(name: str) -> Path:
    return CLAIMS.with_name(f"pytest-{name}")


def _files(name: str) -> Path:
    return MEMORY / f"slukhavka-{os.getpid()}-{name}"


def _in_memory(name: str) -> Sequence[str]:
    if not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < ROOM:
        return ()
    return (f"--basetemp={_files(name)}", "-o", "tmp_path_retention_policy=failed")


def _start(name: str, arguments: Sequence[str]) -> subprocess.Popen[str]:
    _claims(name).unlink(missing_ok=True)
    shutil.rmtree(_cache(name), ignore_errors=True)
    options = (f"--claims-to={_claims(name)}", "-o", f"cache_dir={_cache(name)}")
    command = [sys.executable, "-m", "pytest", *options, *_in_memory(name), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def _pass_on(lines: IO[str] | None) -> None:
    for line in lines or ():
        sys.stdout.write(line)
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
