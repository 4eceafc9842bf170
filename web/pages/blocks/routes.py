"""Blocked numbers (K 5.8)."""

from __future__ import annotations

from datetime import date, timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.contacts.calls import CallRecord
from appliance.casework.edits import NotThere
from appliance.casework.journal import AccessEntry
from appliance.casework.office.block_reach import Reach, reach_of
from appliance.casework.office.block_rules import BadRule, Rule
from appliance.casework.office.blocks import (
    PAGE,
    REASON_NAMES,
    STATE_NAMES,
    SUBJECT,
    BadBlock,
    Block,
    BlockReason,
    BlockState,
    Turned,
    turned_away,
)
from appliance.casework.people.person import Person
from appliance.numbers import NumberKind
from web.access import Action
from web.box import Box
from web.forms import Form, written
from web.guard import LIVE_HEADER
from web.lists import number, pick, picked
from web.page import Page
from web.pages.blocks.forms import USUAL_DAYS, BlockForm, DecisionForm, EndForm
from web.pages.blocks.heard import lacking
from web.shown import KYIV
from web.telling import tell
from web.who import me

SHOWN = {"standing": True, "all": False}


def page(box: Box) -> Page:
    """Return the routes of blocks."""
    page = Page("blocks", __name__, box, title="Блокування", place=60)
    page.shows("/blocks", listed, needs=Action.SEE_BLOCKS)
    page.shows("/blocks/new", new, needs=Action.PROPOSE_BLOCKS)
    page.does("/blocks/new", propose, needs=Action.PROPOSE_BLOCKS)
    page.shows("/blocks/<int:block_id>", card, needs=Action.SEE_BLOCKS)
    page.does("/blocks/<int:block_id>/approve", approve, needs=Action.APPROVE_BLOCKS)
    page.does("/blocks/<int:block_id>/decline", decline, needs=Action.APPROVE_BLOCKS)
    page.does("/blocks/<int:block_id>/end", end, needs=Action.APPROVE_BLOCKS)
    page.does("/blocks/<int:block_id>/withdraw", withdraw, needs=Action.PROPOSE_BLOCKS)
    return page


def listed(box: Box) -> str:
    """List them, the newest first: those that wait or hold, or all."""
    now, shown = box.now(), picked(request.args, "show", SHOWN)
    blocks = Block.page(now=now, standing=pick(request.args, "show", SHOWN), before=number(request.args, "before"))
    older = url_for("blocks.listed", show=shown, before=blocks[-1].id) if len(blocks) == PAGE else None
    return render_template(
        "blocks_list.html",
        blocks=[(block, Rule(block.rule), block.state(now)) for block in blocks],
        turned=turned_away([block.id for block in blocks]),
        shown=shown,
        older=older,
        lacking=lacking(box),
        reasons=REASON_NAMES,
        states=STATE_NAMES,
    )


def new(box: Box) -> str:
    """Ask for a proposal; from the card of a call its number stands there already."""
    form = BlockForm()
    if not form.kept.data:
        call = CallRecord.get_or_none(CallRecord.uid == request.args.get("call", ""))
        form.call.data = call.uid if call else ""
        form.rule.data = (call.number if call else request.args.get("number", "")) or ""
        form.withheld.data = bool(call and call.number_kind == NumberKind.WITHHELD)
        form.until_on.data = _today(box) + timedelta(days=USUAL_DAYS)
    return render_template("blocks_new.html", form=form, reach=None)


def propose(box: Box) -> ResponseReturnValue:
    """Enter a proposal; a mask only after its reach has been seen."""
    form, reach = BlockForm(), None
    if form.validate():
        try:
            rule = form.read_rule(box.settings.box.area_code)
            reach = _unseen_reach(form, rule, box)
            if reach is None:
                block_id = Block.propose(form.proposal(rule), by=me().actor, now=box.now())
                tell(box, "blocks")
                flash("Запропоновано. Діятиме, коли погодить керівник.")
                return redirect(url_for("blocks.card", block_id=block_id), 303)
        except BadRule as error:
            form.refuse("rule", error)
        except BadBlock as error:
            form.refuse("", error)
    return render_template("blocks_new.html", form=form, reach=reach), 422


def card(box: Box, block_id: int) -> str:
    """Show one block whole."""
    block = _block(block_id)
    if LIVE_HEADER not in request.headers:
        AccessEntry.record(by=me().actor, now=box.now(), subject=SUBJECT, subject_id=block_id, how="looked")
    return _card(box, block, DecisionForm(), EndForm())


def approve(box: Box, block_id: int) -> ResponseReturnValue:
    """Let it bar calls from now on."""
    return _decide(box, block_id, approved=True)


def decline(box: Box, block_id: int) -> ResponseReturnValue:
    """Refuse a proposal, with the reason."""
    return _decide(box, block_id, approved=False)


def end(box: Box, block_id: int) -> ResponseReturnValue:
    """End a block before its time."""
    block, form = _block(block_id), EndForm()
    if form.validate():
        try:
            Block.finish(block_id, written(form.reason), by=me().actor, now=box.now())
        except BadBlock as error:
            form.refuse("reason", error)
        else:
            return _done(box, block_id, "Блокування знято.")
    return _card(box, block, DecisionForm(formdata=None), form), 422


def withdraw(box: Box, block_id: int) -> ResponseReturnValue:
    """Take one's own proposal back."""
    block = _block(block_id)
    try:
        Block.withdraw(block_id, by=me().actor, now=box.now())
    except BadBlock as error:
        form = EndForm(formdata=None)
        form.refuse("", error)
        return _card(box, block, DecisionForm(formdata=None), form), 422
    return _done(box, block_id, "Пропозицію відкликано.")


def _decide(box: Box, block_id: int, *, approved: bool) -> ResponseReturnValue:
    block, form = _block(block_id), DecisionForm()
    if form.validate():
        try:
            Block.decide(block_id, approved, note=written(form.note), by=me().actor, now=box.now())
        except BadBlock as error:
            form.refuse("note", error)
        else:
            return _done(box, block_id, "Погоджено: блокування діє." if approved else "Не погоджено.")
    return _card(box, block, form, EndForm(formdata=None)), 422


def _done(box: Box, block_id: int, sentence: str) -> ResponseReturnValue:
    tell(box, "blocks")
    flash(sentence)
    return redirect(url_for("blocks.card", block_id=block_id), 303)


def _card(box: Box, block: Block, decision: Form, ending: Form) -> str:
    AccessEntry.record_once(by=me().actor, now=box.now(), subject=SUBJECT, subject_id=block.id, how="looked")
    state, rule = block.state(box.now()), Rule(block.rule)
    return render_template(
        "blocks_card.html",
        block=block,
        rule=rule,
        state=state,
        states=STATE_NAMES,
        reason=REASON_NAMES[BlockReason(block.reason)],
        turned=turned_away([block.id]).get(block.id, Turned()),
        people=[] if rule.is_mask else Person.on_number(block.rule),
        reach=reach_of(rule, now=box.now()) if rule.is_mask and state is BlockState.WAITING else None,
        decision=decision,
        ending=ending,
        waits=state is BlockState.WAITING,
        holds=state is BlockState.ACTIVE,
        mine=block.proposed_by_id == me().account_id,
    )


def _unseen_reach(form: BlockForm, rule: Rule, box: Box) -> Reach | None:
    """Return whom a mask would meet, if the person has not been told yet; its second press confirms."""
    if not rule.is_mask or form.confirmed.data == rule.text:
        return None
    form.confirmed.data = rule.text
    return reach_of(rule, now=box.now())


def _block(block_id: int) -> Block:
    try:
        return Block.one(block_id)
    except NotThere:
        abort(404)


def _today(box: Box) -> date:
    return box.now().wall.astimezone(KYIV).date()
