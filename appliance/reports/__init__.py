"""Reports: what came of a month, gathered from the register (`kinds/`), drawn in four forms (`outputs/`)."""
