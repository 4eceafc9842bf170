"""The session timer of one call, in sippy's thread: agrees, refreshes, gives up (RFC 4028)."""

from __future__ import annotations

import random
from typing import Any

from sippy.Time.Timeout import Timeout  # type: ignore[import-untyped]

from appliance.lines import sip_session_timer
from appliance.lines.sip_headers import abilities, header, response, texts, tokens
from appliance.lines.sip_session_timer import OPTION, SessionTimer

GLARE_S = (2.1, 4.0)
"""How long to wait when both sides asked at once (RFC 3261, 14.1, for who made the call)."""
RETRY_S = 2.0
GONE = (408, 481)
PENDING = 491


class Session:
    """Keeps one dialog alive, or notices that it is dead."""

    def __init__(self, dialog: Any, shortest_s: int) -> None:
        """`shortest_s`: sessions shorter than that are refused (422)."""
        self._dialog = dialog
        self._shortest_s = shortest_s
        self._timer: SessionTimer | None = None
        self._alarm: Any = None
        self._they_can = False
        self._they_update = False

    def asked(self, request: Any) -> Any | None:
        """Take what a request asks; return the refusal of too short a session, or None."""
        self._learn(request)
        wish = _wish(request)
        if wish is not None and wish[0] < self._shortest_s:
            return response(request, 422, "Session Interval Too Small", header("Min-SE", str(self._shortest_s)))
        self._timer = None if wish is None else sip_session_timer.as_answerer(*wish, they_can=self._they_can)
        return None

    def answered(self, answer: Any) -> None:
        """Take what an answer to our request says."""
        self._learn(answer)
        wish = _wish(answer)
        self._timer = None if wish is None else sip_session_timer.as_asker(*wish)

    def answer_headers(self) -> list[Any]:
        """Return what our answer says of the session, and what we can."""
        if self._timer is None:
            return abilities()
        agreed = header("Session-Expires", sip_session_timer.written(self._timer, we_answer=True))
        return [*abilities(), agreed, *([header("Require", OPTION)] if self._they_can else [])]

    def request_headers(self) -> tuple[Any, ...]:
        """Return what a refresh of ours says."""
        if self._timer is None:
            return tuple(abilities())
        wish = header("Session-Expires", sip_session_timer.written(self._timer, we_answer=False))
        return (*abilities(), wish)

    def watch(self) -> None:
        """The session is fresh: begin to count anew."""
        self.stop()
        if self._timer is not None and self._timer.we_refresh:
            self._alarm = Timeout(self._refresh, self._timer.refresh_after_s)
        elif self._timer is not None:
            self._alarm = Timeout(self._dead, self._timer.dead_after_s)

    def stop(self) -> None:
        """Count no more."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def failed(self, code: int) -> None:
        """A refresh of ours was refused."""
        if code in GONE:
            self._dead()
            return
        if code != PENDING:
            self._they_update = False
        self.stop()
        self._alarm = Timeout(self._refresh, random.uniform(*GLARE_S) if code == PENDING else RETRY_S)  # noqa: S311 - RFC 3261 §14.1

    def _refresh(self) -> None:
        if not self._they_update:
            self._alarm = Timeout(self._refresh, RETRY_S)
            self._dialog.reinvite()
            return
        request = self._dialog.genRequest("UPDATE", extra_headers=self.request_headers())
        self._dialog.newTransaction(request, resp_cb=self._refreshed)

    def _refreshed(self, answer: Any) -> None:
        code, _ = answer.getSCode()
        if 200 <= code < 300:
            self.answered(answer)
            self.watch()
        elif code >= 300:
            self.failed(code)

    def _dead(self) -> None:
        self._alarm = None
        self._dialog.give_up("Інша сторона не підтвердила, що дзвінок триває.")

    def _learn(self, message: Any) -> None:
        self._they_can = OPTION in tokens(message, "supported", "k")
        if allowed := tokens(message, "allow"):
            self._they_update = "update" in allowed


def _wish(message: Any) -> tuple[int, str] | None:
    return next(map(sip_session_timer.read, texts(message, "session-expires", "x")), None)
