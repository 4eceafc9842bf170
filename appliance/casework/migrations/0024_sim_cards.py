"""What is known of the SIM cards."""

SQL = """
"""
