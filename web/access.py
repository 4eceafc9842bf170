"""Who may do what: one table, role × action. Every view names its action; a test walks the table over every route."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from appliance.casework.entrance.accounts import Role


class Action(StrEnum):
    """What a view does, as far as rights go."""

    ENTER = "enter"
    """Whoever has entered."""
    SEE_BOARD = "see_board"
    ACKNOWLEDGE_ALARMS = "acknowledge_alarms"
    SEE_CALLS = "see_calls"
    WORK_CALLS = "work_calls"
    LISTEN = "listen"
    DIAL = "dial"
    SEE_PEOPLE = "see_people"
    EDIT_PEOPLE = "edit_people"
    EXPORT_PERSON = "export_person"
    ERASE_PERSON = "erase_person"
    MANAGE_PEOPLE = "manage_people"
    """Import a register, issue the text of the consent."""
    SEE_BLOCKS = "see_blocks"
    PROPOSE_BLOCKS = "propose_blocks"
    APPROVE_BLOCKS = "approve_blocks"
    OWN_PRESENCE = "own_presence"
    SEE_OPERATORS = "see_operators"
    MANAGE_OPERATORS = "manage_operators"
    MANAGE_ROSTER = "manage_roster"
    RED_BUTTON = "red_button"
    ACKNOWLEDGE_REPORTS = "acknowledge_reports"
    """Say that the chief knows of an urgent report."""
    SEE_APPEALS = "see_appeals"
    EDIT_APPEALS = "edit_appeals"
    SEE_STATUS = "see_status"
    MAINTAIN = "maintain"
    """Begin and end works on the box itself."""
    PRINT_POSTER = "print_poster"
    EDIT_TOPICS = "edit_topics"
    SEE_CONTENT = "see_content"
    """What callers are told: services, answers, news, notices, hours, the menu."""
    EDIT_CONTENT = "edit_content"
    ANNOUNCE = "announce"
    """Announcements and works."""
    EMERGENCY_TEXT = "emergency_text"
    EDIT_MENU = "edit_menu"
    PUBLISH_MENU = "publish_menu"
    """Review a menu, publish it, go back to an earlier one."""
    TRY_MENU = "try_menu"
    EDIT_PROMPTS = "edit_prompts"
    """Record a prompt, settle the stress of a word."""
    EDIT_HOURS = "edit_hours"
    ORDER_HOURS = "order_hours"
    """Open, pause and close by hand until a moment."""
    BOOK_RECEPTION = "book_reception"
    SEE_REPORTS = "see_reports"
    EXPORT_REPORTS = "export_reports"
    """Take reports away as files; telephones, names and texts with them only on purpose, and written down."""
    CLOSE_MONTH = "close_month"
    KEEP_COPIES = "keep_copies"
    """See to the copies, take the settings and the bundle for support away."""
    APPROVE_RETENTION = "approve_retention"
    """Decide that what has been kept long enough goes, and what is held back."""
    MANAGE_ACCOUNTS = "manage_accounts"
    SEE_JOURNALS = "see_journals"
    MANAGE_SETTINGS = "manage_settings"
    EXPORT_MONTH = "export_month"
    """Have a month written to the stick."""
    MAKE_COUNCIL_KEY = "make_council_key"
    """Make the key that opens what is personal on a stick, and see its sheet, once."""
    USE_API = "use_api"


class Anyone(StrEnum):
    """Views that need nobody's name: the way in."""

    STRANGER = "stranger"


STRANGER = Anyone.STRANGER
Needs = Action | Anyone

_EVERYBODY = frozenset({Action.ENTER})
_DESK = frozenset(
    {
        Action.SEE_BOARD, Action.SEE_CALLS, Action.WORK_CALLS, Action.LISTEN, Action.DIAL, Action.SEE_PEOPLE,
        Action.EDIT_PEOPLE, Action.SEE_BLOCKS, Action.PROPOSE_BLOCKS, Action.OWN_PRESENCE, Action.SEE_OPERATORS,
        Action.RED_BUTTON, Action.SEE_APPEALS, Action.EDIT_APPEALS, Action.PRINT_POSTER, Action.USE_API,
        Action.SEE_CONTENT, Action.ANNOUNCE, Action.EMERGENCY_TEXT, Action.ORDER_HOURS, Action.BOOK_RECEPTION,
        Action.SEE_REPORTS,
    }
)  # fmt: skip
_SAYS = frozenset(
    {
        Action.SEE_CONTENT, Action.EDIT_CONTENT, Action.EDIT_TOPICS, Action.ANNOUNCE, Action.EMERGENCY_TEXT,
        Action.EDIT_MENU, Action.PUBLISH_MENU, Action.TRY_MENU, Action.EDIT_PROMPTS, Action.EDIT_HOURS,
    }
)  # fmt: skip
"""What an editor works on: all that callers hear."""

ROLE_MAY: Mapping[Role, frozenset[Action]] = {
    Role.CLERK: _EVERYBODY | _DESK,
    Role.SUPERVISOR: _EVERYBODY
    | _DESK
    | _SAYS
    | {
        Action.ACKNOWLEDGE_ALARMS, Action.EXPORT_PERSON, Action.MANAGE_PEOPLE, Action.MANAGE_OPERATORS,
        Action.MANAGE_ROSTER, Action.ACKNOWLEDGE_REPORTS, Action.SEE_STATUS, Action.SEE_JOURNALS,
        Action.EXPORT_REPORTS, Action.CLOSE_MONTH,
        Action.EXPORT_MONTH,
    },
    Role.EDITOR: _EVERYBODY | _SAYS | {Action.SEE_BOARD, Action.PRINT_POSTER},
    Role.EXECUTOR: _EVERYBODY,
    Role.HEAD: _EVERYBODY
    | {
        Action.SEE_BOARD, Action.ACKNOWLEDGE_ALARMS, Action.SEE_CALLS, Action.LISTEN, Action.SEE_PEOPLE,
        Action.EXPORT_PERSON, Action.ERASE_PERSON, Action.MANAGE_PEOPLE, Action.SEE_BLOCKS, Action.PROPOSE_BLOCKS,
        Action.APPROVE_BLOCKS,
        Action.SEE_OPERATORS, Action.MANAGE_ROSTER, Action.RED_BUTTON, Action.ACKNOWLEDGE_REPORTS,
        Action.SEE_APPEALS, Action.SEE_STATUS,
        Action.PRINT_POSTER, Action.SEE_JOURNALS, Action.USE_API,
        Action.SEE_CONTENT, Action.ANNOUNCE, Action.EMERGENCY_TEXT, Action.PUBLISH_MENU, Action.TRY_MENU,
        Action.EDIT_HOURS, Action.ORDER_HOURS, Action.EXPORT_MONTH, Action.MAKE_COUNCIL_KEY,
        Action.SEE_REPORTS, Action.EXPORT_REPORTS, Action.CLOSE_MONTH, Action.APPROVE_RETENTION,
    },
    Role.TECHNICIAN: _EVERYBODY
    | {
        Action.SEE_BOARD, Action.ACKNOWLEDGE_ALARMS, Action.SEE_STATUS, Action.PRINT_POSTER, Action.MAINTAIN,
        Action.KEEP_COPIES,
    },
    Role.ADMINISTRATOR: _EVERYBODY
    | {
        Action.SEE_BOARD, Action.ACKNOWLEDGE_ALARMS, Action.SEE_OPERATORS, Action.MANAGE_OPERATORS, Action.SEE_STATUS,
        Action.PRINT_POSTER, Action.MAINTAIN, Action.MANAGE_ACCOUNTS, Action.SEE_JOURNALS, Action.MANAGE_SETTINGS,
        Action.KEEP_COPIES, Action.APPROVE_RETENTION,
        Action.USE_API,
        Action.SEE_CONTENT, Action.EDIT_HOURS, Action.EXPORT_MONTH,
    },
}  # fmt: skip


def may(role: Role, action: Action) -> bool:
    """Tell whether a role may do it."""
    return action in ROLE_MAY[role]
