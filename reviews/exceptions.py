"""What can be wrong with what was asked of a review."""


class UnreadableWeek(ValueError):
    """Words that name no ISO week, or no time zone to begin it in.

    `field` is "week" or "zone", whichever is wrong; str() says what is wrong with it and what would be
    understood.
    """

    def __init__(self, message: str, *, field: str):
        self.field = field
        super().__init__(message)
