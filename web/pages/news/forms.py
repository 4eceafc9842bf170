"""The form of an entry of a rubric."""

from __future__ import annotations

from datetime import UTC, datetime

from wtforms import DateTimeLocalField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Optional

from appliance.casework.knowledge.rubrics import RUBRIC_NAMES, BadEntry, EntryWording, Rubric, RubricEntry
from appliance.casework.texts.short_texts import PARTS_MAX
from web.edited_form import EditedForm
from web.forms import choices, written
from web.shown import KYIV

FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


class EntryForm(EditedForm):
    """An entry; its rubric is chosen once."""

    rubric = SelectField("Рубрика", choices=choices(RUBRIC_NAMES))
    title = StringField("Назва", [DataRequired("Напишіть назву.")])
    text = TextAreaField("Що чують люди", [DataRequired("Напишіть текст.")], render_kw={"rows": 6})
    phones = TextAreaField(
        "Телефони установи, кожен в окремому рядку", [Optional()], render_kw={"rows": 2, "inputmode": "tel"}
    )
    sms = TextAreaField(
        f"SMS, не більше за {PARTS_MAX} частини (порожньо – з назви й тексту)",
        [Optional()],
        render_kw={"rows": 3, "data-sms": ""},
    )
    source = StringField("Джерело: рішення, сторінка", [Optional()])
    starts = DateTimeLocalField("Розповідати з (порожньо – одразу)", [Optional()], format=FORMATS)
    ends = DateTimeLocalField("Розповідати до", [Optional()], format=FORMATS)

    def show(self, entry: RubricEntry) -> None:
        """Fill it with an entry as it stands."""
        for name in ("rubric", "title", "text", "sms", "source"):
            self[name].data = getattr(entry, name)
        self.phones.data = "\n".join(entry.phones)
        self.version.data = str(entry.version)
        self.starts.data, self.ends.data = _local(entry.starts_at), _local(entry.ends_at)

    @property
    def chosen(self) -> Rubric:
        """The rubric."""
        return Rubric(self.rubric.data)

    def wording(self) -> EntryWording:
        """Return what was written. Raises BadEntry for an hour that the clocks leave out."""
        return EntryWording(
            title=written(self.title),
            text=written(self.text),
            sms=written(self.sms),
            phones=written(self.phones).splitlines(),
            source=written(self.source),
            starts_at=_moment(self.starts.data, "starts_at"),
            ends_at=_moment(self.ends.data, "ends_at"),
        )


FIELDS = {"starts_at": "starts", "ends_at": "ends"}
"""Fields of the form by columns of the row, where they differ."""


def _moment(local: datetime | None, field: str) -> datetime | None:
    if local is None:
        return None
    moment = local.replace(tzinfo=KYIV).astimezone(UTC)
    if moment.astimezone(KYIV).replace(tzinfo=None) != local:
        raise BadEntry("Такої години того дня немає: годинник переводять уперед.", field)
    return moment


def _local(moment: datetime | None) -> datetime | None:
    return moment.astimezone(KYIV).replace(tzinfo=None) if moment else None
