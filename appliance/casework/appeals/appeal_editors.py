"""Who has a card open now."""

from __future__ import annotations

import peewee

from appliance.casework.appeals.appeal import Appeal
from appliance.casework.open_rows import OpenRow


class AppealEditor(OpenRow):
    """One person with one card open."""

    opened = "appeal"
    appeal = peewee.ForeignKeyField(Appeal)

    class Meta:
        """A person has a card open once, in however many windows."""

        primary_key = peewee.CompositeKey("appeal", "account")
