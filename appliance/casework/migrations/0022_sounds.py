"""Reserved."""

SQL = """
SELECT 1;
"""
