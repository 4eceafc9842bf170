"""The front panel on the screen: lamps, button and switch, for a box without pins too; and the table for the lid."""
