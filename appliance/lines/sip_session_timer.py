"""Session timers: how two sides agree when a call that nobody refreshes is dead. Pure (RFC 4028)."""

from __future__ import annotations

from dataclasses import dataclass

OPTION = "timer"
LONGEST_MARGIN_S = 32


@dataclass(frozen=True, slots=True)
class SessionTimer:
    """A session lives `interval_s` from each refresh; `we_refresh` says whose duty it is."""

    interval_s: int
    we_refresh: bool

    @property
    def refresh_after_s(self) -> float:
        """When the refresher refreshes (§7.2)."""
        return self.interval_s / 2

    @property
    def dead_after_s(self) -> float:
        """When the other side gives the session up (§10)."""
        return self.interval_s - min(LONGEST_MARGIN_S, self.interval_s / 3)


def read(session_expires: str) -> tuple[int, str] | None:
    """Read a Session-Expires: seconds and refresher ("uac", "uas" or ""); None when it makes no sense."""
    seconds, *parameters = (part.strip() for part in session_expires.split(";"))
    if not (seconds.isascii() and seconds.isdigit()) or len(seconds) > 9:
        return None
    named = dict(part.lower().replace(" ", "").partition("=")[::2] for part in parameters)
    return int(seconds), named.get("refresher", "")


def as_answerer(interval_s: int, refresher: str, *, they_can: bool) -> SessionTimer:
    """Agree to what a request asks (§9). Who does not know timers cannot refresh; else it is the asker's own duty."""
    return SessionTimer(interval_s, we_refresh=not they_can or refresher == "uas")


def as_asker(interval_s: int, refresher: str) -> SessionTimer:
    """Take what an answer to our request says (§7.2); without a word the duty is ours."""
    return SessionTimer(interval_s, we_refresh=refresher != "uas")


def written(timer: SessionTimer, *, we_answer: bool) -> str:
    """Write the Session-Expires of a request or an answer of ours."""
    refresher = "uas" if timer.we_refresh == we_answer else "uac"
    return f"{timer.interval_s};refresher={refresher}"
