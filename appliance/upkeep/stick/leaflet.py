"""The text on the stick that says what lies there and how the closed part is opened; it names nobody."""

from __future__ import annotations

from appliance.casework.office.calendar import KYIV
from appliance.clock import Moment
from appliance.reports.period import Month

_HEAD = """Слухавка: {title}.
Записано {at}.

statystyka/  звіти з числами, без персональних даних.
SHA256SUMS  контрольні суми всіх файлів (перевірити: sha256sum -c SHA256SUMS).
"""
_CLOSED = """
Файли *.age зашифровано ключем ради. Там персональні дані.
Ключ ради: {key}
Відкрити може лише той, хто має аркуш відновлення (він у сейфі ради):
1. На будь-якому комп'ютері встановіть програму age: https://age-encryption.org
2. Секретний ключ з аркуша (один рядок, без пропусків) збережіть у файл kliuch.txt.
3. age -d -i kliuch.txt -o osobysti.tar osobysti.tar.age
4. Розпакуйте osobysti.tar (tar -xf osobysti.tar або будь-який архіватор).
5. Видаліть kliuch.txt: ключ має бути лише на папері.
"""
_NO_KEY = """
Персональної частини немає: у ради ще немає ключа. Його створюють у консолі, сторінка «Місяць на флешці».
"""


def leaflet(month: Month, key: str, *, now: Moment) -> str:
    """Return the text; `key` is the council's public key, "" for none."""
    at = now.wall.astimezone(KYIV).strftime("%d.%m.%Y %H:%M")
    head = _HEAD.format(title=month.title, at=at if now.trusted else f"{at} (годинник не звірено)")
    return (head + (_CLOSED.format(key=key) if key else _NO_KEY)).replace("\n", "\r\n")
