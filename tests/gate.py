"""`make unit`: every test, in two processes side by side that take about as long; what waits is in the first.

Arguments go to both, as `-k word`; with a path among them one process runs just that.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from tests.regulations.claims import Run, read, write

CLAIMS = Path("build/clauses.json")
WAITING = ("tests/acceptance", "tests/firmware_config", "tests/powercut", "tests/systemd", "tests/browser")
"""The browser last: it keeps a loop of its own in the thread of the tests, beside which no other can be begun."""
PARTS: Mapping[str, Sequence[str]] = {
    "waiting": WAITING,
    "computing": ("tests", *(f"--ignore={path}" for path in WAITING)),
}
NOTHING_RAN = 5
"""pytest's exit status when no test was chosen."""


def main(arguments: Sequence[str]) -> int:
    """Run the parts, pass their lines on, join their claims; return 0 when tests ran and all passed."""
    chosen = any(Path(each.split("::")[0]).exists() for each in arguments)
    parts = {"chosen": ()} if chosen else PARTS
    claims = {name: CLAIMS.with_name(f"clauses-{name}.json") for name in parts}
    running = [_start(paths, claims[name], f"build/pytest-{name}", arguments) for name, paths in parts.items()]
    readers = [threading.Thread(target=_pass_on, args=(part.stdout,)) for part in running]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    status = status_of([part.wait() for part in running])
    write(joined(status, list(claims.values())), CLAIMS)
    return status


def status_of(statuses: Sequence[int]) -> int:
    """Return one exit status: a part that had nothing to run is no failure when another had."""
    ran = [status for status in statuses if status != NOTHING_RAN]
    return next(filter(None, ran), 0) if ran else NOTHING_RAN


def joined(status: int, reports: Sequence[Path]) -> Run:
    """Return the claims of all reports that were written; a part that died before has none."""
    return Run(status, tuple(claim for path in reports if path.exists() for claim in read(path).claims))


def _start(paths: Sequence[str], claims: Path, cache: str, arguments: Sequence[str]) -> subprocess.Popen[str]:
    claims.unlink(missing_ok=True)
    options = (f"--claims-to={claims}", "-o", f"cache_dir={cache}")
    command = [sys.executable, "-m", "pytest", *options, *paths, *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def _pass_on(lines: IO[str] | None) -> None:
    for line in lines or ():
        sys.stdout.write(line)
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
