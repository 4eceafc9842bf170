"""The SIP side of a line in sippy's thread: takes requests, holds the dialogs, asks requests of its own.

The line speaks to it through `SipThread.call` and names calls by their keys; it speaks back through `report`.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from typing import Any

from sippy import SipTransactionManager as _Transactions  # type: ignore[import-untyped]

from appliance.lines import sdp
from appliance.lines.sip_caller import Claims
from appliance.lines.sip_dialog import NOT_ACCEPTABLE, Dialog
from appliance.lines.sip_events import Event, Invited
from appliance.lines.sip_headers import abilities, description_of, objection, response, texts
from appliance.lines.sip_question import Account, Question
from appliance.lines.sip_stack import MessageLog
from appliance.lines.sip_wire import Deliver, SipWire

log = logging.getLogger(__name__)


def _wire_of(config: dict[str, Any], deliver: Deliver, *_: Any) -> SipWire:
    wire: SipWire = config["wire"]
    return wire.take_for(deliver)


# sippy keeps a set of servers here, each with six threads; ours is one wire, whatever it is to reach.
_Transactions.local4remote = _wire_of


class _Manager(_Transactions.SipTransactionManager):  # type: ignore[misc]
    """Sends no 100 Trying: what it announces, the ringing or an answer, goes out at once (RFC 3261, 17.2.1)."""

    def __init__(self, config: dict[str, Any], requested: Callable[[Any, Any], Any], *, nat: bool) -> None:
        self.nat_traversal = nat
        super().__init__(config, requested)

    def sendResponse(self, resp: Any, *args: Any, **named: Any) -> None:  # noqa: N802 - sippy's name
        if resp.getSCode()[0] != 100:
            super().sendResponse(resp, *args, **named)


class SipEndpoint:
    """Made and used in sippy's thread only."""

    def __init__(
        self, wire: SipWire, *, most_calls: int, shortest_session_s: int, nat: bool, report: Callable[[Event], None]
    ) -> None:
        """`most_calls`: beyond it a call is refused before anybody hears of it."""
        self._most_calls = most_calls
        self._report = report
        self._dialogs: dict[str, Dialog] = {}
        self._config: dict[str, Any] = {
            "_sip_logger": MessageLog(),
            "shortest_session_s": shortest_session_s,
            "wire": wire,
        }

        self._manager = _Manager(self._config, self._requested, nat=nat)
        self._config["_sip_tm"] = self._manager

    def close(self) -> None:
        """End every call. What timers are left run out; their messages find the wire closed."""
        for call in tuple(self._dialogs):
            self.order(call, Dialog.hang_up)
        self._manager.cp_timer.cancel()

    # What the line orders. A call that is over by now is nobody's.

    def order(self, call: str, verb: Callable[..., None], *args: Any) -> None:
        """Do a verb of Dialog on a call."""
        dialog = self._dialogs.get(call)
        if dialog is None:
            return
        try:
            verb(dialog, *args)
        except Exception:
            # Whatever an order meets in one dialog ends that call; the thread goes on for the others.
            log.exception("SIP: call %s: %s failed", call, verb.__name__)
            dialog.give_up("Дзвінок не вдалося продовжити.")

    def dial(self, call: str, number: str, account: Account, local: sdp.Local) -> None:
        """Make a call."""
        dialog = self._dialog(
            call, nh_address=account.server, username=account.name or None, password=account.password or None
        )
        self.order(call, Dialog.dial, number, account.user, account.domain, local)
        log.info("SIP: call %s is dialled (%s)", call, dialog.cId)

    def ask(self, question: Question) -> None:
        """Ask a request outside any call."""
        question.put(self._manager)

    # What comes from outside.

    def _requested(self, req: Any, transaction: Any) -> Any:
        try:
            return self._take(req, transaction)
        except Exception as error:
            # sippy parses lazily: anything may be raised by what a stranger put into a header.
            log.warning("SIP: a request of %s makes no sense: %r", req.getSource()[0], error)
            return response(req, 400, "Bad Request"), None, None

    def _take(self, req: Any, transaction: Any) -> Any:
        if req.getHFBody("to").getTag() is not None:
            return response(req, 481, "Call/Transaction Does Not Exist"), None, None
        if (refusal := objection(req)) is not None:
            return refusal, None, None
        match req.getMethod():
            case "OPTIONS":
                return response(req, 200, "OK", *abilities()), None, None
            case "INVITE":
                return self._invited(req, transaction)
            case "REFER":
                return response(req, 403, "Forbidden"), None, None
        return response(req, 481, "Call/Transaction Does Not Exist"), None, None

    def _invited(self, req: Any, transaction: Any) -> Any:
        if self._is_another_way_of_a_call_we_have(req):
            return response(req, 482, "Loop Detected"), None, None
        if len(self._dialogs) >= self._most_calls:
            return response(req, 486, "Busy Here"), None, None
        if not req.countHFs("contact"):
            return response(req, 400, "Contact Missing"), None, None
        try:
            offer = description_of(req)
        except sdp.NotAcceptable as error:
            log.info("SIP: an invitation of %s: %s", req.getSource()[0], error)
            return response(req, NOT_ACCEPTABLE, "Not Acceptable Here"), None, None
        dialog = self._dialog(secrets.token_hex(4), offer=offer)
        if (refusal := dialog.session.asked(req)) is not None:
            del self._dialogs[dialog.call]
            return refusal, None, None
        transaction.r487.getHFBody("to").setTag(dialog.lTag)
        taken = dialog.recvRequest(req, transaction)
        if dialog.call in self._dialogs:
            # The house gets to work while the caller is told that it rings.
            self._report(_invitation(dialog.call, req))
            self.order(dialog.call, Dialog.ring)
        return taken

    def _is_another_way_of_a_call_we_have(self, req: Any) -> bool:
        """The same invitation came over another path (RFC 3261, 8.2.2.2)."""
        tag = req.getHFBody("from").getTag()
        same = [consumer.cobj for consumer in self._manager.req_consumers.get(str(req.getHFBody("call-id")), ())]
        return any(dialog.call in self._dialogs and dialog.rUri.getTag() == tag for dialog in same)

    def _dialog(self, call: str, **account: Any) -> Dialog:
        dialog = Dialog(self._config, call, report=self._report, forget=self._forget, **account)
        self._dialogs[call] = dialog
        return dialog

    def _forget(self, call: str) -> None:
        self._dialogs.pop(call, None)


def _invitation(call: str, req: Any) -> Invited:
    return Invited(
        call=call,
        source=req.getSource()[0],
        dialled=str(req.getRURI().username or "")[:64],
        claims=Claims(
            sender=next(iter(texts(req, "from")), ""),
            asserted=tuple(texts(req, "p-asserted-identity")),
            privacy=";".join(texts(req, "privacy")),
        ),
    )
