"""Months written to a stick."""

SQL = """
"""
