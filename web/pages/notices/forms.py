"""The forms of announcements, works and emergency texts. Times are those of the wall clock in Kyiv."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from wtforms import DateTimeLocalField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from appliance.casework.notices import works
from appliance.casework.notices.announcements import PRIORITY_NAMES, Announcement, NewAnnouncement, Priority
from appliance.casework.notices.emergency_texts import LONGEST_H, TEXT_MAX, TITLE_MAX
from appliance.casework.notices.notice_rules import SPOKEN_MAX
from appliance.casework.notices.works import NewWorks, Works
from appliance.casework.notices.works_words import KIND_NAMES, WHAT_NAMES, What, WorksKind
from appliance.casework.office.calendar import KYIV
from appliance.casework.office.community import Settlement
from web.edited_form import EditedForm
from web.forms import Form, choices, written

WHEN = "Напишіть день і час."
FORMATS = "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"
USUAL_H = 2


class _When(DateTimeLocalField):
    """A moment on the wall clock in Kyiv."""

    def __init__(self, label: str, validators: Sequence[Any], **more: Any) -> None:
        """Take it as browsers send it, with or without seconds."""
        super().__init__(
            label, list(validators), format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"], **more
        )

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Say in Ukrainian what is wrong."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(WHEN) from error

    def show(self, moment: datetime | None) -> None:
        """Show a moment."""
        self.data = moment.astimezone(KYIV).replace(tzinfo=None) if moment else None

    @property
    def moment(self) -> datetime | None:
        """What was written; only after it was validated."""
        return self.data.replace(tzinfo=KYIV) if self.data else None


class _Places(SelectMultipleField):
    """Settlements, none of them for all."""

    def pre_validate(self, form: Any) -> None:
        """Say in Ukrainian what is wrong."""
        try:
            super().pre_validate(form)
        except ValidationError as error:
            raise ValidationError("Такого населеного пункту в громаді немає.") from error

    def offer(self) -> None:
        """Offer the settlements of the community."""
        self.choices = choices({each.id: each.full_name for each in Settlement.standing()})

    @property
    def ids(self) -> list[int]:
        """What was chosen."""
        return [int(each) for each in self.data or ()]


def by_district() -> Mapping[str, list[tuple[str, str]]]:
    """Return the settlements by district, as value and label."""
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for each in Settlement.standing():
        found[each.district].append((str(each.id), each.full_name))
    return dict(sorted(found.items()))


class AnnouncementForm(EditedForm):
    """An announcement."""

    text = TextAreaField(
        "Що почують",
        [DataRequired("Напишіть текст."), Length(max=SPOKEN_MAX, message=f"Не більше за {SPOKEN_MAX} знаків.")],
        render_kw={"rows": 5},
    )
    starts_at = _When("Від", [InputRequired(WHEN)])
    ends_at = _When("До (обов'язково: після цього не почує ніхто)", [InputRequired(WHEN)])
    priority = SelectField("Черга", choices=choices(PRIORITY_NAMES), default=str(int(Priority.USUAL)))
    settlements = _Places("Для кого", choices=[])

    def show(self, shown: Announcement) -> None:
        """Show it as it stands."""
        self.text.data, self.priority.data, self.version.data = shown.text, str(shown.priority), str(shown.version)
        self.starts_at.show(shown.starts_at)
        self.ends_at.show(shown.ends_at)
        self.settlements.data = [str(each) for each in shown.settlements]

    def new(self) -> NewAnnouncement:
        """Return what was written; only after it was validated."""
        return NewAnnouncement(
            written(self.text),
            self.starts_at.moment or datetime.min.replace(tzinfo=KYIV),
            self.ends_at.moment or datetime.min.replace(tzinfo=KYIV),
            Priority(int(self.priority.data)),
            self.settlements.ids,
        )


class WorksForm(EditedForm):
    """Works or an outage."""

    kind = SelectField("Які", choices=choices(KIND_NAMES))
    what = SelectField("Що зачіпають", choices=choices(WHAT_NAMES))
    topic = StringField("Що саме, якщо «інше»", [Length(max=works.TOPIC_MAX)])
    settlements = _Places("Де", choices=[])
    streets = StringField("Вулиці", [Length(max=works.STREETS_MAX)])
    starts_at = _When("Початок", [InputRequired(WHEN)])
    ends_at = _When("Очікуваний кінець", [InputRequired(WHEN)])
    tell_at = _When("Попереджати від (порожньо: від початку)", [Optional()])
    reason = StringField("Причина", [Length(max=works.REASON_MAX)])
    doer = StringField("Хто виконує", [Length(max=works.DOER_MAX)])
    telephone = StringField("Телефон виконавця", [Length(max=works.TELEPHONE_MAX)])
    own_text = TextAreaField(
        "Свій текст замість складеного",
        [Length(max=SPOKEN_MAX)],
        render_kw={"rows": 4},
        description="Порожньо: текст складається сам із полів вище.",
    )

    def show(self, shown: Works) -> None:
        """Show them as they stand."""
        for name in ("kind", "what", "topic", "streets", "reason", "doer", "telephone", "own_text"):
            self[name].data = getattr(shown, name)
        self.starts_at.show(shown.starts_at)
        self.ends_at.show(shown.ends_at)
        self.tell_at.show(shown.tell_at if shown.tell_at != shown.starts_at else None)
        self.settlements.data = [str(each) for each in shown.settlements]
        self.version.data = str(shown.version)

    def new(self) -> NewWorks:
        """Return what was written; only after it was validated."""
        return NewWorks(
            kind=WorksKind(self.kind.data),
            what=What(self.what.data),
            starts_at=self.starts_at.moment or datetime.min.replace(tzinfo=KYIV),
            ends_at=self.ends_at.moment or datetime.min.replace(tzinfo=KYIV),
            settlements=self.settlements.ids,
            topic=written(self.topic),
            streets=written(self.streets),
            tell_at=self.tell_at.moment,
            reason=written(self.reason),
            doer=written(self.doer),
            telephone=written(self.telephone),
            own_text=written(self.own_text),
        )


class ProlongForm(EditedForm):
    """Until when works last now."""

    until_at = _When("Новий кінець", [InputRequired(WHEN)])


class CloseForm(Form):
    """What was done."""

    done = StringField("Що зроблено", [DataRequired("Напишіть, що зроблено."), Length(max=works.DONE_MAX)])


class TextForm(EditedForm):
    """A prepared emergency text."""

    title = StringField(
        "Назва (її чує той, хто вмикає з телефону)", [DataRequired("Напишіть назву."), Length(max=TITLE_MAX)]
    )
    text = TextAreaField(
        "Що почують усі",
        [DataRequired("Напишіть текст."), Length(max=TEXT_MAX, message=f"Не більше за {TEXT_MAX} знаків.")],
        render_kw={"rows": 4},
    )


class PutOnForm(Form):
    """For how long."""

    hours = SelectField(
        "На скільки годин", choices=choices({at: str(at) for at in range(1, LONGEST_H + 1)}), default=str(USUAL_H)
    )
