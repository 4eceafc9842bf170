"""Lamps, buzzer, button and switch: pins out and pins in. What a lamp means stands in `casework.box.lamps`."""
