"""The poster: the number, the hours and the map of the menu, on one sheet and for the web site."""
