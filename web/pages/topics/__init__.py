"""The topics of appeals and the answers at hand."""
