"""The console's certificate when the clock lies."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from appliance.clock import RELEASED_ON
from web.tls import identity


@pytest.mark.parametrize("off", [timedelta(days=3650), timedelta(days=-20_000), timedelta(days=-1)])
def test_what_was_made_by_a_wrong_clock_serves_when_the_clock_is_set_right(tmp_path: Path, off: timedelta) -> None:
    right = RELEASED_ON + timedelta(days=30)
    identity(tmp_path / "tls", ("localhost",), right + off)
    ours = identity(tmp_path / "tls", ("localhost",), right)
    for path in (ours.authority, ours.certificate):
        found = x509.load_pem_x509_certificate(path.read_bytes())
        assert found.not_valid_before_utc <= right < found.not_valid_after_utc, path.name
