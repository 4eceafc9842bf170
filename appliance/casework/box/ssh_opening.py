"""SSH for two hours: the console asks for it, a unit of root switches it on (systemd/slukhavka-ssh.path)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from appliance.casework.entrance.accounts import Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.row import write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

SUBJECT = "ssh"
LASTS = timedelta(hours=2)
"""`RuntimeMaxSec=` of the unit."""


class NoSsh(SlukhavkaError):
    """It cannot be asked for here."""


@dataclass(frozen=True, slots=True)
class SshDoor:
    """Where the console asks, and what systemd leaves there while SSH is on."""

    asked: Path = Path("/run/slukhavka/ssh/asked")
    opened: Path = Path("/run/slukhavka/ssh-open")

    def ask(self, *, by: Actor, now: Moment) -> None:
        """Ask for it; asking again while it is on changes nothing. Raises NoSsh."""
        if not self.asked.parent.is_dir():
            raise NoSsh("На цій системі SSH із консолі не вмикається: увімкніть його в меню техніка.")
        with write():
            AuditEntry.record(by=by, now=now, verb="ssh_asked", subject=SUBJECT, subject_id=SUBJECT)
        try:
            self.asked.touch()
        except OSError as error:
            raise NoSsh(f"Запит не вдалося передати ({error.strerror}). Увімкніть SSH у меню техніка.") from error

    def until(self) -> datetime | None:
        """Return when SSH ends by itself, None while it is off."""
        try:
            began = datetime.fromtimestamp(self.opened.stat().st_mtime, UTC)
        except FileNotFoundError:
            return None
        return began + LASTS


JOURNAL_WORDS: Mapping[str, str] = {"ssh": "SSH для техніка", "ssh_asked": "увімкнено на дві години"}
