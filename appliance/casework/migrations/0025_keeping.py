"""Copies, retention and its acts."""

SQL = """
"""
