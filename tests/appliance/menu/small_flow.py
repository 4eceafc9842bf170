"""A small menu around one node called "it", two levels down: `top` → `sub` → `it` → `next`."""

from __future__ import annotations

FRAME = """
title = "Мале меню"
start = "top"
main = "top"
operator = "operator"
emergency = "emergency"

[nodes.top]
kind = "menu"
prompt = "top"
short = "top_short"
wrong = "wrong"
quiet = "quiet"
choices = { 1 = "sub", 2 = "next" }
exits = { invalid = "invalid", silent = "silent" }

[nodes.sub]
kind = "menu"
prompt = "sub"
short = "sub_short"
wrong = "wrong"
quiet = "quiet"
choices = { 1 = "it" }
exits = { invalid = "invalid", silent = "silent" }

[nodes.next]
kind = "say"
prompt = "next"
exits = { done = "end" }

[nodes.operator]
kind = "say"
prompt = "operator"
exits = { done = "end" }

[nodes.emergency]
kind = "say"
prompt = "emergency"
exits = { done = "end" }

[nodes.invalid]
kind = "say"
prompt = "invalid"
exits = { done = "end" }

[nodes.silent]
kind = "say"
prompt = "silent"
exits = { done = "end" }

[nodes.end]
kind = "hang_up"
prompt = "goodbye"

[nodes.it]
"""

NAMES = (
    *("top", "top_short", "sub", "sub_short", "wrong", "quiet"),
    *("next", "operator", "emergency", "invalid", "silent", "goodbye", "warning"),
    *("it", "it_short", "it_tail", "again"),
    *("ask", "offer_slot"),
    *("review", "kept", "kept_number", "deleted", "nothing", "failed"),
)
"""Every prompt; its words are its name."""

PROMPTS = "\n[prompts]\n" + "".join(f'{name} = "{name}"\n' for name in NAMES)

KINDS_OF_IT = {
    "say": 'prompt = "it"\ntail = "it_tail"\nexits = { done = "next" }',
    "menu": """prompt = "it"
short = "it_short"
wrong = "wrong"
quiet = "quiet"
choices = { 1 = "next" }
exits = { invalid = "invalid", silent = "silent" }""",
    "office_hours": 'prompt = "it"\ntail = "it_tail"\nexits = { done = "next" }',
    "ask_digits": 'prompt = "it"\nagain = "again"\nkeep_as = "number"\ncount = 4\n'
    'exits = { given = "next", silent = "silent" }',
    "record": 'prompt = "it"\nreview = "review"\nkept = "kept"\nkept_number = "kept_number"\ndeleted = "deleted"\n'
    'nothing = "nothing"\nfailed = "failed"\nexits = { done = "next", nothing = "silent" }',
    "recorder": 'prompt = "it"\nwrong = "wrong"\nclosed = "invalid"\nchoose = "again"\nunknown = "it_short"\n'
    'review = "review"\nkept = "kept"\nunfit = "nothing"\ndropped = "deleted"\nfailed = "failed"\n'
    'exits = { done = "next", refused = "invalid", silent = "silent" }',
    "slower": 'slowly = "it"\nusual = "again"\nexits = { done = "next" }',
    "operator": 'prompt = "it"\nwaiting = "it_tail"\nmusic = "again"\nlost = "failed"\n'
    'exits = { talked = "next", closed = "silent", nobody = "invalid", no_answer = "invalid", call_back = "sub", '
    'message = "silent" }',
    "rating": 'prompt = "it"\nagain = "again"\nthanks = "kept"\nexits = { done = "next" }',
    "callback": 'own_number = "it"\nask = "it_tail"\nunfit = "again"\nread_back = "review"\nright = "nothing"\n'
    'kept = "kept"\nfailed = "failed"\nexits = { done = "next", failed = "invalid" }',
    "presence": 'prompt = "it"\nchanged = "kept"\nfailed = "failed"\nexits = { done = "next", stranger = "silent" }',
    "sms": 'text = "Пн–Чт 8–17"\noffer = "it"\nsent = "kept"\nfailed = "failed"\n'
    'exits = { done = "next", repeat = "it" }',
    "reception": 'prompt = "it"\nnone = "nothing"\nask = "ask"\noffer_slot = "offer_slot"\nbooked = "kept"\n'
    'taken = "invalid"\nfailed = "failed"\nexits = { done = "next" }',
    "by_hours": 'exits = { open = "next", break = "silent", closed = "invalid" }',
    "rubric": 'rubric = "news"\nprompt = "it_short"\nnext = "again"\noffer = "review"\nsent = "kept"\n'
    'failed = "failed"\nnone = "it"\ntail = "it_tail"\nexits = { done = "next" }',
    "notices": 'else_where = "it"\nchoose = "again"\ntail = "it_tail"\nexits = { done = "next" }',
    "emergency_text": 'prompt = "it"\nwrong = "wrong"\nclosed = "invalid"\nchoose = "again"\nhours = "it_short"\n'
    'confirm = "review"\nkept = "kept"\nended = "deleted"\nfailed = "failed"\n'
    'exits = { done = "next", refused = "invalid", silent = "silent" }',
    "services": 'prompt = "it_short"\nwrong = "wrong"\nquiet = "quiet"\nnone = "it"\ntail = "it_tail"\n'
    'offer = "again"\nsent = "kept"\nfailed = "failed"\nstale = "review"\n'
    'exits = { done = "next", invalid = "invalid", silent = "silent" }',
    "service": 'code = "s0"\ntail = "it_tail"\noffer = "again"\nsent = "kept"\nfailed = "failed"\nstale = "review"\n'
    'none = "it"\nexits = { done = "next" }',
    "language": 'prompt = "it"\nlanguages = { 1 = "uk" }\nexits = { done = "next" }',
    "hang_up": 'prompt = "it"',
}
"""One node of every kind there is."""


def small_flow(kind: str = "say", **changes: str) -> str:
    """Return the menu with "it" of one kind; `changes` replace fields of it by TOML."""
    lines = dict(line.split(" = ", 1) for line in KINDS_OF_IT[kind].splitlines())
    about = "\n".join(f"{name} = {value}" for name, value in {**lines, **changes}.items())
    return f'{FRAME}kind = "{kind}"\n{about}\n{PROMPTS}'
