"""From rows to what callers hear: composes a menu, has it spoken, switches it. The work of a short-lived process."""
