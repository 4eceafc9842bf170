"""The sheet that is answered and signed before a shift."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.staff.shifts import (
    NOTE_MAX,
    Answered,
    ChecklistChanged,
    CheckPoint,
    NotAnswered,
    ShiftCheck,
)
from web.box import Box
from web.guard import LIVE_HEADER
from web.pages.shifts.before_shift import BeforeShift
from web.pages.shifts.forms import CheckForm
from web.telling import tell
from web.who import me

ANSWERS: Mapping[str, bool] = {"yes": True, "no": False}


class Sheet:
    """Its two views; what they share is whether a self-test was asked for."""

    def __init__(self) -> None:
        """Nobody has opened it yet."""
        self._before = BeforeShift()

    def sheet(self, box: Box) -> ResponseReturnValue:
        """Draw the list to be answered. A shift begins: what the box knows of itself is looked at anew if it is old."""
        return self._drawn(box, CheckForm())

    def sign(self, box: Box) -> ResponseReturnValue:
        """Keep the signed list."""
        form = CheckForm()
        if not form.validate():
            return self._drawn(box, form), 422
        standing = CheckPoint.standing()
        if request.form.getlist("point") != [str(point.id) for point in standing]:
            form.refuse("", ChecklistChanged("Перелік щойно змінили. Перегляньте його й дайте відповіді ще раз."))
            return self._drawn(box, form), 409
        said = [request.form.get(f"well{point.id}", "") for point in standing]
        if not standing or any(each not in ANSWERS for each in said):
            form.refuse("", "Дайте відповідь на кожен пункт.")
            return self._drawn(box, form), 422
        answers = [
            Answered(point.text, ANSWERS[each], request.form.get(f"note{point.id}", ""))
            for point, each in zip(standing, said, strict=True)
        ]
        try:
            check = ShiftCheck.sign(answers, by=me().actor, now=box.now())
        except NotAnswered as error:
            form.refuse("", error)
            return self._drawn(box, form, error.points), 422
        tell(box, "alarms")
        flash("Підписано.")
        return redirect(url_for("shifts.one", check_id=check), 303)

    def _drawn(self, box: Box, form: CheckForm, mute: tuple[str, ...] = ()) -> str:
        # A page that stays fresh by itself is no beginning of a shift.
        opened = request.method == "GET" and not request.headers.get(LIVE_HEADER)
        return render_template(
            "shift_sheet.html",
            form=form,
            points=CheckPoint.standing(),
            given=form.given,
            mute=mute,
            note_max=NOTE_MAX,
            seen=self._before.look(box, me().account_id, may_ask=opened),
        )
