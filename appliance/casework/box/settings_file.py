"""Settings out and in as one file: a ZIP of JSON, with the technician's TOML in it, to be read and not taken in.

No secrets unless asked for, nothing of anybody. What comes in is shown first, then taken in whole or not at all.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any

from appliance.casework.box.office_settings import (
    BadSettingsFile,
    Difference,
    Values,
    differences,
    dump,
    take_in,
)
from appliance.casework.entrance.accounts import Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.migrate import found
from appliance.clock import Moment
from appliance.settings import Settings

FORMAT = 1
PRODUCT = "slukhavka-settings"
MANIFEST, TABLES, SITE = "manifest.json", "office.json", "slukhavka.toml"
FILE_MOST = 20 * 1024 * 1024
UNPACKED_MOST = 64 * 1024 * 1024
HIDDEN = "…"
_SECRET = re.compile(
    r"""((?<![\w-])["']?(?:pin|password|secret|key|token)["']?[ \t]*=[ \t]*)"""
    r"""(?:\"{3}.*?(?:\"{3}|\Z)|'{3}.*?(?:'{3}|\Z)|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|[^\n]*)""",
    re.DOTALL | re.IGNORECASE,
)
"""A secret by its name, in a table or inline, as a dotted key or in a remark; in every form of a TOML value."""


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """What such a file holds. `site`: the technician's settings as text."""

    made_at: str
    migration: int
    tables: dict[str, list[Values]]
    site: str

    def differences(self) -> list[Difference]:
        """Return what it would change. Raises BadSettingsFile."""
        return differences(self.tables)

    def take_in(self, *, by: Actor, now: Moment) -> list[Difference]:
        """Make it so, whole or not at all. Raises BadSettingsFile."""
        return take_in(self.tables, by=by, now=now)


def without_secrets(toml: str) -> str:
    """Return the settings of a site with every PIN and password left out."""
    return _SECRET.sub(lambda line: f'{line[1]}"{HIDDEN}"', toml)


def write_settings(file: IO[bytes], settings: Settings, *, by: Actor, now: Moment, secrets: bool = False) -> None:
    """Write what is set now; the database is open and may be written. Raises OSError."""
    tables = json.dumps(dump(), ensure_ascii=False, indent=1).encode()
    site = settings.file.read_text(encoding="utf-8") if settings.file.is_file() else ""
    told = site if secrets else without_secrets(site)
    manifest = {
        "product": PRODUCT,
        "format": FORMAT,
        "migration": _newest(),
        "made_at": now.wall.isoformat(),
        "clock_trusted": now.trusted,
        "sha256": {TABLES: _digest(tables), SITE: _digest(told.encode())},
    }
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
        archive.writestr(TABLES, tables)
        archive.writestr(SITE, told)
    AuditEntry.record(
        by=by, now=now, verb="settings_exported", subject="office_settings", subject_id="", change={"secrets": secrets}
    )


def read_settings_file(file: IO[bytes]) -> SettingsFile:
    """Return what a file holds, every hash compared. Raises BadSettingsFile."""
    try:
        with zipfile.ZipFile(file) as archive:
            if sum(each.file_size for each in archive.infolist()) > UNPACKED_MOST:
                raise BadSettingsFile("Файл завеликий.")
            manifest = json.loads(archive.read(MANIFEST))
            parts = {name: archive.read(name) for name in (TABLES, SITE)}
        return _read(manifest, parts)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, RecursionError, OSError) as error:
        raise BadSettingsFile("Це не файл налаштувань Слухавки, або він пошкоджений.") from error
    except (RuntimeError, NotImplementedError) as error:
        raise BadSettingsFile("Файл запаковано так, як Слухавка не пакує.") from error


def _read(manifest: dict[str, Any], parts: dict[str, bytes]) -> SettingsFile:
    if manifest["product"] != PRODUCT:
        raise ValueError("of another product")
    if manifest["format"] != FORMAT or int(manifest["migration"]) > _newest():
        raise BadSettingsFile("Файл зробила новіша версія програми: спершу оновіть цю.")
    for name, content in parts.items():
        if manifest["sha256"][name] != _digest(content):
            raise BadSettingsFile("Файл пошкоджений: вміст не такий, як записано в переліку.")
    tables = json.loads(parts[TABLES])
    if not isinstance(tables, dict) or not all(_is_rows(rows) for rows in tables.values()):
        raise ValueError("no tables")
    return SettingsFile(manifest["made_at"], int(manifest["migration"]), tables, parts[SITE].decode())


def _is_rows(rows: object) -> bool:
    return isinstance(rows, Sequence) and not isinstance(rows, str) and all(isinstance(row, dict) for row in rows)


def _newest() -> int:
    return max(step.number for step in found())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
