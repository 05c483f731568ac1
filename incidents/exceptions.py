"""What can go wrong with an incident. Every message can be shown to the person who caused it."""


class IncidentError(Exception):
    """Anything refused here. Nothing was written."""


class StatusUnchanged(IncidentError):
    """Somebody else got there first, or the incident already has this status."""

    def __init__(self, incident):
        super().__init__(
            f"{incident.reference} already is “{incident.get_status_display()}”. Reload to see it."
        )


class WindowEndsBeforeStart(IncidentError):
    def __init__(self, begin, end):
        super().__init__(f"The end ({end}) is before the beginning ({begin}). Correct one of the two.")


class ReasonMissing(IncidentError):
    def __init__(self):
        super().__init__("Say why this action item is declined, so that the next reader need not ask.")


class EditConflict(IncidentError):
    """Somebody saved another version since this person began to write. `newest` is that revision."""

    def __init__(self, newest):
        self.newest = newest
        super().__init__(
            f"Version {newest.number} was saved while you were writing. Both texts are below: choose."
        )


class AlreadyPublished(IncidentError):
    def __init__(self):
        super().__init__("This version is published already. Save a later one to work on it as a draft.")


class NewerVersion(IncidentError):
    """Somebody saved another version since this person read the one to be published."""

    def __init__(self, newest):
        super().__init__(
            f"Version {newest.number} was saved meanwhile and nothing was published. Read it, then publish."
        )


class NothingToPublish(IncidentError):
    def __init__(self):
        super().__init__("There is no text to publish yet. Write the postmortem first.")


class DraftGone(IncidentError):
    """There is nothing to decide about a document being imported any more."""


class DraftStored(DraftGone):
    """It stands in an incident already: somebody pressed twice, or in another tab."""

    def __init__(self, draft):
        self.draft = draft
        super().__init__("This document has been stored already. Here is the incident it stands in.")


class DraftDiscarded(DraftGone):
    def __init__(self, draft):
        self.draft = draft
        super().__init__("This document was discarded meanwhile. Take it back to go on with it.")


class PairChanged(IncidentError):
    """Somebody said something else of two incidents since this person read what was said."""

    def __init__(self, pair):
        self.pair = pair
        both = f"{pair.first.reference} and {pair.second.reference}"
        now = (
            f"called {both} “{pair.get_verdict_display()}”" if pair.verdict else f"took back what {both} were"
        )
        super().__init__(f"Somebody else {now} meanwhile. Nothing was changed: look again, then decide.")
