"""Copies of the register and what else keeps the box from losing anything."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.box.copies import OLD_AFTER_S, copies_of
from appliance.casework.box.disk_room import DiskLevel, is_filling, level_of, reserve, room_of
from appliance.casework.box.office_settings import BadSettingsFile, Difference
from appliance.casework.box.restorations import Restoration
from appliance.casework.box.set_aside import KEPT, KEPT_MOST, lately_gone, set_aside_in
from appliance.casework.box.settings_file import read_settings_file, write_settings
from appliance.casework.box.support_bundle import write_bundle
from appliance.control import AskRefused, BoxNotRunning, ask
from web.access import Action
from web.box import Box
from web.forms import REFUSAL
from web.page import Group, Page
from web.pages.keeping.forms import SettingsForm
from web.who import me


@dataclass(frozen=True, slots=True)
class Disk:
    """The disk of the state, bytes."""

    free: int
    total: int
    reserve: int
    level: DiskLevel


def page(box: Box) -> Page:
    """Return the routes of keeping."""
    page = Page("keeping", __name__, box, title="Зберігання", place=30, group=Group.BOX)
    page.shows("/keeping", index, needs=Action.KEEP_COPIES)
    page.does("/keeping/copy", copy_now, needs=Action.KEEP_COPIES)
    page.does("/keeping/settings.zip", settings_out, needs=Action.KEEP_COPIES)
    page.does("/keeping/support.zip", support, needs=Action.KEEP_COPIES)
    page.does("/keeping/settings", settings_in, needs=Action.MANAGE_SETTINGS)
    return page


def index(box: Box) -> str:
    """Draw what is kept and where."""
    return _drawn(box, SettingsForm())


def copy_now(box: Box) -> ResponseReturnValue:
    """Have a copy made beside the calls."""
    try:
        ask(box.control, "copy_now")
    except (BoxNotRunning, AskRefused) as error:
        flash(f"Копію не розпочато. {error} Технік може зробити її командою slukhavka backup.", REFUSAL)
    else:
        flash("Копія робиться. За хвилину вона буде в списку.")
    return redirect(url_for("keeping.index"), 303)


def settings_out(box: Box) -> ResponseReturnValue:
    """Send the settings as one file, without secrets."""
    file = io.BytesIO()
    write_settings(file, box.settings, by=me().actor, now=box.now())
    file.seek(0)
    return send_file(file, "application/zip", as_attachment=True, download_name=f"settings-{_day(box)}.zip")


def support(box: Box) -> ResponseReturnValue:
    """Send the bundle for support."""
    file = io.BytesIO()
    write_bundle(file, box.settings, box.now())
    file.seek(0)
    return send_file(file, "application/zip", as_attachment=True, download_name=f"support-{_day(box)}.zip")


def settings_in(box: Box) -> ResponseReturnValue:
    """Show what a file would change, or take it in."""
    form = SettingsForm()
    if not form.validate():
        return _drawn(box, form), 422
    try:
        found = read_settings_file(form.file.data.stream)
        if not form.sure.data:
            return _drawn(box, form, found.differences())
        changes = found.take_in(by=me().actor, now=box.now())
    except BadSettingsFile as error:
        form.refuse("file", error)
        return _drawn(box, form), 422
    flash(
        "Налаштування внесено. Опублікуйте меню, щоб це почули ті, хто телефонує."
        if changes
        else "У файлі те саме, що вже є."
    )
    return redirect(url_for("keeping.index"), 303)


def _drawn(box: Box, form: SettingsForm, changes: Sequence[Difference] | None = None) -> str:
    now = box.now()
    copies = [(copy, copy.age_s(now)) for copy in copies_of(box.settings)]
    return render_template(
        "keeping.html",
        copies=copies,
        old=not copies or copies[0][1] >= OLD_AFTER_S,
        aside=set_aside_in(box.settings.box.state),
        lately_gone=lately_gone(),
        kept_days=KEPT.days,
        kept_most=KEPT_MOST,
        disk=_disk(box),
        restorations=Restoration.latest(),
        form=form,
        changes=changes,
    )


def _disk(box: Box) -> Disk:
    room, keeping = room_of(box.settings.box.state), box.settings.keeping
    level = level_of(keeping, room, filling=is_filling())
    return Disk(room.free, room.total, reserve(keeping, room.total), level)


def _day(box: Box) -> str:
    return f"{box.now().wall:%Y-%m-%d}"
