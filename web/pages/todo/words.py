"""The words of the to-do list."""

from __future__ import annotations

from appliance.casework.contacts.callbacks import RESULT_NAMES, STATE_NAMES, AttemptResult, Callback, CallbackSource
from appliance.casework.contacts.returns import Seen
from appliance.casework.contacts.todo import TodoEntry
from appliance.contracts import CallResult

IN_VAIN = {
    CallResult.MISSED: "ніхто не відповів",
    CallResult.BUSY: "лінія була зайнята",
    CallResult.ABANDONED: "не дочекалися",
}

SOURCES = {
    CallbackSource.KEY: "просили передзвонити",
    CallbackSource.TYPED: "просили передзвонити на цей номер, набравши його в меню",
    CallbackSource.MISSED: "рада винна дзвінок",
    CallbackSource.CLERK: "записано передзвонити",
}


def reason(entry: TodoEntry) -> str:
    """Say why the last call was in vain."""
    return IN_VAIN[CallResult(str(entry.last.result))] if entry.last else ""


def owed(callback: Callback) -> str:
    """Say why a call is owed, who has it and what came of the last try."""
    told = [SOURCES[CallbackSource(callback.source)]]
    if callback.operator:
        told.append(f"{STATE_NAMES[callback.state]}: {callback.operator.account.name}")
    if callback.attempts:
        last = callback.attempts[-1]
        outcome = last.reason.rstrip(".") or RESULT_NAMES[AttemptResult(last.result)]
        told.append(f"спроб: {len(callback.attempts)}, остання: {outcome}")
    return "; ".join(told)


def written(seen: Seen) -> str:
    """Write what was seen of an entry as a hidden field, for `read`."""
    return f"{seen.number or ''}|{seen.last_call}|{','.join(str(message) for message in seen.messages)}"
