"""The console: a Flask application that owns nothing and may be restarted at any time."""

from __future__ import annotations

import logging
import pkgutil
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import apsw
import peewee
from flask import Flask, Response, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_bootstrap import Bootstrap5
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter, Map

from appliance.casework.row import bind
from appliance.casework.sqlite import DatabaseUnavailable, named_errors
from appliance.clock import Clock, SystemClock
from appliance.settings import Settings
from web import pages, shown
from web.access import Needs
from web.api import SENTENCES, is_api, refusal
from web.box import Box
from web.guard import Guard, after_change, is_static, typed
from web.live import Streams
from web.page import Group, Page
from web.sealed import Seal
from web.secret import secret_in
from web.who import known

REQUEST_MAX_BYTES = 256 * 1024

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; "
        "connect-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with none at all older browsers send Origin: null
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",  # prompts are recorded in the browser
}

TROUBLES = {
    400: "Запит не зрозумілий.",
    401: "Спершу увійдіть.",
    403: "Вам це не дозволено.",
    404: "Такої сторінки немає.",
    405: "Так цю сторінку не відкривають.",
    413: "Запит завеликий.",
    415: "Запит не такий, як надсилають сторінки Слухавки.",
    416: "Такої частини запису немає.",
    421: "Цієї адреси немає серед дозволених у налаштуваннях Слухавки.",
    503: "Зараз це не працює. Спробуйте трохи згодом.",
}
FORGERY = "Сторінка застаріла. Відкрийте її знову й повторіть."
_log = logging.getLogger(__name__)


def create_app(settings: Settings, *, clock: Clock | None = None) -> Flask:
    """Return the console of the box with these settings.

    Raises OSError when its secret can be neither read nor made.
    """
    secret = secret_in(settings.box.state)
    app = Flask(__name__)
    app.url_map.converters["int"] = RowId
    app.config.update(
        SECRET_KEY=secret,
        SESSION_COOKIE_NAME="__Host-s",
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        MAX_CONTENT_LENGTH=REQUEST_MAX_BYTES,
        MAX_FORM_MEMORY_SIZE=100_000,
        MAX_FORM_PARTS=200,
        WTF_CSRF_CHECK_DEFAULT=False,  # the guard does it
        WTF_CSRF_TIME_LIMIT=None,  # a form may lie open for a day
        WTF_CSRF_SSL_STRICT=False,  # no page sends a referrer; the guard reads fetch metadata
        BOOTSTRAP_SERVE_LOCAL=True,
    )
    Bootstrap5(app)
    csrf = CSRFProtect(app)
    database = bind(settings.database)
    box = Box(settings=settings, clock=clock or SystemClock(), streams=Streams(), seal=Seal(secret))
    app.extensions["streams"] = box.streams
    needs, menu = _add_pages(app, box)
    guard = Guard(box, settings.console.names, needs, csrf)

    # Without the database: what is shown again when it fails was then sent by a page of ours.
    app.before_request(guard.check_host)
    app.before_request(guard.check_forgery)

    @app.before_request
    def _open_database() -> None:
        if not is_static(request.endpoint or ""):
            with named_errors(settings.database):
                database.connect(reuse_if_open=True)

    app.before_request(guard.check_right)
    app.after_request(partial(after_change, box))
    app.after_request(_harden)

    @app.teardown_request
    def _close_database(_error: BaseException | None) -> None:
        if not database.is_closed():
            database.close()

    app.register_error_handler(HTTPException, _trouble)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(DatabaseUnavailable, _no_database)
    # A number of a row larger than SQLite can hold names no row.
    app.register_error_handler(OverflowError, lambda _error: _sentence(TROUBLES[404], 404))
    for failure in (peewee.PeeweeException, apsw.Error):
        app.register_error_handler(failure, partial(_database_failed, settings.database))
    app.jinja_env.filters.update(shown.FILTERS, sealed=box.seal.close)
    app.context_processor(lambda: _what_every_template_knows(menu))
    return app


class RowId(IntegerConverter):
    """A number in an address, no greater than SQLite can hold: a greater one names nothing."""

    def __init__(self, url_map: Map) -> None:
        """Know the bound."""
        super().__init__(url_map, max=2**63 - 1)


def _add_pages(app: Flask, box: Box) -> tuple[dict[str, Needs], list[Page]]:
    """Register every page that is found. Raises RuntimeError for a route that says not what right it needs."""
    found = [
        import_module(f"{pages.__name__}.{each.name}.routes").page(box) for each in pkgutil.iter_modules(pages.__path__)
    ]
    needs: dict[str, Needs] = {}
    for page in found:
        app.register_blueprint(page)
        needs |= {f"{page.name}.{view}": right for view, right in page.needs.items()}
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in needs and not is_static(rule.endpoint):
            raise RuntimeError(f"{rule.rule} needs no right: register it through Page")
    app.extensions["needs"] = needs
    return needs, sorted((page for page in found if page.title and page.first), key=lambda page: page.place)


def _what_every_template_knows(menu: list[Page]) -> dict[str, Any]:
    person = known()
    if person is None:
        return {"me": None, "menu": {}, "may": lambda _action: False}
    open_to_me = [page for page in menu if page.first and person.may(str(page.first[1]))]
    groups = {group: [page for page in open_to_me if page.group is group] for group in Group}
    return {
        "me": person,
        "menu": {group: pages for group, pages in groups.items() if pages},
        "here": next((page.group for page in menu if page.name == request.blueprint), Group.WORK),
        "may": person.may,
    }


def _harden(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers[name] = value
    if not is_static(request.endpoint or ""):
        response.headers["Cache-Control"] = "no-store"
    return response


def _trouble(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if code == 500:
        g.me = None  # the mistake may be in what stands around every page for whoever has entered
    return _sentence(TROUBLES.get(code, "У Слухавці сталася помилка."), code)


def _forged(error: CSRFError) -> ResponseReturnValue:
    _log.info("refused: %s", error.description)
    return _sentence(FORGERY, 403)


def _no_database(error: DatabaseUnavailable) -> ResponseReturnValue:
    _log.warning("no page: %s", error)
    return _sentence(f"{error} Дзвінки Слухавка приймає далі; сторінки запрацюють, щойно база повернеться.", 503)


def _database_failed(path: Path, error: Exception) -> ResponseReturnValue:
    """Say what failed in a view; a mistake of ours stays what it is."""
    try:
        with named_errors(path):
            raise error
    except DatabaseUnavailable as named:
        return _no_database(named)


def _sentence(sentence: str, code: int) -> ResponseReturnValue:
    if is_api():
        return refusal(SENTENCES.get(code, sentence), code)
    again = typed(request.form) if code >= 500 and request.method == "POST" else []
    return render_template("trouble.html", sentence=sentence, again=again), code
