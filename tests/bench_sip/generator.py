"""The load generator: built with the machine's C compiler, run once for each number of calls."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).with_name("load.c")
BUILT = Path(__file__).resolve().parents[2] / "build" / "bench_sip" / "load"
COMPILERS = ("cc", "gcc", "clang", "tcc")


class NoCompiler(Exception):
    """There is no C compiler on this machine."""


def build(to: Path = BUILT) -> Path:
    """Return the generator, built anew if its source is newer. Raises NoCompiler."""
    if to.exists() and to.stat().st_mtime >= SOURCE.stat().st_mtime:
        return to
    compiler = next(filter(None, map(shutil.which, COMPILERS)), None)
    if compiler is None:
        raise NoCompiler(f"no C compiler ({', '.join(COMPILERS)})")
    to.parent.mkdir(parents=True, exist_ok=True)
    made = to.with_suffix(".new")
    subprocess.run([compiler, "-O2", "-o", str(made), str(SOURCE), "-lm"], check=True)
    made.rename(to)
    return to


def run(box: tuple[str, int], marks: Path, *, calls: int, seconds: float, more: Sequence[str] = ()) -> Any:
    """Keep `calls` calls up for `seconds` and return the figures, as `show` in load.c names them."""
    command = [str(build()), "--box", f"{box[0]}:{box[1]}", "--marks", str(marks)]
    command += ["--calls", str(calls), "--seconds", str(seconds), *more]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
