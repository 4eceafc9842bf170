"""The people who may enter: their roles, since when, until when and on whose proposal."""
