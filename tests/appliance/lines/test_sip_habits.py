"""Where our line leaves sippy's ways because they cost too much."""

from __future__ import annotations

from types import ModuleType

import pytest
from sippy import SipConf, SipURL, SipVia  # type: ignore[import-untyped]
from sippy.Time import clock_dtime  # type: ignore[import-untyped]
from sippy.Time.MonoTime import MonoTime  # type: ignore[import-untyped]

from tests.fakes.sip.peer import PeerCall
from tests.fakes.sip.table import Table, at_a_table


@at_a_table()
async def test_ringing_is_said_at_once_and_without_a_100_before_it(box: Table) -> None:
    call = PeerCall(box.peer())
    call.ring()
    leg = await box.leg()
    await call.peer.answer(call.invite, least=100)
    assert [message.code for message in call.peer.seen] == [180]
    await leg.hang_up()


@pytest.mark.parametrize("module", [SipConf, SipURL, SipVia])
def test_sippy_learns_of_a_name_without_a_list_of_all_names(module: ModuleType) -> None:
    class Address:
        my = True

        def __dir__(self) -> list[str]:
            raise AssertionError

    assert "my" in module.dir(Address())
    assert "other" not in module.dir(Address())


def test_sippy_reads_the_clock_without_giving_the_interpreter_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def by_ctypes(*_: object) -> int:
        raise AssertionError

    monkeypatch.setattr(clock_dtime, "clock_gettime", by_ctypes)
    before = MonoTime()
    assert before.monot <= MonoTime().monot
