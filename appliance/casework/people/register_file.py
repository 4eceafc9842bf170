"""A register of residents as a file: CSV however a spreadsheet of an office writes it. Bytes in, cells out.

UTF-8 with or without its mark, Windows-1251, or Excel's "Unicode text"; `;`, `,` or a tab between the cells.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from appliance.errors import SlukhavkaError

FILE_MAX_BYTES = 8 * 1024 * 1024
LINES_MAX = 60_000
CELL_MAX = 4000
COLUMNS_MAX = 60
DELIMITERS = (";", "\t", ",")
_OTHER_FILES = {
    b"PK\x03\x04": "Це книга Excel або архів. Відкрийте її й збережіть як «CSV (роздільники — крапка з комою)».",
    b"\xd0\xcf\x11\xe0": "Це книга Excel давнього зразка. Відкрийте її й збережіть як CSV.",
    b"%PDF": "Це PDF. Потрібна таблиця у форматі CSV.",
    b"{\\rtf": "Це документ Word. Потрібна таблиця у форматі CSV.",
}


class BadRegister(SlukhavkaError):
    """The file cannot be read as a register; the sentence says why and where."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table: the line of the file where it begins, and its cells."""

    number: int
    cells: Sequence[str]


def lines_of(content: bytes) -> Iterator[Line]:
    """Yield the rows that are not empty, the header first. Raises BadRegister, also in the middle."""
    text = _text(content)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    count = began = 0
    try:
        for cells in reader:
            began, number = reader.line_num, began + 1
            if not any(cell.strip() for cell in cells):
                continue
            count += 1
            if count > LINES_MAX + 1:
                raise BadRegister(f"У файлі понад {LINES_MAX} рядків. Поділіть його.")
            _judge(number, cells)
            yield Line(number, [cell.strip() for cell in cells])
    except csv.Error as error:
        raise BadRegister(f"Рядок {reader.line_num}: таблиця зламана, перевірте лапки ({error}).") from error


def _text(content: bytes) -> str:
    if not content.strip():
        raise BadRegister("Файл порожній.")
    if len(content) > FILE_MAX_BYTES:
        raise BadRegister(f"Файл більший за {FILE_MAX_BYTES // 1024 // 1024} МБ. Поділіть його.")
    for beginning, sentence in _OTHER_FILES.items():
        if content.startswith(beginning):
            raise BadRegister(sentence)
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1251"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadRegister("Це не текст: файл не прочитати ні в UTF-8, ні у Windows-1251.")


def _judge(number: int, cells: Sequence[str]) -> None:
    if len(cells) > COLUMNS_MAX:
        raise BadRegister(f"Рядок {number}: понад {COLUMNS_MAX} стовпців. Перевірте роздільник.")
    if any(len(cell) > CELL_MAX for cell in cells):
        raise BadRegister(f"Рядок {number}: у клітинці понад {CELL_MAX} знаків. Перевірте лапки.")
