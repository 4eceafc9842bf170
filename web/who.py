"""Who asks: the person of the session, for as long as one request lasts."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g

from appliance.casework.entrance.accounts import Actor, Origin, Role
from web.access import Action, may


@dataclass(frozen=True, slots=True)
class Me:
    """The person who has entered, and the id of his session; 0 when his program asks."""

    session: int
    account_id: int
    name: str
    role: Role
    must_change: bool = False
    origin: Origin = Origin.CONSOLE
    """CONSOLE a person in a browser, API a program with his key."""

    @property
    def actor(self) -> Actor:
        """In whose name a verb is called."""
        return Actor(self.origin, self.account_id)

    def may(self, action: Action | str) -> bool:
        """Tell whether his role may do it."""
        return may(self.role, Action(action))


def known() -> Me | None:
    """Return who asks; None for a stranger."""
    person: Me | None = g.get("me")
    return person


def me() -> Me:
    """Return who asks. Only in views that need an action: a stranger never comes there."""
    person = known()
    if person is None:
        raise RuntimeError("this view lets strangers in")
    return person
