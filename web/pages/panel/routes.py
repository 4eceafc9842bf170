"""The panel: what is lit, the button, the switch, and the table for the lid."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.box.acknowledgement import acknowledge_all
from appliance.casework.box.lamps import BUTTON, BUZZING, LAMP_NAMES, LIGHT_WORDS, SHOWN, SWITCH
from appliance.casework.office.hours import HoursError, OfficeKind
from appliance.casework.office.office_hours import OfficeHours
from appliance.casework.office.switch import turn
from appliance.contracts.panel import Lamp, Light, Sound, SwitchPosition
from appliance.control import AskRefused, BoxNotRunning, ask
from web.access import Action
from web.box import Box
from web.forms import REFUSAL
from web.page import Group, Page
from web.pages.panel.state import panel_state
from web.publishing import publish_soon
from web.telling import tell
from web.who import me

SIGNS = {Light.OFF: "○", Light.ON: "●", Light.SLOW: "◐", Light.FAST: "◉", Light.DOUBLE: "◍"}
POSITIONS = {
    SwitchPosition.OPEN: "ПРАЦЮЄМО",
    SwitchPosition.BREAK: "ПЕРЕРВА",
    SwitchPosition.CLOSED: "ЗАЧИНЕНО",
}
SOUNDS = {
    Sound.SILENT: "мовчить",
    Sound.URGENT: "подвійні короткі гудки",
    Sound.DANGER: "довгі гудки",
}


def page(box: Box) -> Page:
    """Return the routes of the panel."""
    page = Page("panel", __name__, box, title="Передня панель", place=12, group=Group.BOX)
    page.shows("/panel", overview, needs=Action.SEE_BOARD)
    page.shows("/panel/lid", lid, needs=Action.SEE_BOARD)
    page.does("/panel/acknowledge", acknowledge, needs=Action.ACKNOWLEDGE_ALARMS)
    page.does("/panel/switch", switch, needs=Action.ORDER_HOURS)
    return page


def overview(box: Box) -> ResponseReturnValue:
    """Draw the lamps as they are, the button and the switch."""
    return render_template(
        "panel.html",
        panel=panel_state(box),
        names=LAMP_NAMES,
        lights=LIGHT_WORDS,
        signs=SIGNS,
        sounds=SOUNDS,
        positions=POSITIONS,
        off=Light.OFF,
        hours=OfficeHours.current(),
        table=_table(),
    )


def lid(_box: Box) -> ResponseReturnValue:
    """Draw the sheet for the lid."""
    return render_template("panel_lid.html", table=_table())


def acknowledge(box: Box) -> ResponseReturnValue:
    """Do what the button does: all alarms are seen, the buzzer is silent."""
    count = acknowledge_all(by=me().actor, now=box.now())
    try:
        ask(box.control, "panel", signal="hush")
    except (BoxNotRunning, AskRefused) as error:
        flash(f"Тривоги позначено, але зумер про це не знає: {error}", REFUSAL)
    tell(box, "alarms")
    flash("Позначено: тривоги бачили." if count else "Непідтверджених тривог немає.")
    return redirect(url_for("panel.overview"), 303)


def switch(box: Box) -> ResponseReturnValue:
    """Do what the switch does."""
    kind = request.form.get("kind", "")
    try:
        if kind not in set(OfficeKind):
            raise HoursError("Оберіть, що зараз: працюємо, перерва чи зачинено.")
        turn(OfficeKind(kind), (), by=me().actor, now=box.now())
    except HoursError as error:
        flash(str(error), REFUSAL)
    else:
        publish_soon(box, "hours")
        flash("Збережено. Телефон скаже це, щойно слова озвучено.")
    return redirect(url_for("panel.overview"), 303)


def _table() -> dict[str, list[tuple[str, str, str]]]:
    """Return the table of the lid: part → what is seen, what it means, what to do."""
    parts = {
        LAMP_NAMES[lamp]: [(LIGHT_WORDS[row.light], row.means, row.do) for row in SHOWN if row.lamp is lamp]
        for lamp in Lamp
    }
    parts["Зумер"] = [(each.heard, each.means, each.do) for each in BUZZING.values()]
    parts["Кнопка"] = [(pressed, does, "") for pressed, does in BUTTON]
    parts["Перемикач"] = [(position, orders, "") for position, orders in SWITCH]
    return parts
