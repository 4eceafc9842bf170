"""What the final code of a refused call means for us. Pure (RFC 3261, 21)."""

from __future__ import annotations

NOT_THERE = frozenset({408, 480, 486, 487, 600, 603})
"""The called person is busy, does not answer, or does not want to: no fault of the line."""

_FAULTS = {
    401: "Оператор SIP не прийняв нашого пароля.",
    403: "Оператор SIP не дозволив цього дзвінка.",
    404: "Такого номера не існує.",
    407: "Оператор SIP не прийняв нашого пароля.",
    408: "Оператор SIP не відповідає.",
    410: "Такого номера вже не існує.",
    484: "Номер неповний.",
    488: "Інша сторона не приймає звуку G.711.",
    503: "Оператор SIP тимчасово не працює.",
    604: "Такого номера не існує.",
}


def by_code(code: int, *, reached: bool) -> str:
    """Return the fault, a Ukrainian sentence; "" when it is only that nobody talks to us.

    `reached`: something was answered before; without it 408 is silence.
    """
    if not code or (code in NOT_THERE and (reached or code != 408)):
        return ""
    if 300 <= code < 400:
        return "Номер переадресовано, а Слухавка не набирає чужих адрес."
    return _FAULTS.get(code, f"Дзвінок не вдався, відповідь оператора: {code}.")
