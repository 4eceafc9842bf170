"""The switch and the lamps."""

SQL = """
"""
