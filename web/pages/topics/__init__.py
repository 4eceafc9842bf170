"""The topics of appeals, and which answers stand under each."""
