"""Names of people are looked through in an index that holds all that is asked of it."""

SQL = """
-- A word of two letters is sought in every name. That nobody is erased here, SQLite reads in the row unless it stands
-- in the index too; and so it took the table, ten times as long.
CREATE INDEX person_names ON person (search_key, erased_at) WHERE erased_at IS NULL;
DROP INDEX person_search_key;
"""
