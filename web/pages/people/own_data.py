"""What a person may ask of the office: all data for reading, and to be forgotten (law 2297-VI, art. 8)."""

from __future__ import annotations

import tempfile
from typing import IO

from flask import Response, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.journal import AccessEntry
from appliance.casework.people.person import SUBJECT, NoSuchPerson, Person
from appliance.casework.people.person_erasure import (
    BadBasis,
    Erasure,
    FilesRemain,
    NotYet,
    Plan,
    PlanChanged,
    finish,
)
from appliance.casework.people.person_export import Extract, extract_of
from appliance.casework.sqlite import DatabaseUnavailable, named_errors
from web.box import Box
from web.forms import REFUSAL
from web.pages.people.forms import ErasureForm
from web.who import me

IN_MEMORY_BYTES = 1024 * 1024


def extract(box: Box, person_id: int) -> ResponseReturnValue:
    """Show everything of a person, for reading and print."""
    return render_template("person_extract.html", extract=_extract(box, person_id), person_id=person_id)


def extract_json(box: Box, person_id: int) -> ResponseReturnValue:
    """Send everything of a person for a machine."""
    response = Response(_extract(box, person_id).as_json(), mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="person-{person_id}.json"'
    return response


def extract_zip(box: Box, person_id: int) -> ResponseReturnValue:
    """Send everything of a person with the recordings."""
    found = _extract(box, person_id)
    page = render_template("person_extract_file.html", extract=found)
    file: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES)  # noqa: SIM115 - closed with the response
    found.write_zip(file, box.recordings, page)
    file.seek(0)
    return send_file(file, "application/zip", as_attachment=True, download_name=f"person-{person_id}.zip")


def erasure(box: Box, person_id: int) -> ResponseReturnValue:
    """Show what an erasure would touch; nothing is changed."""
    return _erasure_page(box, person_id, ErasureForm())


def erase(box: Box, person_id: int) -> ResponseReturnValue:
    """Erase the person as it was shown, then the files."""
    form = ErasureForm()
    with_shared = form.with_shared.data == "1"
    if not form.validate() or not form.sure.data:
        form.refuse("sure", "Позначте, якщо справді стираєте: повернути дані не можна.")
        return _erasure_page(box, person_id, form), 422
    try:
        Erasure.carry_out(
            person_id,
            form.mark.data or "",
            form.basis.data or "",
            by=me().actor,
            now=box.now(),
            with_shared=with_shared,
        )
    except NoSuchPerson:
        abort(404)
    except (BadBasis, NotYet, PlanChanged) as error:
        form.refuse("basis" if isinstance(error, BadBasis) else "", error)
        return _erasure_page(box, person_id, form), 422
    try:
        with named_errors(box.settings.database):
            finish(box.recordings, now=box.now())
        flash("Дані стерто.")
    except DatabaseUnavailable as failed:
        flash(f"Дані стерто. {failed} Останні їхні сліди на диску Слухавка прибере сама, щойно зможе.", REFUSAL)
    except FilesRemain as remain:
        flash(str(remain), REFUSAL)
    return redirect(url_for("people.search"), 303)


def _erasure_page(box: Box, person_id: int, form: ErasureForm) -> str:
    with_shared = (form.with_shared.data or request.args.get("shared")) == "1"
    plan = _plan(person_id, with_shared)
    AccessEntry.record_once(by=me().actor, now=box.now(), subject=SUBJECT, subject_id=person_id, how="looked")
    form.mark.data, form.with_shared.data = plan.mark, "1" if with_shared else ""
    return render_template(
        "person_erase.html", form=form, plan=plan, person=Person.view(person_id), with_shared=with_shared
    )


def _plan(person_id: int, with_shared: bool) -> Plan:
    try:
        return Erasure.plan(person_id, with_shared=with_shared)
    except NoSuchPerson:
        abort(404)


def _extract(box: Box, person_id: int) -> Extract:
    """Return the extract; that it was made is part of the journal, and of the next one."""
    try:
        found = extract_of(person_id, now=box.now(), with_shared=request.args.get("shared") == "1")
    except NoSuchPerson:
        abort(404)
    AccessEntry.record(by=me().actor, now=box.now(), subject=SUBJECT, subject_id=person_id, how="exported")
    return found
