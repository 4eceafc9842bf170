"""The clauses of the regulations, and which of the 189 rows built on them have a passing test."""
