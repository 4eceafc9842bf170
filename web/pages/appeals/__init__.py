"""Appeals as cards: the list, the card that is filled in by keyboard, its print, its end."""
