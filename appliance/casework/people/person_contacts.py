"""A person's latest calls, for the card."""

from __future__ import annotations

from heapq import merge
from itertools import islice

from appliance.casework.contacts.calls import CallRecord
from appliance.casework.people.person import PersonNumber


def latest_calls(person_id: int, limit: int) -> list[CallRecord]:
    """Return the latest calls from and to a person's numbers, the newest first: whoever else may call from them."""
    # One short query for each number: together they would be sorted, however many there are.
    each = [
        CallRecord.select().where(CallRecord.number == number.number).order_by(CallRecord.id.desc()).limit(limit)
        for number in PersonNumber.of(person_id)
    ]
    return list(islice(merge(*each, key=lambda call: call.id, reverse=True), limit))
