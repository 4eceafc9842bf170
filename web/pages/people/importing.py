"""A register of residents from a file: counted first, entered after."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from appliance.casework.people.people_import import dry_run, enter_register, look_into
from appliance.casework.people.register_file import FILE_MAX_BYTES, BadRegister
from appliance.casework.people.register_uploads import RegisterUpload
from web.box import Box
from web.guard import TICKET
from web.pages.people.forms import EnterRegisterForm, RegisterForm
from web.who import me

AROUND_FILE_BYTES = 64 * 1024
SHOWN = 200
"""Lines that are shown with their sentence; the rest is counted."""


def let_file_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let a register through that is larger than other requests may be, before anything reads the request.

    Not from a stranger: only who has entered has a ticket in the cookie that we signed.
    """
    if endpoint == "people.upload" and TICKET in session:
        request.max_content_length = FILE_MAX_BYTES + AROUND_FILE_BYTES


def ask(_box: Box) -> ResponseReturnValue:
    """Ask for a file."""
    return render_template("people_import.html", form=RegisterForm())


def upload(box: Box) -> ResponseReturnValue:
    """Keep a file for its dry run, if it can be read at all."""
    form = RegisterForm()
    file = form.file.data
    if not form.validate() or not isinstance(file, FileStorage):
        form.refuse("file", "Оберіть файл.")
        return render_template("people_import.html", form=form), 422
    content = file.read(FILE_MAX_BYTES + 1)
    try:
        look_into(content)
    except BadRegister as error:
        form.refuse("file", error)
        return render_template("people_import.html", form=form), 422
    upload_id = RegisterUpload.keep(file.filename or "", content, by=me().actor, now=box.now())
    return redirect(url_for("people.show", upload_id=upload_id), 303)


def show(box: Box, upload_id: int) -> ResponseReturnValue:
    """Show what entering the file would do."""
    kept = _kept(upload_id)
    lost_zero = request.args.get("lost_zero") == "1"
    outcome = dry_run(kept.content, area_code=box.settings.box.area_code, lost_zero=lost_zero)
    form = EnterRegisterForm(data={"lost_zero": "1" if lost_zero else ""})
    return render_template(
        "people_import_show.html", kept=kept, outcome=outcome, form=form, lost_zero=lost_zero, shown=SHOWN
    )


def enter_file(box: Box, upload_id: int) -> ResponseReturnValue:
    """Enter the file as it was shown."""
    kept, form = _kept(upload_id), EnterRegisterForm()
    outcome = enter_register(
        kept.content,
        area_code=box.settings.box.area_code,
        by=me().actor,
        now=box.now(),
        name=kept.name,
        lost_zero=form.lost_zero.data == "1",
    )
    RegisterUpload.drop(upload_id, me().actor)
    flash(
        f"Внесено: нових {outcome.created}, доповнено {outcome.updated}, без змін {outcome.unchanged}, "
        f"не внесено {len(outcome.refused)}."
    )
    return redirect(url_for("people.search"), 303)


def drop(_box: Box, upload_id: int) -> ResponseReturnValue:
    """Forget the file."""
    RegisterUpload.drop(upload_id, me().actor)
    flash("Файл забуто, нічого не внесено.")
    return redirect(url_for("people.ask"), 303)


def _kept(upload_id: int) -> RegisterUpload:
    kept = RegisterUpload.of(upload_id, me().actor)
    if kept is None:
        abort(404)
    return kept
