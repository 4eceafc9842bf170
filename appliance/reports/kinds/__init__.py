"""The kinds of reports, one to a file: each has `REPORT`. They are found, not listed."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module

from appliance.errors import SlukhavkaError
from appliance.reports.tables import Report


class NoSuchReport(SlukhavkaError):
    """There is no such kind of report."""


@cache
def reports() -> Mapping[str, Report]:
    """Return every kind by its name, in the order of their places."""
    found: list[Report] = [import_module(f"{__name__}.{each.name}").REPORT for each in pkgutil.iter_modules(__path__)]
    return {report.name: report for report in sorted(found, key=lambda report: (report.place, report.name))}


def report_named(name: str) -> Report:
    """Return the kind. Raises NoSuchReport."""
    known = reports().get(name)
    if known is None:
        raise NoSuchReport(f"Такого звіту немає: {name}. Є: {', '.join(reports())}.")
    return known
