"""What a run of the daemon that broke off has left half done: open calls, and call-backs that it was dialling."""

from __future__ import annotations

from appliance.casework.contacts.callbacks import AttemptResult, Callback, CallbackAttempt
from appliance.casework.contacts.calls import CallRecord
from appliance.casework.row import write
from appliance.casework.staff.operators import Operator
from appliance.clock import Moment

BROKEN_OFF = "Слухавка зупинилася, не довівши спроби до кінця."


def settle_interrupted(started: Moment) -> int:
    """Close what earlier runs left open; return how many call-backs wait again. `started`: when this run began."""
    with write():
        # The calls that are open tell which call-backs were being dialled, so these come first.
        put_back = _put_back(started)
        CallRecord.settle_interrupted(started)
        return put_back


def _put_back(started: Moment) -> int:
    """Let what was being dialled wait for anybody again, the try noted.

    Such a try has left a call open, to the operator or to the person. What an operator has taken to dial by himself,
    while the box did not run, has left none and stays his.
    """
    noted = CallbackAttempt.select(CallbackAttempt.call).where(CallbackAttempt.call.is_null(False))
    left = CallRecord.left_open(started) & ~CallRecord.incoming & CallRecord.uid.not_in(noted)
    outgoing = CallRecord.select().where(left).order_by(CallRecord.id)
    calls: dict[str | None, CallRecord] = {record.number or record.number_raw: record for record in outgoing}
    taken = Callback.select(Callback, Operator).join(Operator).where(Callback.closed_at.is_null())
    return sum(_broke_off(callback, calls) for callback in list(taken.order_by(Callback.taken_at.desc())))


def _broke_off(callback: Callback, calls: dict[str | None, CallRecord]) -> bool:
    """Note the try that left one of `calls`, by number or extension, and put it back; False: there was none.

    The calls are taken out: what the same operator had taken before is not what was being dialled.
    """
    operator = callback.operator
    telephone = (operator.extension or operator.mobile) if operator else None
    theirs, own = calls.pop(callback.number, None), calls.pop(telephone, None)
    evidence = theirs or own
    if evidence is None:
        return False
    CallbackAttempt.create(
        callback=callback.id,
        operator=callback.operator_id,
        call=theirs.uid if theirs else None,
        tried_at=evidence.rang_at,
        clock_trusted=evidence.clock_trusted,
        result=AttemptResult.FAILED,
        reason=BROKEN_OFF,
    )
    Callback.release(callback.id)
    return True
