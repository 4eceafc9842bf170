"""The checklist before a shift: signing it, the signed ones, and its points."""
