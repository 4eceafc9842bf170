"""The forms of topics."""

from __future__ import annotations

from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import DataRequired

from appliance.casework.knowledge.topics import Category
from web.forms import Form, choices

TOP = "0"


class TopicForm(Form):
    """A new topic."""

    name = StringField("Назва теми", [DataRequired("Напишіть назву.")])
    parent = SelectField("Вона є частиною теми", default=TOP)

    def offer_parents(self) -> None:
        """Offer the topics of the first level."""
        self.parent.choices = choices({TOP: "— сама по собі —", **{str(top.id): top.name for top in Category.tree()}})

    @property
    def parent_id(self) -> int | None:
        """What was chosen."""
        return int(self.parent.data) if self.parent.data != TOP else None


class RenameForm(Form):
    """Another name for a topic; `version` is what its editor saw."""

    name = StringField("Назва теми", [DataRequired("Напишіть назву.")])
    version = HiddenField(default="1")
