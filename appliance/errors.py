"""The root of every error the product raises by name."""


class SlukhavkaError(Exception):
    """An error with a name; its text is one clear sentence for the person who meets it."""


class SettingsError(SlukhavkaError):
    """A settings file says something the box cannot follow."""
