"""The forms of the to-do list."""

from __future__ import annotations

from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from appliance.casework.contacts.returns import NOTE_MAX
from web.forms import Form


class NoteForm(Form):
    """What is written beside a voice message; `version` is what its editor saw, 0 where there was none."""

    version = HiddenField(default="0")
    text = TextAreaField(
        "Примітка", [Length(max=NOTE_MAX, message=f"Не більше за {NOTE_MAX} знаків.")], render_kw={"rows": 3}
    )
