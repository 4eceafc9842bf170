"""The console's web server: cheroot, with a thread for every event stream and some for pages."""

from __future__ import annotations

import logging
import ssl
import sys
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

from cheroot import wsgi
from cheroot.server import HTTPConnection
from cheroot.ssl.builtin import BuiltinSSLAdapter
from flask import Flask

from appliance.settings import ConsoleSettings
from web import live
from web.own_names import host_of, own_names
from web.tls import shake

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

HTTPS_PORT = 443
PAGE_THREADS = 8
HEADER_MAX_BYTES = 16 * 1024
BODY_MAX_BYTES = 21 * 1024 * 1024
"""A recording; what else may come is bounded by the application, page by page."""
_log = logging.getLogger(__name__)


class Connection(HTTPConnection):
    """A browser's connection, whose handshake holds up nobody but itself."""

    def communicate(self) -> bool:
        """Answer a request; True when the connection stays open."""
        try:
            shake(self.socket)
        except OSError as error:
            _log.info("%s: no TLS came about: %s", self.remote_addr, error)
            return False
        return bool(super().communicate())  # type: ignore[no-untyped-call]


class ConsoleServer(wsgi.Server):
    """Serves one console; `stop` ends its event streams first, for their threads wait for nothing else."""

    ConnectionClass = Connection

    def __init__(self, app: Flask, host: str, port: int, tls: BuiltinSSLAdapter | None = None) -> None:
        """Prepare; `safe_start` opens the port and blocks. Port 0 takes a free one, see `bind_addr`."""
        super().__init__((host, port), app, numthreads=live.LIMIT + PAGE_THREADS, server_name="slukhavka")
        self.ssl_adapter = tls
        self.max_request_header_size = HEADER_MAX_BYTES
        self.max_request_body_size = BODY_MAX_BYTES
        self._streams: live.Streams = app.extensions["streams"]

    def stop(self) -> None:
        """Stop serving."""
        self._streams.stop()
        super().stop()

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        """Write cheroot's complaints where ours go; that a browser has closed its window is none."""
        error = sys.exc_info()[1]
        cut_off = isinstance(error, ssl.SSLError) and "UNEXPECTED_EOF_WHILE_READING" in str(error)
        if cut_off or isinstance(error, ssl.SSLEOFError | ConnectionError):
            _log.debug("%s", msg)
        else:
            _log.log(level, "%s", msg, exc_info=traceback)


def serve(app: Flask, settings: ConsoleSettings, tls: BuiltinSSLAdapter) -> None:
    """Serve the console until interrupted. Raises OSError when a port is taken."""
    server = ConsoleServer(app, settings.host, settings.port, tls)
    if settings.plain_port:
        plain = pointer(settings)
        threading.Thread(target=plain.safe_start, name="plain-http", daemon=True).start()
    server.safe_start()


def pointer(settings: ConsoleSettings) -> wsgi.Server:
    """Return a server that tells whoever comes without TLS the way to the console, and nothing else."""
    port = "" if settings.port == HTTPS_PORT else f":{settings.port}"

    def lead(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        host = host_of(environ.get("HTTP_HOST", ""))
        if host not in own_names(settings.names):
            start_response("421 Misdirected Request", [("Content-Length", "0")])
        else:
            shown = f"[{host}]" if ":" in host else host
            start_response("308 Permanent Redirect", [("Location", f"https://{shown}{port}/"), ("Content-Length", "0")])
        return []

    return wsgi.Server((settings.host, settings.plain_port), lead, numthreads=2, server_name="slukhavka")
