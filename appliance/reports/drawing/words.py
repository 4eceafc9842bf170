"""What every form says around the tables, and how a text from outside is made fit for all of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from appliance.casework.entrance.accounts import Origin
from appliance.reports.sheets import Sheet
from appliance.reports.snapshot import text_of
from appliance.reports.tables import CellType

CHANGED = "Після закриття місяця змінилося"
CHANGED_MEANS = "У таблицях – те, що видано. Ось що було б пораховано тепер:"
DEFINITIONS = "Що означають слова"
SIGNATURES = ("Склав(ла)", "Перевірив(ла)", "Керівник")
_WHO = {Origin.BOX: "Слухавка", Origin.COMMAND: "команда на коробці"}
_PLAIN = ("\n", "\t")


def clean(text: str) -> str:
    """Return a text without what no file can hold or nobody can see: line ends as LF, other control signs gone."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign in _PLAIN or unicodedata.category(sign) not in ("Cc", "Cs"))


def heading(sheet: Sheet) -> Iterator[str]:
    """Yield the lines under the title: whose report, when it was made, what it is worth."""
    if sheet.community:
        yield sheet.community
    yield f"Складено {text_of(sheet.made_at, CellType.MOMENT)}"
    if sheet.closed is not None and not sheet.report.is_list:
        yield issued(sheet)
    yield from sheet.standing


def issued(sheet: Sheet) -> str:
    """Say by whom and when the month was closed, and the checksum of its figures."""
    closed = sheet.closed
    if closed is None:
        return ""
    who = closed.account.name if closed.account else _WHO.get(Origin(closed.origin), "")
    when = text_of(closed.closed_at, CellType.MOMENT)
    again = f"; видано знову (випуск {closed.issue}): {closed.reason}" if closed.reason else ""
    broken = "" if closed.is_whole else " УВАГА: контрольна сума не збігається, цифри пошкоджено."
    told = f"Місяць закрито {when}, {who}{again}".rstrip(". ")
    return f"{told}. Контрольна сума {closed.sha256[:16]}.{broken}"
