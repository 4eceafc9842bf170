"""The forms in which a report is given away, one to a file and named as the file; they are found, not listed.

Each has `EXTENSION` and `render(sheet) -> parts`: what to add to the file's name, "" for the only one → the
bytes. What draws PDF and workbooks takes 50 MB: whoever runs for long asks `apart`, and loads none of them.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from importlib import import_module
from typing import Protocol, cast

from appliance.errors import SlukhavkaError
from appliance.reports.sheets import Sheet

EXTENSIONS = tuple(each.name for each in pkgutil.iter_modules(__path__))


class Form(Protocol):
    """One form."""

    EXTENSION: str

    def render(self, sheet: Sheet) -> Mapping[str, bytes]:
        """Return the parts: what to add to the file's name → the bytes."""
        ...


class NoSuchForm(SlukhavkaError):
    """Reports are not given away so."""


def forms() -> Mapping[str, Form]:
    """Return all forms by their extensions."""
    return {extension: form_of(extension) for extension in EXTENSIONS}


def form_of(extension: str) -> Form:
    """Return the form. Raises NoSuchForm."""
    if extension not in EXTENSIONS:
        raise NoSuchForm(f"Такого виду файлу немає: {extension}. Є: {', '.join(EXTENSIONS)}.")
    return cast(Form, import_module(f"{__name__}.{extension}"))
