"""The list of cards."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.appeals.appeal_kinds import CHANNEL_NAMES, REGIME_NAMES
from appliance.casework.appeals.appeal_lists import SHOWN_NAMES, AppealFilter, Shown, page_of_appeals
from appliance.casework.knowledge.topics import Category, flat
from appliance.casework.office.community import Community, Settlement
from web import lists
from web.box import Box
from web.pages.appeals import words
from web.who import me

SOUGHT_MAX = 100
ANY = ""


def appeals(box: Box) -> ResponseReturnValue:
    """Show a page of the list, the newest first."""
    given = {name: value for name, value in request.args.items() if value and name != "before"}
    found = page_of_appeals(
        _wanted(given), before=lists.number(request.args, "before"), area_code=box.settings.box.area_code
    )
    older = f"{url_for('appeals.appeals')}?{urlencode({**_known(given), 'before': found.before})}"
    return render_template(
        "appeals_list.html",
        rows=found.rows,
        older=older if found.before else None,
        first=request.args.get("before") is None,
        given=_known(given),
        shown=SHOWN_NAMES,
        channels=CHANNEL_NAMES,
        regimes=REGIME_NAMES,
        topics=flat(Category.tree()),
        settlements=Settlement.standing(),
        words=words,
    )


def community_name() -> str:
    """Return the name that stands at the head of a print."""
    community = Community.current()
    return community.name if community else ""


def _wanted(given: Mapping[str, str]) -> AppealFilter:
    """Understand the parameters: known names and numbers only."""
    return AppealFilter(
        shown=lists.pick(given, "state", {name.value: name for name in Shown}),
        created_by=me().account_id if given.get("mine") == "1" else None,
        channel=lists.pick(given, "channel", {ANY: ANY, **{name: name.value for name in CHANNEL_NAMES}}),
        regime=lists.pick(given, "regime", {ANY: ANY, **{name: name.value for name in REGIME_NAMES}}),
        category_id=lists.number(given, "topic"),
        place_settlement_id=lists.number(given, "place"),
        sought=given.get("q", "")[:SOUGHT_MAX],
    )


def _known(given: Mapping[str, str]) -> dict[str, str]:
    names = ("state", "mine", "channel", "regime", "topic", "place", "q")
    return {name: given[name][:SOUGHT_MAX] for name in names if name in given}
