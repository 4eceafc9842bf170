"""What is told to the chief."""

from __future__ import annotations

from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from appliance.casework.office.community import Settlement
from appliance.casework.staff.red_button import KIND_NAMES, TEXT_MAX, NewReport, ReportKind
from web.forms import Form, choices


class ReportForm(Form):
    """An urgent report."""

    kind = RadioField("Що це", [DataRequired()], choices=choices(KIND_NAMES), default="incident")
    text = TextAreaField("Що сталося", [DataRequired(), Length(max=TEXT_MAX)], render_kw={"rows": 4})
    settlement = SelectField("Населений пункт", [Optional()], choices=[])
    call = HiddenField(validators=[Length(max=64)])

    def offer(self, settlements: list[Settlement]) -> None:
        """Offer these settlements."""
        self.settlement.choices = choices([("", "не обрано"), *((each.id, each.full_name) for each in settlements)])

    def report(self) -> NewReport:
        """Return what was written; only after it was validated."""
        return NewReport(
            ReportKind(self.kind.data),
            self.text.data or "",
            int(self.settlement.data) if self.settlement.data else None,
            self.call.data or None,
        )
