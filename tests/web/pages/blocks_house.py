"""How the tests of blocks propose one."""

from __future__ import annotations

from werkzeug.test import TestResponse

from tests.web.house import Visitor

CALLER = "+380662838182"


def propose(visitor: Visitor, rule: str = CALLER, **fields: str) -> TestResponse:
    asked = {"rule": rule, "reason": "insults", "memo": "Лаявся о 10:00.", "until_on": "2026-12-23", **fields}
    return visitor.post("/blocks/new", **asked)
