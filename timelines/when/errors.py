"""What is raised when words cannot be read as a time."""

SHOWN_CHARACTERS = 60


class UnreadableTime(ValueError):
    """Words that are no time, or more than one.

    `text` is what was given (shortened for showing), `reason` says what is wrong with it as the rest of
    a sentence that begins with the text, `hint` what would be understood. str() is the whole message.
    """

    def __init__(self, text, reason, hint=""):
        self.text = shortened(text)
        self.reason = reason
        self.hint = hint
        message = f"“{self.text}” {reason}."
        super().__init__(f"{message} {hint}" if hint else message)


class UnknownZone(UnreadableTime):
    """A time zone nobody has heard of."""


class AmbiguousZone(UnreadableTime):
    """An abbreviation that several parts of the world use, with nothing to say which is meant.

    `abbreviation` is the letters; `candidates` is a list of (label, zone): a label such as
    "India, +05:30" and the zone to give as `zone` for the same words to be read in that sense.
    """

    def __init__(self, text, abbreviation, candidates):
        self.abbreviation = abbreviation
        self.candidates = list(candidates)
        count = {2: "two", 3: "three", 4: "four"}.get(len(self.candidates), str(len(self.candidates)))
        first_offset = self.candidates[0][0].rpartition(" ")[2]
        labels = "; ".join(label for label, _ in self.candidates)
        super().__init__(
            text,
            f"leaves open which zone is meant: {abbreviation} has {count} meanings ({labels})",
            f"Write the offset instead, such as {first_offset}, or choose a zone.",
        )


def shortened(text):
    """`text` on one line, without control characters, cut to SHOWN_CHARACTERS."""
    head = str(text)[: SHOWN_CHARACTERS * 4]
    line = " ".join("".join(c if c.isprintable() else " " for c in head).split())
    if len(line) > SHOWN_CHARACTERS or len(str(text)) > len(head):
        return line[:SHOWN_CHARACTERS].rstrip() + "…"
    return line
