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


class WordError(IncidentError):
    """Something about the vocabulary that cannot be done."""


class WordChanged(WordError):
    """Somebody else was faster. `word` is as it is now."""

    def __init__(self, word):
        self.word = word
        now = f"merged into “{word.merged_into}”" if word.merged_into_id else f"{word.get_state_display()}"
        super().__init__(
            f"The {word.kind} “{word.name}” is {now} by now: somebody changed it meanwhile."
            " Look at it, then choose."
        )


class WordBusy(WordError):
    def __init__(self):
        super().__init__("Others are using this word at this very moment. Nothing was changed; try again.")


class NameTaken(WordError):
    """Another word has this name, or its address. `word` is that one."""

    def __init__(self, word):
        self.word = word
        super().__init__(f"There is a {word.kind} “{word.name}” already. Use that, or choose another name.")


class NameWasOnce(WordError):
    """Another word had this name: `former` says when, `word` which."""

    def __init__(self, former):
        self.former = former
        self.word = word = former.word
        super().__init__(
            f"“{former.name}” is what the {word.kind} “{word.name}” was called before, and leads to it. "
            "Use that, or choose another name."
        )


class NoWordToMerge(WordError):
    """The two words cannot become one."""
