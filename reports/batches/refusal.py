"""Why an item cannot be made."""


class Unmakeable(Exception):
    """Its text is what people read."""
