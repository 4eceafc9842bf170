"""What every request must pass before its view: our own name, our own page, a session that lives, a right.

Cross-site requests are refused twice over: by fetch metadata (or Origin, where a browser sends none) and by the token.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from flask import Response, abort, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect
from werkzeug.datastructures import MultiDict

from appliance.casework.entrance.accounts import Origin, Role
from appliance.casework.entrance.credentials import Credential
from appliance.casework.entrance.kept_forms import KeptForm
from appliance.casework.entrance.login_failures import MustWait
from appliance.casework.entrance.sessions import LoginSession
from appliance.casework.entrance.tokens import ApiToken
from web.access import STRANGER, Action, Needs
from web.api import is_api, refusal
from web.box import Box
from web.lists import number
from web.own_names import host_of, own_names
from web.who import Me, known

TICKET = "ticket"
LIVE_HEADER = "X-Live"
"""Set by the script that keeps a page fresh: such a request does not show that the person is there."""
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_NEVER_KEPT = ("csrf_token", "password", "code", "secret")
_HOW_TO_CHANGE = "account.password"
_LEAVING = "entry.leave"


class Guard:
    """The checks, in their order; `needs` says for each endpoint what right it takes."""

    def __init__(self, box: Box, names: Collection[str], needs: Mapping[str, Needs], csrf: CSRFProtect) -> None:
        """Answer only under the machine's own names and these."""
        self._box = box
        self._names = tuple(names)
        self._known = own_names(names)
        self._needs = needs
        self._csrf = csrf

    def check_host(self) -> None:
        """Answer only to our own names, so that no foreign page can reach the box under a name of its own."""
        host = host_of(request.headers.get("Host", ""))
        # An address may have come by DHCP since the start, so who is not known yet is looked up.
        if host not in self._known:
            self._known = own_names(self._names)
        if host not in self._known:
            abort(421)

    def check_forgery(self) -> None:
        """Refuse a change that no page of ours asks for."""
        if request.method in ("GET", "HEAD", "OPTIONS") or is_api():
            return  # a program shows its key: no browser adds that unasked
        if not _from_our_page():
            abort(403)
        if request.mimetype not in FORMS:
            abort(415)
        self._csrf.protect()

    def check_right(self) -> ResponseReturnValue | None:
        """Find out who asks, and whether his role may; a stranger is led to the way in."""
        endpoint = request.endpoint or ""
        if is_static(endpoint):
            return None
        needs = self._needs.get(endpoint)
        if needs is None:
            return None  # no such page: 404 or 405 follows
        if is_api():
            return self._check_program(str(needs))
        entered = self._session()
        g.me = _person(entered) if entered and entered.good(self._box.now()) else None
        if needs is STRANGER:
            return None
        person = known()
        if person is None:
            return self._way_in(entered)
        if not person.may(str(needs)):
            abort(403)
        if person.must_change and endpoint not in (_HOW_TO_CHANGE, f"{_HOW_TO_CHANGE}_change", _LEAVING):
            return redirect(url_for(_HOW_TO_CHANGE), 303)
        return None

    def _check_program(self, needs: str) -> ResponseReturnValue | None:
        """Find out whose key a program shows; a cookie is worth nothing here."""
        way, _, key = request.headers.get("Authorization", "").partition(" ")
        if way.lower() != "bearer":
            abort(401)
        try:
            holder = ApiToken.holder(key.strip(), address=request.remote_addr or "", now=self._box.now())
        except MustWait as error:
            return refusal(str(error), 429, wait_s=error.left_s)
        if holder is None:
            abort(401)
        g.me = Me(0, holder.id, holder.name, Role(holder.role), origin=Origin.API)
        if not (g.me.may(Action.USE_API) and g.me.may(needs)):
            abort(403)
        return None

    def _session(self) -> LoginSession | None:
        ticket = session.get(TICKET)
        entered = LoginSession.known(ticket) if isinstance(ticket, str) else None
        if entered and entered.good(self._box.now()) and LIVE_HEADER not in request.headers:
            entered.touch(self._box.now())
        return entered

    def _way_in(self, ended: LoginSession | None) -> ResponseReturnValue:
        if request.method != "POST":  # of the others nobody has checked the token
            if LIVE_HEADER in request.headers or request.endpoint == "now.events":
                abort(401)
            return redirect(url_for("entry.door", then=request.full_path.rstrip("?")), 303)
        kept = self._keep(ended) if ended else None
        page = own_path(request.form.get("page", "")) or "/"
        if kept is None:
            return redirect(url_for("entry.door", then=page), 303)
        return redirect(url_for("entry.door", then=f"{page}{'&' if '?' in page else '?'}kept={kept}", kept=1), 303)

    def _keep(self, ended: LoginSession) -> int | None:
        """Keep what was typed: its token was right, only the session is over."""
        page = own_path(request.form.get("page", ""))
        if page is None:
            return None
        fields = [(name, value) for name, value in typed(request.form) if name != "kept"]
        return KeptForm.keep(ended.account_id, urlsplit(page).path, fields, now=self._box.now())


def after_change(box: Box, response: Response) -> Response:
    """When a form has been taken, tell the other browsers, and drop what was kept of it."""
    person = known()
    if person and request.method == "POST" and response.status_code == 303:
        box.streams.changed()
        kept_id = number(request.form, "kept")
        if kept_id is not None:
            KeptForm.drop(kept_id, person.account_id)
    return response


def typed(form: MultiDict[str, str]) -> list[tuple[str, str]]:
    """Return what may be shown again of a form that could not be taken: no passwords, codes and tokens."""
    return [(name, value) for name, value in form.items(multi=True) if not any(part in name for part in _NEVER_KEPT)]


def is_static(endpoint: str) -> bool:
    """Tell whether an endpoint sends files of ours that hold nobody's data."""
    return endpoint == "static" or endpoint.endswith(".static")


def own_path(address: str) -> str | None:
    """Return an address if it is a path of this console, else None: nobody is sent elsewhere."""
    fits = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if fits and "\\" not in address and len(address) <= 500 else None


def _from_our_page() -> bool:
    told = request.headers.get("Sec-Fetch-Site")
    if told is not None:
        return told == "same-origin"
    origin = request.headers.get("Origin")
    return origin is not None and origin == request.host_url.rstrip("/")


def _person(entered: LoginSession) -> Me:
    credential = Credential.of(entered.account_id)
    return Me(
        session=entered.id,
        account_id=entered.account_id,
        name=entered.account.name,
        role=Role(entered.account.role),
        must_change=bool(credential and credential.must_change),
    )
