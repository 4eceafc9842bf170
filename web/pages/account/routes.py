"""What a person does with his own account."""

from __future__ import annotations

import pyotp
import segno
from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.entrance.accounts import ROLE_NAMES, Account
from appliance.casework.entrance.credentials import Credential, WeakPassword, code_fits, password_fits
from appliance.casework.entrance.login_failures import LoginFailures, MustWait
from appliance.casework.entrance.sessions import LoginSession
from web.access import Action
from web.box import Box
from web.forms import written
from web.page import Page
from web.pages.account.forms import CodeForm, PasswordForm, PresentForm
from web.who import me

SECRET = "totp_secret"  # noqa: S105 - the name of a field of the session
ISSUER = "Слухавка"


def page(box: Box) -> Page:
    """Return the routes of one's own account."""
    page = Page("account", __name__, box)
    page.shows("/account", overview, needs=Action.ENTER)
    page.shows("/account/password", password, needs=Action.ENTER)
    page.does("/account/password", password_change, needs=Action.ENTER)
    page.shows("/account/code", code, needs=Action.ENTER)
    page.does("/account/code", code_set, needs=Action.ENTER)
    page.does("/account/code/remove", code_remove, needs=Action.ENTER)
    page.does("/account/sessions/end", sessions_end, needs=Action.ENTER)
    return page


def overview(box: Box) -> str:
    """Show who I am, where I have entered, and how I prove it."""
    return _overview(box, PresentForm())


def _overview(box: Box, form: PresentForm) -> str:
    return render_template(
        "account.html",
        form=form,
        role=ROLE_NAMES[me().role],
        credential=Credential.of(me().account_id),
        sessions=LoginSession.of_account(me().account_id, box.now()),
    )


def password(_box: Box) -> str:
    """Ask for a new password."""
    return render_template("account_password.html", form=PasswordForm())


def password_change(box: Box) -> ResponseReturnValue:
    """Change the password; every other browser of mine is shut out."""
    form = PasswordForm()
    if form.validate() and _present_fits(form, box):
        try:
            account = Account.get_by_id(me().account_id)
            Credential.set_password(account, form.password.data or "", by=me().actor, now=box.now())
        except WeakPassword as error:
            form.refuse("password", error)
        else:
            LoginSession.end_all(me().account_id, by=me().actor, now=box.now(), but=me().session)
            flash("Пароль змінено. У решті браузерів ваш вхід завершено.")
            return redirect(url_for("account.overview"), 303)
    return render_template("account_password.html", form=form), 422


def code(_box: Box) -> str:
    """Show the secret for the telephone, as a picture and as letters."""
    session[SECRET] = pyotp.random_base32()
    return _code_page(CodeForm())


def code_set(box: Box) -> ResponseReturnValue:
    """Ask for codes from now on, once the telephone has shown a right one."""
    form, secret = CodeForm(), session.get(SECRET)
    if not isinstance(secret, str):
        return redirect(url_for("account.code"), 303)
    known = Credential.of(me().account_id)
    if known and known.totp_secret:
        flash("Код уже ввімкнено. Щоб перенести його на інший телефон, спершу вимкніть.")
        return redirect(url_for("account.overview"), 303)
    if form.validate():
        if code_fits(secret, written(form.code), now=box.now()):
            Credential.set_totp(me().account_id, secret, by=me().actor, now=box.now())
            session.pop(SECRET)
            flash("Відтепер під час входу потрібен код із телефона.")
            return redirect(url_for("account.overview"), 303)
        form.refuse("code", "Код не той. Перевірте, чи правильний час на телефоні.")
    return _code_page(form), 422


def code_remove(box: Box) -> ResponseReturnValue:
    """Ask for no code any more."""
    form = PresentForm()
    if not (form.validate() and _present_fits(form, box)):
        return _overview(box, form), 422
    Credential.set_totp(me().account_id, None, by=me().actor, now=box.now())
    flash("Код із телефона більше не потрібен.")
    return redirect(url_for("account.overview"), 303)


def sessions_end(box: Box) -> ResponseReturnValue:
    """End my sessions in all other browsers."""
    LoginSession.end_all(me().account_id, by=me().actor, now=box.now(), but=me().session)
    flash("Вхід у решті браузерів завершено.")
    return redirect(url_for("account.overview"), 303)


def _present_fits(form: PresentForm, box: Box) -> bool:
    whose = f"account {me().account_id}"
    try:
        LoginFailures.must_wait(whose, whose, now=box.now())
    except MustWait as error:
        form.refuse("present_password", error)
        return False
    if password_fits(Credential.of(me().account_id), form.present_password.data or ""):
        return True
    LoginFailures.note(whose, whose, now=box.now())
    form.refuse("present_password", "Теперішній пароль не такий.")
    return False


def _code_page(form: CodeForm) -> str:
    address = pyotp.TOTP(session[SECRET]).provisioning_uri(name=me().name, issuer_name=ISSUER)
    picture = segno.make(address).svg_data_uri(scale=4)
    return render_template("account_code.html", form=form, picture=picture, secret=session[SECRET])
