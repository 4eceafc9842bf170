"""Programs of the system that the helper runs: each asked for by name and arguments, never through a shell."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

from appliance.errors import SlukhavkaError


class NotDone(SlukhavkaError):
    """A program of the system refused or did not end; the text says which, `said` its own last words."""

    def __init__(self, sentence: str, said: str = "") -> None:
        """Keep both."""
        super().__init__(sentence)
        self.said = said or sentence


def output_of(*command: str, limit_s: float = 20.0) -> str:
    """Run a program and return what it printed. Raises NotDone."""
    try:
        ran = subprocess.run(  # noqa: S603  (a list of words from a table of ours, checked where a person typed one)
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=limit_s, check=False
        )
    except FileNotFoundError as error:
        raise NotDone(f"На цій системі немає програми {command[0]}.") from error
    except subprocess.TimeoutExpired as error:
        raise NotDone(f"{command[0]} не завершується вже {limit_s:.0f} с.") from error
    if ran.returncode:
        said = _last_line(ran.stderr or ran.stdout)
        raise NotDone(f"{' '.join(command[:2])}: {said}", said)
    return ran.stdout.decode("utf-8", "replace")


def succeeds(*command: str) -> bool:
    """Tell whether a program ends well."""
    try:
        output_of(*command)
    except NotDone:
        return False
    return True


def tried(commands: Sequence[Sequence[str]]) -> str:
    """Run one after the other, whatever becomes of each; return the last complaint, "" for none."""
    complaint = ""
    for command in commands:
        try:
            output_of(*command)
        except NotDone as error:
            complaint = str(error)
    return complaint


def _last_line(printed: bytes) -> str:
    lines = printed.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "не вийшло"
