"""Blocked numbers: proposed by a clerk, decided on by the chief."""
