"""A request of ours outside any call (REGISTER, OPTIONS), in sippy's thread."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sippy.SipAddress import SipAddress  # type: ignore[import-untyped]
from sippy.SipCallId import SipCallId  # type: ignore[import-untyped]
from sippy.SipContact import SipContact  # type: ignore[import-untyped]
from sippy.SipFrom import SipFrom  # type: ignore[import-untyped]
from sippy.SipHeader import SipHeader  # type: ignore[import-untyped]
from sippy.SipRequest import SipRequest  # type: ignore[import-untyped]
from sippy.SipTo import SipTo  # type: ignore[import-untyped]
from sippy.SipURL import SipURL  # type: ignore[import-untyped]

from appliance.lines.sip_events import Reply
from appliance.lines.sip_headers import header, texts
from appliance.lines.sip_stack import NAME
from appliance.lines.sip_wire import Address

_CHALLENGES = {401: "www-authenticate", 407: "proxy-authenticate"}
MOST_TRIES = 3
"""The second for the password, a third when the nonce has grown old meanwhile."""


@dataclass(frozen=True, slots=True)
class Account:
    """Where requests of ours go, and who we are there."""

    server: Address
    domain: str
    user: str = ""
    login: str = ""
    password: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """Return the name that the password belongs to."""
        return self.login or self.user


@dataclass(slots=True)
class Thread:
    """What repeated questions of one sort share: one Call-ID, one tag and a growing CSeq (RFC 3261, 10.2.4)."""

    call_id: str = field(default_factory=lambda: secrets.token_hex(16))
    tag: str = field(default_factory=lambda: secrets.token_hex(8))
    sequence: int = 0


class Question:
    """One request, asked again with a password when the other side wants one (RFC 3261, 22)."""

    def __init__(
        self,
        method: str,
        account: Account,
        thread: Thread,
        answer: Callable[[Reply], None],
        *,
        expires_s: int | None = None,
    ) -> None:
        """`answer` hears the final answer once, in sippy's thread. `expires_s`: of a REGISTER, 0 takes it back."""
        self._method = method
        self._account = account
        self._thread = thread
        self._answer = answer
        self._expires_s = expires_s
        self._tries = 0
        self._manager: Any = None

    def put(self, manager: Any) -> None:
        """Ask."""
        self._manager = manager
        self._put(self._request())

    def _put(self, request: Any) -> None:
        self._tries += 1
        self._manager.newTransaction(request, resp_cb=self._answered)

    def _answered(self, answer: Any) -> None:
        code, reason = answer.getSCode()
        if code < 200:
            return
        if (credentials := self._credentials(code, answer)) is not None:
            request = self._request()
            request.appendHeader(credentials)
            self._put(request)
            return
        self._answer(Reply(code, reason, self._expires(answer)))

    def _credentials(self, code: int, answer: Any) -> Any | None:
        if code not in _CHALLENGES or not self._account.password or self._tries >= MOST_TRIES:
            return None
        for challenge in answer.getHFBodys(_CHALLENGES[code]):
            supported, qop = challenge.supportedAlgorithm()
            if supported:
                uri = str(self._address(with_user=False))
                account = self._account
                made = challenge.genAuthHF(account.name, account.password, self._method, uri, qop=qop)
                return SipHeader(body=made)
        return None

    def _expires(self, answer: Any) -> int | None:
        """Return for how long we are registered (RFC 3261, 10.2.4: our contact's word outweighs the header)."""
        for contact in answer.getHFBodys("contact"):
            if not contact.asterisk and contact.getUrl().username == self._account.user:
                seconds = contact.address.getParam("expires") or ""
                if seconds.isascii() and seconds.isdigit():
                    return int(seconds)
        written = next(iter(texts(answer, "expires")), "")
        return int(written) if written.isascii() and written.isdigit() else self._expires_s

    def _request(self) -> Any:
        self._thread.sequence += 1
        sender = SipFrom(address=SipAddress(url=self._address(with_user=True)))
        sender.setTag(self._thread.tag)
        request = SipRequest(
            method=self._method,
            ruri=self._address(with_user=False),
            fr0m=sender,
            to=SipTo(address=SipAddress(url=self._address(with_user=True))),
            callid=SipCallId(self._thread.call_id),
            cseq=self._thread.sequence,
            contact=SipContact(address=SipAddress(url=SipURL(username=self._account.user or None))),
            target=(self._account.server, "udp"),
            user_agent=NAME,
        )
        if self._expires_s is not None:
            request.appendHeader(header("Expires", str(self._expires_s)))
        return request

    def _address(self, *, with_user: bool) -> Any:
        return SipURL(username=(self._account.user or None) if with_user else None, host=self._account.domain)
