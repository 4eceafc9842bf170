"""Who has a node of a draft open now."""

from __future__ import annotations

import peewee

from appliance.casework.menus.drafts import DraftNode
from appliance.casework.open_rows import OpenRow


class DraftEditor(OpenRow):
    """One person with one node open."""

    opened = "node"
    node = peewee.ForeignKeyField(DraftNode)

    class Meta:
        """A person has a node open once, in however many windows."""

        primary_key = peewee.CompositeKey("node", "account")
