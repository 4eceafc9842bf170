"""Human recordings of prompts: a recording wins over speech of the same name. See `inbox` for the way in."""
