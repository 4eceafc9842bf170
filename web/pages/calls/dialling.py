"""Call by one press: the box rings the operator's telephone, then the person's."""

from __future__ import annotations

from appliance.casework.contacts.callbacks import Callback, CallbackSource
from appliance.casework.staff.operators import Operator, StaffMember
from appliance.control import BoxNotRunning, ask
from appliance.errors import SlukhavkaError
from appliance.numbers import grouped
from web.box import Box
from web.telling import tell
from web.who import me

DIAL_S = 10.0
"""The box answers when it has looked for free lines, and a modem thinks about a number for seconds."""


class NoTelephone(SlukhavkaError):
    """Whoever asks is no operator: nobody knows which telephone to ring."""


def dial(box: Box, number: str) -> str:
    """Owe a number (E.164) a call, if it is not owed yet, and have it made now; return what happens next.

    Raises NoTelephone, AskRefused and what `take` raises. While the daemon does not run, the operator calls himself.
    """
    member = my_post()
    callback = Callback.ask(number, CallbackSource.CLERK, now=box.now())
    try:
        ask(box.control, "call_back", limit_s=DIAL_S, callback=callback, operator=member.operator)
    except BoxNotRunning:
        Callback.take(callback, member.operator, now=box.now())
        return f"Слухавка не працює. Телефонуйте самі: {grouped(number)}. Дзвінок записано на вас."
    finally:
        tell(box, "callbacks")
    return "Зараз задзвонить ваш телефон; візьміть слухавку, і Слухавка набере людину."


def my_post() -> StaffMember:
    """Return who asks as an operator. Raises NoTelephone."""
    mine = (member for member in Operator.staff() if member.account == me().account_id)
    found = next(mine, None)
    if found is None:
        raise NoTelephone("Вас не записано оператором, тож Слухавка не знає вашого телефону. Попросіть додати його.")
    return found
