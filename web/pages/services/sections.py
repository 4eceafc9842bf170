"""The sections of services."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.knowledge.service_card import BadService
from appliance.casework.knowledge.service_codes import code_for
from appliance.casework.knowledge.service_sections import SECTIONS_MAX, NoSuchSection, ServiceSection
from web.box import Box
from web.forms import written
from web.hearing import check_words
from web.pages.services.forms import SectionForm
from web.publishing import publish_soon
from web.who import me


def section(_box: Box, section_id: int) -> ResponseReturnValue:
    """Draw a section to name it anew; number 0 is a new one."""
    if not section_id:
        return _drawn(SectionForm())
    shown = _known(section_id)
    data = {"title": shown.title, "said_as": shown.said_as, "version": str(shown.version)}
    return _drawn(SectionForm(data=data), shown)


def add_section(box: Box) -> ResponseReturnValue:
    """Enter a section."""
    form = SectionForm()
    if _speakable(box, form):
        code = code_for(written(form.title), {each.code for each in ServiceSection.all()})
        try:
            ServiceSection.add(code, written(form.title), written(form.said_as), by=me().actor, now=box.now())
        except BadService as error:
            form.refuse(error.field if error.field in form else "", error)
    return (_drawn(form), 422) if form.errors else _saved(box)


def rename(box: Box, section_id: int) -> ResponseReturnValue:
    """Name a section anew, unless somebody was first."""
    shown, form = _known(section_id), SectionForm()
    if _speakable(box, form):
        title, said_as = written(form.title), written(form.said_as)
        try:
            ServiceSection.change(section_id, form.version_seen, title, said_as, by=me().actor, now=box.now())
        except BadService as error:
            form.refuse(error.field, error)
        except ChangedMeanwhile as meanwhile:
            form.version.data = str(meanwhile.version)
            return _drawn(form, shown, meanwhile), 409
    return (_drawn(form, shown), 422) if form.errors else _saved(box)


def _speakable(box: Box, form: SectionForm) -> bool:
    if form.validate():
        for sentence in check_words(box, written(form.said_as)):
            form.refuse("said_as", sentence)
    return not form.errors


def _drawn(form: SectionForm, shown: ServiceSection | None = None, meanwhile: ChangedMeanwhile | None = None) -> str:
    return render_template("services_section.html", form=form, section=shown, meanwhile=meanwhile, most=SECTIONS_MAX)


def _saved(box: Box) -> ResponseReturnValue:
    publish_soon(box, "services")
    flash("Збережено.")
    return redirect(url_for("services.listing"), 303)


def _known(section_id: int) -> ServiceSection:
    try:
        return ServiceSection.known(section_id)
    except NoSuchSection:
        abort(404)
