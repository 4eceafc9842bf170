"""Copies of the register, the disk, settings out and in, the bundle for support."""
