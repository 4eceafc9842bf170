"""The trial phone: a menu walked on the screen before callers hear it."""
