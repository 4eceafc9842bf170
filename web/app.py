"""The console: a Flask application that owns nothing and may be restarted at any time."""

from __future__ import annotations

import pkgutil
from collections.abc import Collection
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response, abort, render_template, request
from werkzeug.exceptions import HTTPException

from appliance.casework.row import bind
from web import pages, shown
from web.box import Box
from web.live import Streams

OWN_HOSTS = ("127.0.0.1", "localhost", "::1")
REQUEST_MAX_BYTES = 256 * 1024

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}

TROUBLES = {
    400: "Запит не зрозумілий.",
    404: "Такої сторінки немає.",
    405: "Так цю сторінку не відкривають.",
    413: "Запит завеликий.",
    416: "Такої частини запису немає.",
    421: "Цієї адреси немає серед дозволених у налаштуваннях Слухавки.",
    503: "Зараз це не працює. Спробуйте трохи згодом.",
}


def create_app(*, database: Path, recordings: Path, control: Path, hosts: Collection[str] = ()) -> Flask:
    """Return the console of the box whose files are at these paths.

    `hosts` are the names and addresses, without ports, under which browsers may call it besides the machine's own.
    """
    app = Flask(__name__)
    app.config.update(MAX_CONTENT_LENGTH=REQUEST_MAX_BYTES, MAX_FORM_MEMORY_SIZE=100_000, MAX_FORM_PARTS=100)
    bind(database)
    box = Box(database=database, recordings=recordings, control=control, streams=Streams())
    app.extensions["streams"] = box.streams
    allowed = frozenset(host.lower() for host in (*OWN_HOSTS, *hosts))
    app.before_request(lambda: _refuse_foreign_host(allowed))
    app.after_request(_harden)
    app.register_error_handler(HTTPException, _trouble)
    app.jinja_env.filters.update(shown.FILTERS)
    for found in pkgutil.iter_modules(pages.__path__):
        app.register_blueprint(import_module(f"{pages.__name__}.{found.name}.routes").page(box))
    return app


def _refuse_foreign_host(allowed: frozenset[str]) -> None:
    """Answer only to our own names, so that no foreign page can reach the box under a name of its own."""
    try:
        host = urlsplit("//" + request.headers.get("Host", "")).hostname
    except ValueError:
        host = None
    if host not in allowed:
        abort(421)


def _harden(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers[name] = value
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response


def _trouble(error: HTTPException) -> tuple[str, int]:
    code = error.code or 500
    return render_template("trouble.html", sentence=TROUBLES.get(code, "У Слухавці сталася помилка.")), code
