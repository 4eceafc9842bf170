"""The first run: the community, its settlements, its profile and its administrator."""
