"""The small forms of the editor."""

from __future__ import annotations

from typing import Any, TypeVar

from flask import request
from wtforms import BooleanField, DateTimeLocalField, FileField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from appliance.casework.menus.drafts import TITLE_MAX
from appliance.casework.menus.revisions import NOTE_MAX
from web.edited_form import EditedForm
from web.forms import Form, choices
from web.pages.menu.forms import NOWHERE
from web.pages.menu.opened import Opened
from web.pages.menu.tree import node_labels
from web.pages.menu.words import PLACE_NAMES

F = TypeVar("F", bound=Form)

TEXT_ROWS = {"rows": 6}
FIRST_FREE = ""


class VersionedForm(EditedForm):
    """A form for a row that two people may edit at once, and that may be shown again with a newer version."""

    def show_version(self, version: int) -> None:
        """Say which version its editor has seen now."""
        self.version.data = str(version)
        self.version.raw_data = None


class NameForm(VersionedForm):
    """A name of a node."""

    name = StringField("Назва вузла", [DataRequired("Напишіть назву.")], render_kw={"autocomplete": "off"})


class TextForm(VersionedForm):
    """The words of a text."""

    words = TextAreaField("Слова", [DataRequired("Напишіть текст.")], render_kw=TEXT_ROWS)


class NewTextForm(TextForm):
    """A text that is not there yet."""

    name = StringField("Назва тексту", [DataRequired("Напишіть назву.")], render_kw={"autocomplete": "off"})


class PlacesForm(VersionedForm):
    """The title of a menu, and where its callers come in."""

    title = StringField("Назва меню", [Length(max=TITLE_MAX, message=f"Не більше за {TITLE_MAX} знаків.")])
    start = SelectField(PLACE_NAMES["start"])
    main = SelectField(PLACE_NAMES["main"])
    operator = SelectField(PLACE_NAMES["operator"])
    emergency = SelectField(PLACE_NAMES["emergency"])
    staff = SelectField(PLACE_NAMES["staff"])

    def offer(self, known: Opened) -> PlacesForm:
        """Offer the nodes of a draft."""
        listed = choices({"": NOWHERE, **node_labels(known.document)})
        for place in PLACE_NAMES:
            self[place].choices = listed
        return self

    @property
    def places(self) -> dict[str, str]:
        """What was chosen."""
        return {place: str(self[place].data or "") for place in PLACE_NAMES}


class HangForm(Form):
    """The base of what is hung on a free key of a menu."""

    at = SelectField("У якому меню")
    key = SelectField(
        "На яку клавішу", choices=choices({FIRST_FREE: "перша вільна", **{key: key for key in "123456"}}), default=""
    )
    title = StringField("Як це називається", [DataRequired("Напишіть назву."), Length(max=100)])
    sentence = StringField("Речення в меню", [Length(max=300)])

    def offer(self, known: Opened) -> None:
        """Offer the menus of a draft."""
        self.at.choices = choices({menu.id: f"{known.calls[menu.name]} ({_free(menu.about)})" for menu in known.menus})


class SectionForm(HangForm):
    """A new section: a menu of its own."""


class ItemForm(HangForm):
    """A new item: something that is said."""

    words = TextAreaField("Що сказати", [DataRequired("Напишіть текст.")], render_kw=TEXT_ROWS)


class FileForm(Form):
    """A menu as a file."""

    menu = SelectField("Для якого меню")
    file = FileField("Файл flow.toml", [DataRequired("Оберіть файл.")], render_kw={"accept": ".toml"})
    replaces = BooleanField("Замінити чернетку, що є")


class ProposeForm(Form):
    """A draft is sent for review."""

    note = TextAreaField("Що змінено й навіщо", [Length(max=NOTE_MAX)], render_kw={"rows": 3})


class ReturnForm(Form):
    """A revision is sent back."""

    reason = TextAreaField("Що виправити", [DataRequired("Напишіть, що виправити.")], render_kw={"rows": 3})


class PublishForm(Form):
    """A revision is published, now or later."""

    at = DateTimeLocalField("Коли (за Києвом); порожньо — зараз", [Optional()])


def beside(form: type[F], **keywords: Any) -> F:
    """Return a form that stands beside the one that was sent: of a POST it takes nothing, on a GET what was kept."""
    return form(formdata=None, **keywords) if request.method == "POST" else form(**keywords)


def _free(about: dict[str, object]) -> str:
    taken = about.get("choices")
    free = [key for key in "123456" if not isinstance(taken, dict) or key not in taken]
    return f"вільні клавіші: {', '.join(free)}" if free else "вільних клавіш немає"
