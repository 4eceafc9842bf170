"""The editor of the menu: its tree, its nodes and texts, its revisions."""
