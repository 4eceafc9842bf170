"""The ways in which a modem hangs (reliability, row 4)."""

from __future__ import annotations

from tests.fakes.box import Box


def dead(box: Box) -> None:
    """It answers nothing."""
    box.modem.faults.interpreter_dead = True


def echoing(box: Box) -> None:
    """It says again what it is told, and no more."""
    box.modem.echo = True
    box.modem.faults.mute = {""}


def stuck(box: Box) -> None:
    """It takes nothing more."""
    box.modem.faults.at_port = "stuck"
