"""The console's web server: cheroot, with a thread for every event stream and some for pages."""

from __future__ import annotations

import logging

from cheroot import wsgi
from flask import Flask

from web import live

PAGE_THREADS = 8
HEADER_MAX_BYTES = 16 * 1024
BODY_MAX_BYTES = 256 * 1024
_log = logging.getLogger(__name__)


class ConsoleServer(wsgi.Server):
    """Serves one console; `stop` ends its event streams first, for their threads wait for nothing else."""

    def __init__(self, app: Flask, host: str, port: int) -> None:
        """Prepare; `safe_start` opens the port and blocks. Port 0 takes a free one, see `bind_addr`."""
        super().__init__((host, port), app, numthreads=live.LIMIT + PAGE_THREADS, server_name="slukhavka")
        self.max_request_header_size = HEADER_MAX_BYTES
        self.max_request_body_size = BODY_MAX_BYTES
        self._streams: live.Streams = app.extensions["streams"]

    def stop(self) -> None:
        """Stop serving."""
        self._streams.stop()
        super().stop()

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        """Write cheroot's complaints where ours go."""
        _log.log(level, "%s", msg, exc_info=traceback)


def serve(app: Flask, host: str, port: int) -> None:
    """Serve the console until interrupted. Raises OSError when the port is taken."""
    ConsoleServer(app, host, port).safe_start()
