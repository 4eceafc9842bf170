"""What an answer must be to go as an SMS."""

from __future__ import annotations

from appliance.errors import SlukhavkaError
from appliance.sms_text import measure

PARTS_MAX = 3
"""More of them nobody reads on a telephone, and each costs money."""


class NoSms(SlukhavkaError):
    """The text cannot be sent: it is empty, or too long."""


def check_sms(text: str) -> None:
    """Raise NoSms for a text that is none."""
    parts = measure(text).parts
    if not text.strip() or parts > PARTS_MAX:
        raise NoSms(f"SMS «{text[:30]}…»: частин {parts}, а може бути від однієї до {PARTS_MAX}, і не порожніх.")
