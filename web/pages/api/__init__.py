"""The API: the data of the console for programs of the community."""
