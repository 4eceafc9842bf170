"""Who comes when: booked, listed, printed, cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.journal import AccessEntry
from appliance.casework.office.calendar import KYIV
from appliance.casework.office.holidays import ONE_DAY
from appliance.casework.office.office_hours import OfficeHours
from appliance.casework.office.reception_bookings import (
    SOURCE_NAMES,
    SUBJECT,
    BadBooking,
    BookingSource,
    NewBooking,
    ReceptionBooking,
)
from appliance.casework.office.receptions import NoSuchReception, Reception
from appliance.contracts.office import SlotTaken
from appliance.numbers import parse
from web.box import Box
from web.forms import choices, written
from web.lists import number
from web.pages.reception import words
from web.pages.reception.forms import BookingForm, CancelForm
from web.telling import tell
from web.who import me

AHEAD = timedelta(days=28)


def booking(box: Box, reception_id: int) -> ResponseReturnValue:
    """Ask whom to book, and when."""
    form = BookingForm()
    if not form.number.raw_data:
        form.number.data = request.args.get("number", "")[:64]
    return _booking(box, form, _bookable(reception_id))


def book(box: Box, reception_id: int) -> ResponseReturnValue:
    """Book a visit."""
    form, reception = BookingForm(), _bookable(reception_id)
    typed, starts_at = written(form.number), form.starts()
    found = parse(typed, box.settings.box.area_code).e164 if typed else None
    if form.validate() and typed and not found:
        form.refuse("number", "Такого номера немає. Перевірте цифри.")
    if starts_at is None:
        form.refuse("starts_at", "Оберіть час.")
    if form.errors or starts_at is None:
        return _booking(box, form, reception), 422
    new = NewBooking(reception_id, starts_at, found, written(form.name), written(form.note))
    try:
        ReceptionBooking.book(new, by=me().actor, now=box.now())
    except SlotTaken as error:
        form.refuse("starts_at", error)
        return _booking(box, form, reception), 422
    except BadBooking as error:
        form.refuse("name", error)
        return _booking(box, form, reception), 422
    flash(f"Записано: {words.moment(starts_at)}.")
    return redirect(url_for("reception.day", day=_day_of(starts_at).isoformat()), 303)


def day(box: Box) -> ResponseReturnValue:
    """Draw the visits of a day, and the days on which somebody comes."""
    now = box.now().wall
    shown = _asked_day(now)
    ahead = ReceptionBooking.between(now - ONE_DAY, now + AHEAD)
    return render_template(
        "reception_day.html",
        shown=shown,
        previous=shown - ONE_DAY,
        following=shown + ONE_DAY,
        visits=ReceptionBooking.of_day(shown),
        hours=OfficeHours.in_force(),
        days=sorted({_day_of(visit.starts_at) for visit in ahead}),
        receptions=[each for each in Reception.standing() if each.by_appointment],
        sources=SOURCE_NAMES,
        words=words,
    )


def print_day(box: Box) -> ResponseReturnValue:
    """Draw the list of a day to be printed, of one reception or of all; everybody on it is noted as printed."""
    shown, reception_id = _asked_day(box.now().wall), number(request.args, "reception")
    visits = ReceptionBooking.of_day(shown, reception_id)
    _note(box, visits, "printed")
    return render_template("reception_day_print.html", shown=shown, visits=visits, words=words)


def one_visit(box: Box, booking_id: int) -> ResponseReturnValue:
    """Draw one visit whole."""
    return _visit(box, booking_id, CancelForm())


def cancel(box: Box, booking_id: int) -> ResponseReturnValue:
    """Cancel a visit."""
    form, visit = CancelForm(), _known(booking_id)
    if not form.validate():
        return _visit(box, booking_id, form), 422
    try:
        ReceptionBooking.cancel(
            booking_id, written(form.reason), tell=bool(form.tell.data), by=me().actor, now=box.now()
        )
    except BadBooking as error:
        form.refuse("reason", error)
        return _visit(box, booking_id, form), 422
    tell(box, "outbox")
    flash("Скасовано: цей час знову вільний.")
    return redirect(url_for("reception.day", day=_day_of(visit.starts_at).isoformat()), 303)


def _visit(box: Box, booking_id: int, form: CancelForm) -> str:
    visit = _known(booking_id)
    _note(box, [visit], "looked")
    source = SOURCE_NAMES[BookingSource(visit.source)]
    return render_template("reception_visit.html", visit=visit, form=form, source=source, words=words)


def _booking(box: Box, form: BookingForm, reception: Reception) -> str:
    free = ReceptionBooking.free(reception.id, after=box.now().wall)
    form.starts_at.choices = choices((at.isoformat(), words.moment(at)) for at in free)
    return render_template("reception_book.html", form=form, reception=reception, free=free, words=words)


def _note(box: Box, visits: Sequence[ReceptionBooking], how: str) -> None:
    for visit in visits:
        AccessEntry.record_once(by=me().actor, now=box.now(), subject=SUBJECT, subject_id=visit.id, how=how)


def _known(booking_id: int) -> ReceptionBooking:
    try:
        return ReceptionBooking.known(booking_id)
    except BadBooking:
        abort(404)


def _bookable(reception_id: int) -> Reception:
    try:
        reception = Reception.known(reception_id)
    except NoSuchReception:
        abort(404)
    if not reception.by_appointment or reception.switched_off_at is not None:
        abort(404)
    return reception


def _asked_day(now: datetime) -> date:
    """Return the day that is asked for; today when it is none."""
    try:
        found = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return _day_of(now)
    return found if 2000 <= found.year < 2100 else _day_of(now)


def _day_of(at: datetime) -> date:
    return at.astimezone(KYIV).date()
