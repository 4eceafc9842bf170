"""One call in sippy's thread: sippy's dialog, and what it leaves to us.

Ours are offer and answer in every place they may come (INVITE, its 200, ACK, re-INVITE, UPDATE), session timers, keys
by INFO, and what is not followed: REFER is accepted, and a NOTIFY says that nothing came of it (RFC 3515, 2.4.5); a 3xx
is a refusal; Replaces is not looked at. Whatever a handler raises ends this call and no other.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from sippy.CCEvents import (  # type: ignore[import-untyped]
    CCEventConnect,
    CCEventDisconnect,
    CCEventFail,
    CCEventPreConnect,
    CCEventRedirect,
    CCEventRing,
    CCEventTry,
    CCEventUpdate,
)
from sippy.SipAddress import SipAddress  # type: ignore[import-untyped]
from sippy.SipContact import SipContact  # type: ignore[import-untyped]
from sippy.SipURL import SipURL  # type: ignore[import-untyped]
from sippy.Time.Timeout import Timeout  # type: ignore[import-untyped]
from sippy.UA import UA  # type: ignore[import-untyped]
from sippy.UasStateUpdating import UasStateUpdating  # type: ignore[import-untyped]
from sippy.UaStateConnected import UaStateConnected  # type: ignore[import-untyped]

from appliance.lines import sdp
from appliance.lines.sip_events import Event, Over, Pressed, Ringing, Talking
from appliance.lines.sip_headers import abilities, body, description_of, header, objection, response
from appliance.lines.sip_info import key_of
from appliance.lines.sip_session import PENDING, Session
from appliance.lines.sip_stack import NAME

log = logging.getLogger(__name__)

NOT_ACCEPTABLE = 488


class _Connected(UaStateConnected):  # type: ignore[misc]
    """Takes every re-INVITE to the dialog; sippy's own answers a copy of the last offer, and takes none for a hold."""

    def _recvRequestInvite(self, req: Any) -> tuple[type[Any]]:  # noqa: N802 - sippy's name
        self.ua.uasResp = req.genResponse(100, "Trying", server=NAME)
        self.ua.global_config["_sip_tm"].sendResponse(self.ua.uasResp)
        self.ua.equeue.append(CCEventUpdate(req.getBody(), rtime=req.rtime, origin=self.ua.origin))
        return (self.ua.UasStateUpdating,)

    recv_request_handlers = UaStateConnected.recv_request_handlers | {"INVITE": _recvRequestInvite}


class _Updating(UasStateUpdating):  # type: ignore[misc]
    """Hears the ACK of a re-INVITE, in which the answer to our own offer may come."""

    def _recvEventConnect(self, event: Any, eh: Any) -> tuple[type[Any]]:  # noqa: N802 - sippy's name
        code, reason, description = event.getData()
        self.ua.lSDP = description
        self.ua.sendUasResponse(code, reason, description, (self.ua.lContact,), extra_headers=eh, ack_wait=True)
        return (self.ua.UaStateConnected,)

    recv_event_handlers = UasStateUpdating.recv_event_handlers | {CCEventConnect: _recvEventConnect}


class _Try(CCEventTry):  # type: ignore[misc]
    """The beginning of a call of ours, in whose addresses a domain stands."""

    domain = ""

    def onUacSetupComplete(self, uac: Any) -> None:  # noqa: N802 - sippy's name
        """Write the domain; where the INVITE goes is settled already."""
        for url in (uac.rTarget, uac.rUri.getUrl(), uac.lUri.getUrl()):
            url.host, url.port = self.domain, None


class Dialog(UA):  # type: ignore[misc]
    """A call. `report` hears what becomes of it, `forget` that it is over."""

    UaStateConnected = _Connected
    UasStateUpdating = _Updating

    def __init__(
        self,
        config: dict[str, Any],
        call: str,
        *,
        report: Callable[[Event], None],
        forget: Callable[[str], None],
        offer: sdp.Description | None = None,
        **account: Any,
    ) -> None:
        """`offer`: of an incoming call; None: it comes without. `account`: what UA takes of an outgoing one."""
        super().__init__(config, event_cb=self._happened, **account)
        self.call = call
        self.local_ua = NAME
        self.lContact = SipContact(address=SipAddress(url=SipURL()))
        self.session = Session(self, config["shortest_session_s"])
        self._report = report
        self._forget = forget
        self._offer = offer
        self._local = sdp.Local("", 0)
        self._early: Any = None
        self._awaits_answer = False
        self._answered = False
        self._told_over = False

    # What the line orders.

    def ring(self) -> None:
        """Tell the caller that it rings."""
        self.recvEvent(CCEventRing((180, "Ringing", None)))

    def progress(self, local: sdp.Local) -> None:
        """Let the caller hear us before the call is answered; without an offer there is no way to."""
        if self._offer is not None:
            self._local = local
            text, agreed = sdp.answer(self._offer, local)
            self.recvEvent(CCEventRing((183, "Session Progress", body(text))))
            self._report(Talking(self.call, agreed, early=True))

    def accept(self, local: sdp.Local) -> None:
        """Answer the call."""
        self._local = local
        self._answered = True
        if self._offer is None:
            self._awaits_answer = True
            self._answer(CCEventPreConnect, sdp.offer(local))
            return
        text, agreed = sdp.answer(self._offer, local)
        self._answer(CCEventConnect, text)
        self._report(Talking(self.call, agreed))

    def refuse(self, code: int, reason: str) -> None:
        """Refuse a call that rings."""
        self._end(CCEventFail((code, reason)))

    def hang_up(self) -> None:
        """End the call: by BYE, by CANCEL while it is being dialled, by a refusal while it rings."""
        if self.origin == "caller" and not self._answered:
            self.refuse(480, "Temporarily Unavailable")
        else:
            self._end(CCEventDisconnect())

    def press(self, key: str) -> None:
        """Press a key by INFO, where the other side takes no telephone-event."""
        if self.isConnected():
            text = f"Signal={key}\r\nDuration=160\r\n"
            self.newTransaction(self.genRequest("INFO", body(text, "application/dtmf-relay")))

    def dial(self, number: str, sender: str, domain: str, local: sdp.Local) -> None:
        """Invite `number`; `domain` stands in the addresses."""
        self._local = local
        self._answered = True
        event = _Try((None, sender, number, body(sdp.offer(local)), None, None))
        event.domain = domain
        event.extra_headers = abilities()
        self.recvEvent(event)

    def give_up(self, fault: str, code: int = 0) -> None:
        """End a call that cannot go on: 500 while it rings, BYE or CANCEL after."""
        if not self._told_over:
            self._over(code, fault)
            self.recvEvent(CCEventDisconnect())

    # What sippy tells.

    def recvRequest(self, req: Any, sip_t: Any) -> Any:  # noqa: N802 - sippy's name
        """Take a request within the call; what it returns may hold the answer."""
        try:
            answer = None if self.state is None else self._own_answer(req)
            if answer is None:
                return super().recvRequest(req, sip_t)
        except Exception:
            # What sippy's callback raises it only prints: here it ends this call, and no other.
            log.exception("SIP: call %s: a request could not be taken", self.call)
            self.give_up("Запит під час дзвінка не вдалося обробити.")
            return response(req, 500, "Server Internal Error"), None, None
        self._note_sequence(req.getHFBody("cseq").getCSeqNum())
        return answer, None, None

    def recvResponse(self, resp: Any, tr: Any) -> None:  # noqa: N802 - sippy's name
        """Take an answer to our INVITE."""
        try:
            if 200 <= resp.getSCode()[0] < 300:
                self.session.answered(resp)
            super().recvResponse(resp, tr)
        except Exception:
            # As above.
            log.exception("SIP: call %s: an answer could not be taken", self.call)
            self.give_up("Відповідь на дзвінок не вдалося обробити.")

    def reinvite(self) -> None:
        """Refresh the session by the description we gave last."""
        if type(self.state) is _Connected and self.lSDP is not None:
            extra = self.session.request_headers()
            self.newUacTransaction(self.genRequest("INVITE", self.lSDP, extra_headers=extra), req_extra_headers=extra)
            self.changeState((self.UacStateUpdating,))

    def _note_sequence(self, sequence: int) -> None:
        """Tell sippy, which takes no request of the other side that is older than this (RFC 3261, 12.2.2)."""
        self.rCSeq: int = max(self.rCSeq or 0, sequence)

    def _happened(self, event: Any, _: Any) -> None:
        try:
            self._take(event)
        except sdp.NotAcceptable as error:
            self.give_up(str(error), NOT_ACCEPTABLE)
        except Exception:
            # As above.
            log.exception("SIP: call %s: %s could not be taken", self.call, event)
            self.give_up("Подію під час дзвінка не вдалося обробити.")

    def _take(self, event: Any) -> None:
        match event:
            case CCEventUpdate():
                self._asked_anew()
            case CCEventConnect():
                self._connected(event.getData())
            case CCEventRing():
                code, _, description = event.getData()
                self._early = description or self._early
                self._report(Ringing(self.call, code))
            case CCEventFail() if self.isConnected():
                self.session.failed(event.getData()[0])
            case CCEventFail() | CCEventRedirect():
                self._over(event.getData()[0])
            case CCEventDisconnect():
                self._over()

    def _connected(self, said: tuple[Any, str, Any]) -> None:
        """The other side has answered our INVITE, or acknowledged our answer to its own."""
        code, _, description = said
        if code == "ACK" and not self._awaits_answer:
            return
        self._awaits_answer = False
        self._report(Talking(self.call, sdp.take_answer(str(description or self._early or ""))))
        self.session.watch()

    def _asked_anew(self) -> None:
        """A re-INVITE: the other side holds, resumes, moves, or only refreshes. Without an offer it wants ours."""
        self._local = self._local.next()
        if self._offer is None:
            self._awaits_answer = True
            self._answer(CCEventConnect, sdp.offer(self._local))
            return
        text, agreed = sdp.answer(self._offer, self._local)
        self._answer(CCEventConnect, text)
        self._report(Talking(self.call, agreed))

    def _own_answer(self, req: Any) -> Any | None:
        """Return our answer to a request within the call; None: it is sippy's to take."""
        if (refusal := objection(req)) is not None:
            return refusal
        match req.getMethod():
            case "OPTIONS":
                return response(req, 200, "OK", *abilities())
            case "INFO":
                self._heard_info(req.getBody())
                return response(req, 200, "OK")
            case "REFER":
                Timeout(self._refuse_transfer, 0)
                return response(req, 202, "Accepted")
            case "UPDATE":
                return self._updated(req)
            case "INVITE" if type(self.state) is _Connected:
                return self._weigh(req)
        return None

    def _weigh(self, req: Any) -> Any | None:
        """Look at a re-INVITE or an UPDATE before it changes anything; return why it is refused, or None."""
        if (refusal := self.session.asked(req)) is not None:
            return refusal
        try:
            self._offer = description_of(req)
        except sdp.NotAcceptable:
            return response(req, NOT_ACCEPTABLE, "Not Acceptable Here")
        if req.countHFs("contact"):
            self.rTarget = req.getHFBody("contact").getUrl().getCopy()
            if not self.routes:
                self.rAddr = self.rTarget.getTAddr()
        return None

    def _updated(self, req: Any) -> Any:
        """RFC 3311: like a re-INVITE, but answered at once."""
        if type(self.state) is not _Connected:
            return response(req, PENDING, "Request Pending") if req.getBody() else response(req, 200, "OK")
        if (refusal := self._weigh(req)) is not None:
            return refusal
        answer = response(req, 200, "OK", *self.session.answer_headers())
        answer.appendHeader(header("Contact", str(self.lContact.localStr(self._our_address()))))
        if self._offer is not None:
            self._local = self._local.next()
            text, agreed = sdp.answer(self._offer, self._local)
            answer.setBody(body(text))
            self.lSDP = body(text)
            self._report(Talking(self.call, agreed))
        self.session.watch()
        return answer

    def _our_address(self) -> Any:
        return self.global_config["wire"].getSIPaddr()

    def _heard_info(self, said: Any) -> None:
        if said is not None and (key := key_of(said.getType().strip(), str(said))):
            self._report(Pressed(self.call, key))

    def _refuse_transfer(self) -> None:
        if self.isConnected():
            extra = (header("Event", "refer"), header("Subscription-State", "terminated;reason=noresource"))
            fragment = body("SIP/2.0 603 Declined\r\n", "message/sipfrag;version=2.0")
            self.newTransaction(self.genRequest("NOTIFY", fragment, extra_headers=extra))

    def _answer(self, kind: type[Any], text: str) -> None:
        event = kind((200, "OK", body(text)))
        event.extra_headers = self.session.answer_headers()
        self.recvEvent(event)
        self.session.watch()

    def _end(self, event: Any) -> None:
        """End the call by an order of the line, which needs no word of it."""
        self._told_over = True
        self.session.stop()
        self._forget(self.call)
        self.recvEvent(event)

    def _over(self, code: int = 0, fault: str = "") -> None:
        if not self._told_over:
            self._told_over = True
            self.session.stop()
            self._forget(self.call)
            self._report(Over(self.call, code, fault))
