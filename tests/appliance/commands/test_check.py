"""What `slukhavka check` warns of, though the settings can be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.cli import main


@pytest.mark.parametrize(("ports", "warned"), [("[]", True), ('["1-1.3"]', False)])
def test_that_any_port_would_take_the_stick_is_said_and_is_no_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], ports: str, warned: bool
) -> None:
    settings = tmp_path / "slukhavka.toml"
    line = '[[lines]]\nname = "gsm1"\nfamily = "sim7600"\n'
    settings.write_text(f'[box]\nstate = "{tmp_path}"\n[export]\nusb_ports = {ports}\n{line}')
    main(["--settings", str(settings), "check"])
    said = capsys.readouterr()
    assert ("[export] usb_ports" in said.err) is warned
    assert said.out == ""
