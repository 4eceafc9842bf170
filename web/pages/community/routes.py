"""The settings that the office itself decides."""

from __future__ import annotations

from dataclasses import asdict

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.office.community import BadSettlement, Community, Profile, Settlement, Switches
from web.access import Action
from web.box import Box
from web.forms import written
from web.hearing import check_words
from web.page import Group, Page
from web.pages.community.forms import CommunityForm, SettlementForm
from web.publishing import publish_soon
from web.who import me

LABELS = {"name": "Назва", "telephones": "Телефони", "address": "Адреса"}


def page(box: Box) -> Page:
    """Return the routes of the community."""
    page = Page("community", __name__, box, title="Громада", place=30, group=Group.OFFICE)
    page.shows("/community", overview, needs=Action.MANAGE_SETTINGS)
    page.does("/community", change, needs=Action.MANAGE_SETTINGS)
    page.does("/community/settlements", add_settlement, needs=Action.MANAGE_SETTINGS)
    page.does("/community/settlements/<int:settlement_id>/remove", remove_settlement, needs=Action.MANAGE_SETTINGS)
    return page


def overview(_box: Box) -> str:
    """Show the community and its settlements."""
    return _page()


def change(box: Box) -> ResponseReturnValue:
    """Change what the office decides."""
    community, form = _community(), CommunityForm()
    told = community.address
    if form.validate():
        # It stands in texts of the menu: one that cannot be read would keep every publication from callers.
        for sentence in check_words(box, written(form.address)):
            form.refuse("address", sentence)
    if form.errors:
        return _page(form), 422
    changes = {
        "name": written(form.name),
        "telephones": written(form.telephones),
        "address": written(form.address),
        "profile": Profile(form.profile.data),
        "switches_kept": asdict(Switches(bool(form.accept_anonymous.data), bool(form.second_review.data))),
    }
    try:
        community.change(form.version.data or 0, changes, by=me().actor, now=box.now())
    except ChangedMeanwhile as meanwhile:
        # The field shows what was sent unless told otherwise: a second press saves knowingly.
        form.version.process_data(meanwhile.version)
        form.version.raw_data = None
        return _page(form, meanwhile), 409
    if changes["address"] != told:
        publish_soon(box, "address")
    flash("Збережено.")
    return redirect(url_for("community.overview"), 303)


def add_settlement(box: Box) -> ResponseReturnValue:
    """Offer one more settlement."""
    form = SettlementForm()
    if form.validate():
        place = {"kind": written(form.kind), "district": written(form.district)}
        try:
            Settlement.add(written(form.settlement), **place, by=me().actor, now=box.now())
        except BadSettlement as error:
            form.refuse("settlement", error)
        else:
            return redirect(url_for("community.overview"), 303)
    return _page(settlement_form=form), 422


def remove_settlement(box: Box, settlement_id: int) -> ResponseReturnValue:
    """Offer a settlement no more; what names it keeps it."""
    if settlement_id not in {place.id for place in Settlement.standing()}:
        abort(404)
    Settlement.remove(settlement_id, by=me().actor, now=box.now())
    return redirect(url_for("community.overview"), 303)


def _page(
    form: CommunityForm | None = None,
    meanwhile: ChangedMeanwhile | None = None,
    settlement_form: SettlementForm | None = None,
) -> str:
    return render_template(
        "community.html",
        form=form or _filled(_community()),
        meanwhile=meanwhile,
        labels=LABELS,
        settlement_form=settlement_form or SettlementForm(formdata=None),
        settlements=Settlement.standing(),
    )


def _filled(community: Community) -> CommunityForm:
    return CommunityForm(obj=community, data=asdict(community.switches))


def _community() -> Community:
    return Community.current() or abort(404)
