"""Reports of a month: seen, taken as files, closed."""
