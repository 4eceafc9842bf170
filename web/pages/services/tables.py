"""Services as a table: out for a spreadsheet, and in again, looked at before anything is entered."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from appliance.casework.knowledge.service_table import Outcome, enter_table, export, look_into
from appliance.casework.knowledge.service_uploads import TABLE_MAX_BYTES, ServiceUpload
from appliance.casework.knowledge.services import Service
from appliance.casework.people.register_file import BadRegister
from web.box import Box
from web.forms import REFUSAL
from web.guard import TICKET
from web.pages.services.forms import TableForm
from web.pages.services.reading import why_unspeakable
from web.publishing import publish_soon
from web.who import me

AROUND_FILE_BYTES = 64 * 1024


def let_file_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let a table through that is larger than other requests may be; not from a stranger."""
    if endpoint == "services.upload" and TICKET in session:
        request.max_content_length = TABLE_MAX_BYTES + AROUND_FILE_BYTES


def table(_box: Box) -> ResponseReturnValue:
    """Send all services that are told."""
    headers = {"Content-Disposition": 'attachment; filename="services.csv"'}
    return Response(export(Service.standing()), mimetype="text/csv", headers=headers)


def ask(_box: Box) -> ResponseReturnValue:
    """Ask for a table."""
    return render_template("services_import.html", form=TableForm())


def upload(box: Box) -> ResponseReturnValue:
    """Keep a table for its dry run, if it can be read at all."""
    form = TableForm()
    file = form.file.data
    if not form.validate() or not isinstance(file, FileStorage):
        form.refuse("file", "Оберіть файл.")
        return render_template("services_import.html", form=form), 422
    content = file.read(TABLE_MAX_BYTES + 1)
    try:
        if len(content) > TABLE_MAX_BYTES:
            raise BadRegister("Файл більший за 1 МБ: це не таблиця послуг.")
        _outcome(box, content)
    except BadRegister as error:
        form.refuse("file", error)
        return render_template("services_import.html", form=form), 422
    upload_id = ServiceUpload.keep(file.filename or "", content, by=me().actor, now=box.now())
    return redirect(url_for("services.show", upload_id=upload_id), 303)


def show(box: Box, upload_id: int) -> ResponseReturnValue:
    """Show what entering the table would do."""
    kept = _kept(upload_id)
    return render_template("services_import_show.html", kept=kept, outcome=_outcome(box, kept.content))


def enter_file(box: Box, upload_id: int) -> ResponseReturnValue:
    """Enter the table as it stands against the services now."""
    kept = _kept(upload_id)
    try:
        outcome = enter_table(kept.content, partial(why_unspeakable, box), by=me().actor, now=box.now())
    except BadRegister as error:
        flash(f"Не внесено. {error}", REFUSAL)
        return redirect(url_for("services.ask"), 303)
    ServiceUpload.drop(upload_id, me().actor)
    if outcome.new or outcome.changed:
        publish_soon(box, "services")
    flash(
        f"Внесено: нових {len(outcome.new)}, змінено {len(outcome.changed)}, без змін {outcome.same}, "
        f"не внесено {len(outcome.refused)}."
    )
    return redirect(url_for("services.listing"), 303)


def drop(_box: Box, upload_id: int) -> ResponseReturnValue:
    """Forget the table."""
    ServiceUpload.drop(upload_id, me().actor)
    flash("Таблицю забуто, нічого не внесено.")
    return redirect(url_for("services.ask"), 303)


def _outcome(box: Box, content: bytes) -> Outcome:
    return look_into(content, partial(why_unspeakable, box), now=box.now())


def _kept(upload_id: int) -> ServiceUpload:
    kept = ServiceUpload.of(upload_id, me().actor)
    if not isinstance(kept, ServiceUpload):
        abort(404)
    return kept
