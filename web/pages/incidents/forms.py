"""The form of a note."""

from __future__ import annotations

from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from appliance.casework.box.incidents import NOTE_MAX
from web.forms import Form


class NoteForm(Form):
    """What was done about an incident."""

    text = TextAreaField("Що зроблено", [DataRequired(), Length(max=NOTE_MAX)])
