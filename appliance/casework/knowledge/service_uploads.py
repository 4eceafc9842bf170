"""A table of services between its dry run and its import: whole in the database, gone when either is over."""

from __future__ import annotations

from appliance.casework.people.register_uploads import RegisterUpload

TABLE_MAX_BYTES = 1024 * 1024


class ServiceUpload(RegisterUpload):
    """The table that one person has uploaded last."""
