"""What strangers write: markup, templates, letters that turn a line around, endless words; and the same tamed."""

from __future__ import annotations

from dataclasses import dataclass, fields

MEANING = str.maketrans(dict.fromkeys("<>\"'&{}$%=/`", "ж"))
"""Signs that mean something to a browser or a template, as letters."""


@dataclass(frozen=True)
class Words:
    """Texts for wherever a stranger's words may stand."""

    markup: str = "<script>alert(1)</script>"
    breakout: str = "\"'><img src=x onerror=alert(2)>"
    bold: str = "</td></table><b class=evil onload=alert(3)>"
    template: str = "{{7*7}}${7*7}{% raise %}"
    turned: str = "\u202eйизар\u202c \u200b\u0301\ufffd"
    endless: str = "Нескінченнесловобезпробілів" * 8
    """More than 200 letters without a place to break."""
    long: str = "Довгий рядок, у якому багато слів і жодного кінця. " * 12

    @property
    def text(self) -> str:
        """All of it, in several lines."""
        return f"{self.markup}{self.breakout} {self.template} {self.turned}\n{self.endless}\n{self.bold}\n{self.long}"

    @property
    def printable(self) -> str:
        """All of it that a field of several lines takes."""
        return self.text.replace(self.turned, "")

    def line(self, limit: int) -> str:
        """Return one printable line that fills a field to its limit."""
        return f"{self.markup}{self.breakout}{self.template} {self.endless} {self.long}"[:limit].strip()


HOSTILE = Words()
TAME = Words(**{field.name: getattr(HOSTILE, field.name).translate(MEANING) for field in fields(Words)})
"""The same texts, sign for sign, without a sign that means anything: pages made of both have the same nodes."""
