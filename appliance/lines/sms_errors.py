"""What a modem says when it does not send an SMS: the errors of 3GPP TS 27.005 §3.2.5 and of TS 24.011 annex E-2."""

from __future__ import annotations

import re

from appliance.contracts.messages import SmsReceipt, SmsResult
from appliance.lines.at import Answer

_REFERENCE = re.compile(r"\+CMGS: ?(\d{1,3})")
_NUMBERED = re.compile(r"\+CMS ERROR: ?(\d{1,3})")

PASSING = {
    21: "Мережа відхилила SMS.",
    27: "Телефон отримувача зараз недоступний для мережі.",
    38: "Мережа оператора не працює.",
    41: "У мережі тимчасовий збій.",
    42: "Мережа перевантажена.",
    47: "Мережі бракує ресурсів.",
    302: "Модем зараз не може надсилати SMS.",
    314: "SIM-картка зайнята.",
    331: "Модем не бачить мережі оператора.",
}
"""The SMS has not left, and a later try may succeed."""
LASTING = {
    1: "Такого номера немає.",
    8: "Оператор заборонив вихідні SMS для цієї SIM-картки.",
    10: "Оператор заблокував вихідні дзвінки й SMS.",
    28: "Оператор не знає такого отримувача.",
    29: "Оператор не надає цієї послуги.",
    30: "Оператор не знає цієї SIM-картки.",
    50: "SIM-картка не підписана на послугу SMS.",
    69: "Мережа не підтримує SMS.",
    111: "Мережа не зрозуміла SMS.",
    304: "Модем не зрозумів SMS.",
    305: "Модем не зрозумів тексту SMS.",
    310: "У модемі немає SIM-картки.",
    311: "SIM-картка просить PIN-код.",
    313: "SIM-картка несправна.",
    330: "У SIM-картці не задано номера центру SMS.",
    500: "Модем не пояснив, чому не надіслав SMS.",
}
UNCERTAIN = {332: "Мережа не відповіла, чи взяла SMS."}
"""The network was silent, not the modem: the SMS may be on its way."""


def receipt_of(answer: Answer) -> SmsReceipt:
    """Tell from the answer to AT+CMGS what became of the SMS."""
    if answer.ok:
        found = _REFERENCE.match(answer.lines[0]) if answer.lines else None
        return SmsReceipt(SmsResult.SENT, int(found[1]) & 0xFF if found else None)
    found = _NUMBERED.match(answer.final)
    number = int(found[1]) if found else 0
    for result, sentences in (
        (SmsResult.NOT_SENT, PASSING),
        (SmsResult.UNKNOWN, UNCERTAIN),
        (SmsResult.REFUSED, LASTING),
    ):
        if number in sentences:
            return SmsReceipt(result, reason=f"{sentences[number]} (CMS {number})")
    return SmsReceipt(SmsResult.REFUSED, reason=f"Модем не надіслав SMS: {answer.final}.")
