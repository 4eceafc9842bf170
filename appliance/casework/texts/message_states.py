"""Where an SMS can be, and how it gets from one state to the next."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from appliance.contracts.messages import SmsResult
from appliance.errors import SlukhavkaError


class MessageState(StrEnum):
    """Where an SMS is. The first eight are of those we send, the others of those that came."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    """The network could not deliver it."""
    FAILED = "failed"
    REFUSED = "refused"
    """The box may not text this number."""
    UNCERTAIN = "uncertain"
    GATHERING = "gathering"
    """Some parts are still on their way."""
    RECEIVED = "received"
    INCOMPLETE = "incomplete"
    """Some parts did not come in a day; they still may."""
    UNREADABLE = "unreadable"


_S = MessageState
TRANSITIONS: Mapping[MessageState, frozenset[MessageState]] = {
    _S.QUEUED: frozenset({_S.SENDING, _S.REFUSED}),
    _S.SENDING: frozenset({_S.SENT, _S.QUEUED, _S.FAILED, _S.UNCERTAIN}),
    _S.SENT: frozenset({_S.DELIVERED, _S.UNDELIVERED}),
    _S.UNDELIVERED: frozenset({_S.DELIVERED, _S.QUEUED}),
    _S.DELIVERED: frozenset(),
    _S.UNCERTAIN: frozenset({_S.SENT, _S.QUEUED, _S.FAILED}),
    _S.FAILED: frozenset({_S.QUEUED}),
    _S.REFUSED: frozenset({_S.QUEUED}),
    _S.GATHERING: frozenset({_S.RECEIVED, _S.INCOMPLETE}),
    _S.INCOMPLETE: frozenset({_S.RECEIVED}),
    _S.RECEIVED: frozenset(),
    _S.UNREADABLE: frozenset(),
}
"""Of one part that goes out, and of a message that came."""
WORST_FIRST = (_S.UNCERTAIN, _S.FAILED, _S.REFUSED, _S.SENDING, _S.QUEUED, _S.UNDELIVERED, _S.SENT, _S.DELIVERED)
COSTING = (_S.SENDING, _S.SENT, _S.DELIVERED, _S.UNDELIVERED, _S.UNCERTAIN)
RESULTS = {
    SmsResult.SENT: _S.SENT,
    SmsResult.NOT_SENT: _S.QUEUED,
    SmsResult.REFUSED: _S.FAILED,
    SmsResult.UNKNOWN: _S.UNCERTAIN,
}


class WrongState(SlukhavkaError):
    """What is asked does not fit the state the SMS is in."""
