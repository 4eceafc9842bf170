"""The community: its name and telephones as they are printed, its settlements, its profile and switches."""
