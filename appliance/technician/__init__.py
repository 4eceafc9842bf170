"""The technician's menu on the serial console and over SSH, and the helper with the rights that the menu has not.

The menu runs as a user who may do nothing. What it wants done it asks for at a socket of systemd, one request a
connection; the helper behind it knows a table of requests. Nothing that either of them shows is about a person.
"""
