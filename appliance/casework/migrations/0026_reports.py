"""Closed months."""

SQL = """
"""
