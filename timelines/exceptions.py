"""What can go wrong on a timeline. Every message can be shown to the person who caused it."""


class TimelineError(Exception):
    """Anything refused here. Nothing was written."""


class EndsBeforeStart(TimelineError):
    """A stretch certainly ends before it begins."""

    def __init__(self, begin, end):
        super().__init__(f"The end ({end}) is before the beginning ({begin}). Correct one of the two.")


class MilestoneTaken(TimelineError):
    """Another event of the incident already carries this milestone."""

    def __init__(self, kind, event):
        self.kind = kind
        self.event = event
        super().__init__(
            f"“{kind}” is already on the event at {event.happened}. "
            "Take it off there first, or choose to move it."
        )


class AlreadyChanged(TimelineError):
    """Somebody else corrected or withdrew the event since this person read it."""

    def __init__(self, event):
        self.event = event
        super().__init__(
            "Somebody else has changed this event since you opened it. Compare, then save again."
        )


class QuoteNotFound(TimelineError):
    """The words do not stand in the source, letter for letter."""

    def __init__(self, words, source):
        shown = words if len(words) <= 80 else f"{words[:80]}…"
        super().__init__(
            f"“{shown}” does not stand in “{source.title}”. A quote is copied letter for letter."
        )
