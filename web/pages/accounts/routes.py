"""Who may enter the console."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.entrance import admissions
from appliance.casework.entrance.accounts import ROLE_NAMES, Account, BadName, Role
from appliance.casework.entrance.admissions import LastAdministrator, admit, admitted, dismiss
from appliance.casework.entrance.credentials import Credential
from appliance.casework.entrance.sessions import LoginSession
from web.access import Action
from web.box import Box
from web.forms import REFUSAL, written
from web.page import Group, Page
from web.pages.accounts.forms import AccountForm, RoleForm
from web.shown import KYIV
from web.who import me


def page(box: Box) -> Page:
    """Return the routes of the accounts."""
    page = Page("accounts", __name__, box, title="Працівники", place=20, group=Group.OFFICE)
    page.shows("/accounts", everybody, needs=Action.MANAGE_ACCOUNTS)
    page.does("/accounts", add, needs=Action.MANAGE_ACCOUNTS)
    page.shows("/accounts/<int:account_id>", one, needs=Action.MANAGE_ACCOUNTS)
    page.does("/accounts/<int:account_id>/role", change_role, needs=Action.MANAGE_ACCOUNTS)
    page.does("/accounts/<int:account_id>/password", give_password, needs=Action.MANAGE_ACCOUNTS)
    page.does("/accounts/<int:account_id>/sessions/end", end_sessions, needs=Action.MANAGE_ACCOUNTS)
    page.does("/accounts/<int:account_id>/deactivate", deactivate, needs=Action.MANAGE_ACCOUNTS)
    return page


def everybody(box: Box) -> str:
    """List them, in a form that is printed and signed (K 10.2.5)."""
    return _list(box, AccountForm())


def add(box: Box) -> ResponseReturnValue:
    """Let a person in; his first password is shown once."""
    form = AccountForm()
    if form.validate():
        try:
            account = admit(
                written(form.name),
                Role(form.role.data),
                written(form.login),
                proposed_by=written(form.proposed_by),
                until_at=_end_of(form.until_on.data),
                by=me().actor,
                now=box.now(),
            )
        except BadName as error:
            form.refuse("login" if "Логін" in str(error) else "name", error)
        else:
            return _with_password(box, account)
    return _list(box, form), 422


def one(box: Box, account_id: int) -> str:
    """Show one person's account."""
    return _one(box, _account(account_id))


def change_role(box: Box, account_id: int) -> ResponseReturnValue:
    """Give another role; what he has open now follows it at once."""
    account, form = _account(account_id), RoleForm()
    if not form.validate():
        return _one(box, account), 422
    try:
        admissions.change_role(account, Role(form.role.data), by=me().actor, now=box.now())
    except LastAdministrator as error:
        flash(str(error), REFUSAL)
    return redirect(url_for("accounts.one", account_id=account_id), 303)


def give_password(box: Box, account_id: int) -> ResponseReturnValue:
    """Give a new first password, and shut his browsers out."""
    account = _account(account_id)
    LoginSession.end_all(account_id, by=me().actor, now=box.now(), but=me().session)
    return _with_password(box, account)


def end_sessions(box: Box, account_id: int) -> ResponseReturnValue:
    """Shut his browsers out."""
    LoginSession.end_all(_account(account_id).id, by=me().actor, now=box.now(), but=me().session)
    return redirect(url_for("accounts.one", account_id=account_id), 303)


def deactivate(box: Box, account_id: int) -> ResponseReturnValue:
    """End the account for good; what he did stays his."""
    try:
        dismiss(_account(account_id), by=me().actor, now=box.now())
    except LastAdministrator as error:
        flash(str(error), REFUSAL)
        return redirect(url_for("accounts.one", account_id=account_id), 303)
    LoginSession.end_all(account_id, by=me().actor, now=box.now())
    flash("Обліковий запис закрито.")
    return redirect(url_for("accounts.everybody"), 303)


def _list(box: Box, form: AccountForm) -> str:
    return render_template("accounts.html", accounts=admitted(), form=form, roles=ROLE_NAMES, now=box.now())


def _one(box: Box, account: Account) -> str:
    form = RoleForm(role=account.role)
    sessions = LoginSession.of_account(account.id, box.now())
    return render_template("accounts_one.html", account=account, form=form, sessions=sessions, now=box.now())


def _with_password(box: Box, account: Account) -> str:
    # Not by way of a redirect: the password is on no other page and in no cookie.
    password = Credential.give_password(account, by=me().actor, now=box.now())
    return render_template("accounts_given.html", account=account, password=password)


def _account(account_id: int) -> Account:
    account: Account | None = Account.get_or_none(Account.id == account_id)
    return account or abort(404)


def _end_of(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day + timedelta(days=1), time(), KYIV)
