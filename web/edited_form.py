"""A form for a row that two people may edit at once: it knows which version of the row its reader saw."""

from __future__ import annotations

from wtforms import HiddenField

from web.forms import Form
from web.lists import number


class EditedForm(Form):
    """The base of such forms; see `appliance.casework.edits`."""

    version = HiddenField(default="1")

    @property
    def version_seen(self) -> int:
        """The version whose text stood in the form; 0, which no row has, when it is no number."""
        return number({"version": str(self.version.data)}, "version") or 0
