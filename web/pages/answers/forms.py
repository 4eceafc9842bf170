"""The forms of answers and of questions without one."""

from __future__ import annotations

from wtforms import BooleanField, DateField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from appliance.casework.entrance.admissions import admitted
from appliance.casework.knowledge import questions
from appliance.casework.knowledge.topics import Category, flat
from web.edited_form import EditedForm
from web.forms import Form, choices

NOBODY = "0"


class ArticleForm(EditedForm):
    """An answer."""

    topic = SelectField("Тема")
    title = StringField("Питання або назва", [DataRequired("Напишіть назву.")])
    text = TextAreaField("Що прочитати людині", [DataRequired("Напишіть відповідь.")], render_kw={"rows": 6})
    source = StringField("Джерело: рішення, закон, сторінка")
    owner = SelectField("Хто відповідає за неї", default=NOBODY)
    review_by = DateField("Переглянути не пізніше ніж", [Optional()])
    by_voice = BooleanField("Розповідати в меню серед частих запитань")

    def offer(self, topic_id: int | None = None) -> None:
        """Offer the topics, `topic_id` also when it is switched off, and the people of the office."""
        topics = flat(Category.tree(with_off=True)).values()
        offered = {str(topic.id): topic.path for topic in topics if not topic.off or topic.id == topic_id}
        self.topic.choices = choices(offered)
        people = {str(account.id): account.name for account in admitted()}
        self.owner.choices = choices({NOBODY: "— нікого —", **people})

    @property
    def owner_id(self) -> int | None:
        """Who was chosen."""
        return int(self.owner.data) if self.owner.data != NOBODY else None


class TextingForm(Form):
    """An answer as SMS, worded by the clerk."""

    text = TextAreaField("Текст SMS", [DataRequired("Напишіть текст.")], render_kw={"rows": 5, "data-sms": ""})


class AskForm(Form):
    """A question without an answer."""

    question = StringField(
        "Питання, на яке немає відповіді (без прізвищ і номерів)",
        [
            DataRequired("Напишіть питання."),
            Length(max=questions.TEXT_MAX, message=f"Не більше за {questions.TEXT_MAX} знаків."),
        ],
    )


class GiveForm(Form):
    """Who is to find the answer."""

    owner = SelectField("Хто знайде відповідь", default=NOBODY)

    def offer(self) -> None:
        """Offer the people of the office."""
        people = {str(account.id): account.name for account in admitted()}
        self.owner.choices = choices({NOBODY: "— будь-хто —", **people})

    @property
    def owner_id(self) -> int | None:
        """Who was chosen."""
        return int(self.owner.data) if self.owner.data != NOBODY else None


class CloseForm(Form):
    """Why a question is closed without an answer."""

    reason = StringField("Чому відповіді не буде", [DataRequired("Напишіть причину.")])
