"""Whether who is blocked hears what he must: where to write (C-24)."""

from __future__ import annotations

from appliance.casework.office.community import Community
from appliance.menu.flow import filled
from appliance.menu.published import NotPublished
from web.box import Box
from web.in_force import menu_in_force

PROMPT = "blocked"


def lacking(box: Box) -> str:
    """Return what is wrong with the words he hears, as a sentence; "" when nothing is."""
    community = Community.current()
    address = community.address.strip() if community else ""
    if not address:
        return "Поштової адреси громади не записано, тож заблокований не почує, куди писати."
    try:
        words = menu_in_force(box).flow.prompts.get(PROMPT, "")
    except NotPublished as error:
        return str(error)
    if not words:
        return f"В опублікованому меню немає тексту «{PROMPT}»: заблокований не почує, куди писати."
    if filled("{address}", {"address": address}) not in words:
        return "Заблокований чує іншу поштову адресу, ніж записана тепер: меню треба опублікувати ще раз."
    return ""
