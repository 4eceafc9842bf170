"""What is asked of who proposes a block, and of who decides."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from wtforms import BooleanField, DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from appliance.casework.office.block_rules import HIDDEN, WRITTEN_MAX, BadRule, Rule, read_rule
from appliance.casework.office.blocks import MEMO_MAX, NOTE_MAX, REASON_NAMES, BlockReason, NewBlock
from web.forms import Form, choices, written
from web.shown import KYIV

USUAL_DAYS = 30
FARTHEST = date.max - timedelta(days=2)
"""The farthest day that has a morning after it in every time zone."""
DATE = "Напишіть дату: день, місяць, рік."


class _Day(DateField):
    def process_formdata(self, valuelist: list[Any]) -> None:
        """Say in Ukrainian what is wrong."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(DATE) from error


class BlockForm(Form):
    """A proposal. `confirmed`: the mask whose reach has been shown already."""

    rule = StringField(
        "Номер або маска", [Length(max=WRITTEN_MAX)], description="Маска — початок номера й зірочка: +38066*."
    )
    withheld = BooleanField("Усі приховані номери")
    reason = SelectField("Причина", choices=choices(REASON_NAMES))
    memo = TextAreaField(
        "Доповідна записка", [DataRequired(), Length(max=MEMO_MAX)], render_kw={"rows": 6},
        description="Коли дзвонили, що сказали чи зробили, хто це чув.",
    )  # fmt: skip
    until_on = _Day("Діє до дня включно", [InputRequired(DATE)])
    call = HiddenField(validators=[Length(max=32)])
    confirmed = HiddenField()

    def read_rule(self, area_code: str) -> Rule:
        """Return whom it means. Raises BadRule."""
        typed = written(self.rule)
        if self.withheld.data and typed:
            raise BadRule("Оберіть одне: номер або всі приховані номери.")
        return read_rule(HIDDEN if self.withheld.data else typed, area_code)

    def proposal(self, rule: Rule) -> NewBlock:
        """Return what was written; only after it was validated."""
        last = min(self.until_on.data or date.min, FARTHEST)
        return NewBlock(
            rule=rule,
            reason=BlockReason(self.reason.data),
            memo=written(self.memo),
            until_at=datetime.combine(last + timedelta(days=1), time(), KYIV),
            call_uid=written(self.call) or None,
        )


class DecisionForm(Form):
    """What the chief writes beside his decision."""

    note = StringField("Примітка керівника", [Length(max=NOTE_MAX)], description="Для відмови обов'язкова.")


class EndForm(Form):
    """Why it is ended early."""

    reason = StringField("Чому знімаєте", [DataRequired(), Length(max=NOTE_MAX)])
