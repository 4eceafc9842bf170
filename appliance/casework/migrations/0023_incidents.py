"""Incidents, self-tests and maintenance."""

SQL = """
"""
