"""What the words of an action item say besides the deed: state, owner, due date, ticket."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import date

from timelines.reading.cues import words_in
from timelines.reading.deeds import VERBS, is_base
from timelines.reading.plain import plain

OPEN, IN_PROGRESS, DONE, DECLINED = "open", "in-progress", "done", "declined"


@dataclass(frozen=True, slots=True)
class Details:
    """What was found, and the deed without it. state: "" where the words say nothing."""

    text: str
    state: str = ""
    owner: str = ""
    due_words: str = ""
    due: date | None = None
    ticket: str = ""


def details_of(words: str, small: Container[str] = ()) -> Details:
    """Read an item as written, marks and all.

    `small`: words that the document writes in small letters; these are no names.
    """
    ticket = ticket_in(words)
    struck = _STRUCK.match(words.strip())
    state = (DONE if struck else "") or state_in(words)
    shown = _LED_BY_KEY.sub("", plain(_LINKED_TICKET.sub("", _TITLE_LINE.sub(r"\1: ", words))))
    tail, shown = _tail(shown)
    owner, shown = _owner(shown, small)
    due_words, shown = _due(shown)
    state, owner, due_words = state or tail[0], owner or tail[1], due_words or tail[2]
    shown = _STATE_ASIDE.sub("", _STATE_MARK.sub("", shown))
    shown = _BARE_ADDRESS.sub("", shown)
    return Details(_tidy(shown), state, owner, due_words, day_in(due_words), ticket)


def _tidy(words: str) -> str:
    """Without what the details left behind; of a long text the first sentences."""
    words = re.sub(r"\(\s{0,5}[,;:]?\s{0,5}\)|\[\s{0,5}\]", "", words)
    words = _NAMES_LEFT.sub("", words)
    words = re.sub(r"\s+([.,;:!?])", r"\1", re.sub(r"\s+", " ", words)).strip()
    words = words.strip(" -–—|:;,").removesuffix("Related to.").strip()
    cut = _SENTENCE_END.search(words, _ENOUGH) if len(words) > _LONG else None
    return words[: cut.start() + 1] if cut else words


_NAMES_LEFT = re.compile(r"\s*[(\[]@[\w-]{1,39}(?:,? (?:and )?@[\w-]{1,39}){0,5}[\s,;]{0,3}$")
"""An aside that named the owners, after the rest of it was taken out: “ (@mira, ”."""

_LONG, _ENOUGH = 200, 40  # characters: of a text that is cut, and what is kept at least
_SENTENCE_END = re.compile(r"[.!?](?=\s[A-Z(])")
_TITLE_LINE = re.compile(r"\A(\s{0,9}(?:\*\*|__)[^*\n]{2,120}?):?(?:\*\*|__):?[ \t]{0,9}\n(?=\s{0,9}\S)")


def _tail(shown: str) -> tuple[tuple[str, str, str], str]:
    """State, owner and due date after dashes behind the deed: “Add alerts - Mira - 2023-04-01 - done”."""
    pieces = _DASH.split(shown)
    state = owner = due = ""
    while len(pieces) > 1:
        piece = pieces[-1].strip(" .*_")
        if not state and _WHOLE_STATE.match(piece):
            state = state_of(piece)
        elif not due and _WHOLE_DUE.match(piece):
            due = _BEFORE_DUE.sub("", piece)
        elif not owner and _names_somebody(piece) and (state or due or _is_detail(pieces[-2])):
            owner = piece
        else:
            break
        pieces.pop()
    return (state, owner, due), " - ".join(pieces) if state or owner or due else shown


def _is_detail(piece: str) -> bool:
    piece = piece.strip(" .*_")
    return bool(_WHOLE_STATE.match(piece) or _WHOLE_DUE.match(piece))


def _names_somebody(piece: str) -> bool:
    return bool(_WHOLE_NAME.match(piece)) and not is_base(piece.split()[0].lower())


# State

_BOX = re.compile(r"\[(?P<box>[ xX✓✔~/-]?)\]")
_STRUCK = re.compile(r"~~.{3,2000}~~\W{0,3}\Z", re.DOTALL)
_STATE_MARK = re.compile(r"^\W{0,4}[✅☑✔✓❌🚧⏳🔄⬜️\ufe0f]{1,2}\s*|\s*[✅☑✔✓🚧⏳]\ufe0f?\W{0,3}$")
_DONE_MARK = re.compile(r"^\W{0,4}[✅☑✔✓]|[✅☑✔✓]\ufe0f?\W{0,3}$")
_STATE_WORDS = (
    (
        DECLINED,
        re.compile(
            r"^\W{0,3}(?:declined|rejected|won'?t (?:do|fix)|wontfix|will not (?:do|fix)|not (?:planned|"
            r"doing)|cancell?ed|"
            r"abandoned|dropped|skipped|obsolete|no longer (?:needed|planned))\b",
            re.IGNORECASE,
        ),
    ),
    (
        IN_PROGRESS,
        re.compile(
            r"^\W{0,3}(?:in[ -]?progress|wip\b|ongoing|on-going|started|underway|under way|doing|in review|"
            r"in flight|active|partial(?:ly)?|in development|being (?:worked|implemented))",
            re.IGNORECASE,
        ),
    ),
    (
        OPEN,
        re.compile(
            r"^\W{0,3}(?:to[ -]?do|open|not (?:started|done|yet)|planned|pending|backlog|new|no\b|proposed|"
            r"scheduled|queued|unstarted|incomplete)",
            re.IGNORECASE,
        ),
    ),
    (
        DONE,
        re.compile(
            r"^\W{0,3}(?:done|complete[d]?|finished|implemented|fixed|resolved|closed|merged|shipped|"
            r"deployed|released|"
            r"live|yes\b|100 ?%|delivered|already (?:done|in place)|[✅☑✔✓]|x\b)",
            re.IGNORECASE,
        ),
    ),
)
_STATE_ASIDE = re.compile(
    r"\s*[(\[](?:status: ?)?(?:done|complete[d]?|finished|implemented|fixed|in[ -]progress|wip|to ?do|open|"
    r"planned|ongoing|declined|won'?t (?:do|fix)|cancell?ed)[^()\[\]]{0,30}[)\]]|(?:[-–—:]\s*|\bstatus:\s*|"
    r"^)\b(?:DONE|WIP|TODO)\b[:\s]*|\s*[-–—]\s*(?:done|completed?|in progress)\W{0,2}$",
    re.IGNORECASE,
)


def state_of(words: str) -> str:
    """What a cell or a mark says of the state, “” for nothing."""
    return next((state for state, reader in _STATE_WORDS if reader.match(words)), "")


def state_of_mark(mark: str) -> str:
    """What the box before an item says."""
    found = _BOX.search(mark)
    if not found:
        return ""
    box = found["box"].lower()
    return OPEN if box in ("", " ") else DONE if box in "x✓✔" else IN_PROGRESS


def state_in(words: str) -> str:
    """What an item says of its own state."""
    box = state_of_mark(words[:8])
    if box:
        return box
    if _DONE_MARK.search(words.strip()):
        return DONE
    aside = _STATE_ASIDE.search(words)
    if not aside:
        return ""
    return state_of(re.sub(r"^\W*(?:status:)?\W*", "", aside.group(), flags=re.IGNORECASE))


# Owner

_NAME = r"@?[A-Z\u00c0-\u017f][\w.'’&/-]{0,30}(?: (?:[A-Z\u00c0-\u017f][\w.'’&/-]{0,30}|team|and|&)){0,4}"
_OWNER_SAID = re.compile(
    r"[(\[{]?\b(?:action )?(?:owners?|assignees?|assigned to|responsible|dri|lead|poc|team|who)"
    r"\s?(?::|=|–|—)\s*(?P<owner>[^()\[\]{},;.|]{1,60}?)"
    r"(?=\s*(?:[)\]},;.|]|$|\s[-–—]\s|\b(?:due|eta|deadline|status|ticket|by)\b))[)\]}.]?"
    r"|[(\[]\s?(?:assigned to|owned by|owner)\s+(?P<assigned>[^()\[\]]{1,60}?)\s?[)\]]",
    re.IGNORECASE,
)
_NAME_DUE = re.compile(
    r"[(\[](?P<owner>[^()\[\],]{2,40}),\s(?:due |by |to |till |until |before ){1,2}"
    r"(?P<due>[^()\[\],]{3,30})[)\]]"
)
"""“(Mira, by 14 March)”."""

_AT_NAME = re.compile(r"(?<![\w@/.])@[A-Za-z][\w-]{0,38}(?![\w/@])")
_NAME_TO = re.compile(
    r"^\W{0,3}(?P<owner>(?:[Tt]he )?" + _NAME + r")\s(?:to|will|should)\s(?P<verb>[a-z-]{2,20})"
)
_NO_NAMES = words_in(
    "we they it i you this that these those there need needs ability plan way ways tools tool tooling",
    "process how what when where which who something someone anyone everything nothing system mechanism",
    "alert work time effort attempt option steps step in as try want ought due next",
)


def _owner(shown: str, small: Container[str]) -> tuple[str, str]:
    """Whose it is, as written, and the words without that where it is an aside."""
    said = _OWNER_SAID.search(shown)
    if said:
        owner = (said["owner"] or said["assigned"] or "").strip(" *_")
        return owner, shown[: said.start()] + shown[said.end() :]
    named = _NAME_DUE.search(shown)
    if named and _names_somebody(named["owner"]):
        return named["owner"], f"{shown[: named.start()]}({named['due']}){shown[named.end() :]}"
    names = _AT_NAME.findall(shown)
    if names:
        rest = re.sub(r"[(\[]\s?@[\w-]{1,39}(?:,? (?:and )?@[\w-]{1,39}){0,5}\s?[)\]]", "", shown)
        rest = re.sub(r"\s[-–—]\s@[\w-]{1,39}\s*$", "", rest)
        return ", ".join(names), rest
    named = _NAME_TO.match(shown)
    if named and is_base(named["verb"]) and _is_name(named["owner"], small):
        return named["owner"], shown
    return "", shown


def _is_name(words: str, small: Container[str]) -> bool:
    """Whether words that stand before “to fix …” name a person or a team."""
    if words.lower().endswith((" team", " squad", " group")):
        return True
    first = words.split()[0]
    low = first.lower()
    if low in _NO_NAMES or low in VERBS or low == "the" or low.endswith("s"):
        return False
    return low not in small


# Due

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DAY = (
    rf"(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}(?:,? \d{{4}})?|"
    rf"{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}|{_MONTH} "
    rf"\d{{4}})"
)
_STRETCH = (
    rf"(?:(?:early |mid[- ]?|late |(?:the )?(?:end|beginning|start|middle) of (?:the |this |next "
    rf")?)?(?:Q[1-4](?:[ /'’-]{{0,2}}(?:FY)?\d{{2,4}})?|H[12](?: \d{{4}})?|(?:FY)?20\d\d[ -]?Q[1-4]|(?:the "
    rf"|this |next |current |coming )?(?:week|month|quarter|year|sprint|half)|{_MONTH}(?: \d{{4}})?|20\d\d|"
    rf"(?:mon|tues|wednes|thurs|fri)day))"
)
_DUE_SAID = re.compile(
    rf"[(\[]?\b(?:due(?: date)?|eta|deadline|target(?: date)?|expected|by when|complet(?:e|ion)(?: date| "
    rf"by))\s?(?::|=|–|—|by|on|in)?\s*(?P<said>(?:by |on |in )?(?:{_DAY}|{_STRETCH}|asap|tbd))[)\].]?|"
    rf"[(\[]\s?(?:by |before |until |in )?(?P<aside>{_DAY}|{_STRETCH})\s?[)\]]|\b(?:by|before|until|till|no "
    rf"later than)\s(?P<by>{_DAY}|(?:the )?(?:end|start|middle) of {_STRETCH}|Q[1-4](?: \d{{4}})?|"
    rf"{_STRETCH})(?![\w-])|\b(?:in|during|for)\s(?P<during>Q[1-4](?: \d{{4}})?)(?!\w)",
    re.IGNORECASE,
)
_ISO_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_FIRST = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?({_MONTH})(?:,? (\d{{4}}))?", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"({_MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?(?:,? (\d{{4}}))?(?!\d)", re.IGNORECASE)


def _due(shown: str) -> tuple[str, str]:
    found = _DUE_SAID.search(shown)
    if not found:
        return "", shown
    due = next(group for group in found.groups() if group)
    is_aside = found["said"] is not None or found["aside"] is not None
    return due.strip(), shown[: found.start()] + shown[found.end() :] if is_aside else shown


def day_in(words: str, after: date | None = None) -> date | None:
    """The day that these words name; None for no day.

    Without a year it is the first such day from `after` on, and none where nobody says from when.
    """
    try:
        if found := _ISO_DAY.search(words):
            return date(*map(int, found.groups()))
        if found := _DAY_FIRST.search(words):
            return _day(found[3], found[2], found[1], after)
        if found := _MONTH_FIRST.search(words):
            return _day(found[3], found[1], found[2], after)
    except ValueError:  # the 31st of June
        return None
    return None


def _day(year: str | None, month: str, day: str, after: date | None) -> date | None:
    number = _MONTHS.index(month[:3].lower()) + 1
    if year:
        return date(int(year), number, int(day))
    if after is None:
        return None
    said = date(after.year, number, int(day))
    return said if said >= after else date(after.year + 1, number, int(day))


_DASH = re.compile(r"\s(?:[-–—|]|->|=>)\s|;\s")
_WHOLE_STATE = re.compile(
    r"(?:status:? )?(?:done|completed?|finished|fixed|open|to ?do|in[ -]progress|wip|ongoing|pending|planned|"
    r"not started|"
    r"declined|won'?t (?:do|fix)|cancell?ed|closed|merged|deployed)\Z",
    re.IGNORECASE,
)
_BEFORE_DUE = re.compile(
    r"^(?:due(?: date)?|eta|by|until|till|before|target|deadline)\s?:?\s?", re.IGNORECASE
)
_WHOLE_DUE = re.compile(
    rf"(?:(?:due(?: date)?|eta|by|until|till|before|target|deadline)\s?:?\s?)?(?:{_DAY}|{_STRETCH})\Z",
    re.IGNORECASE,
)
_WHOLE_NAME = re.compile(
    r"@?[A-Z\u00c0-\u017f][\w.'’-]{1,20}(?: (?:[A-Z\u00c0-\u017f][\w.'’-]{0,20}|"
    r"team)){0,2}\Z"
)

# Ticket

_TRACKER = re.compile(
    r"https?://[^\s()<>\[\]]{1,200}(?:/issues?/|/pull/|/pulls/|/merge_requests/|/browse/|/tickets?/|"
    r"/tasks?/|/bugs?/|/-/|/T\d|/cards?/|/c/|/story/|/projects?/|/commit/|show_bug)[^\s()<>\[\]]{0,200}",
    re.IGNORECASE,
)
_KEY = re.compile(
    r"(?<![\w/.-])(?!UTF|SHA|CVE|SEV|ISO|HTTP|IPV|MD5|RFC|PM20|COVID|BASE|AES|"
    r"X-)[A-Z][A-Z0-9]{1,9}-\d{1,6}(?![\w-])"
)
_LED_BY_KEY = re.compile(r"\A\s{0,5}[\[(]?[A-Z][A-Z0-9]{1,9}-\d{1,6}[\])]?\s{0,3}[:–—-]?\s{1,3}(?=\w)")
_HASH = re.compile(r"(?<![\w/&#])(?:[\w.-]{1,40}/[\w.-]{1,40})?#\d{1,7}(?!\w)")
_ANY_LINK = re.compile(r"https?://[^\s()<>\[\]]{4,400}")
_BARE_ADDRESS = re.compile(r"\s*[(\[<]?https?://[^\s()<>\[\]]{4,400}[)\]>]?")
_LINKED_TICKET = re.compile(
    r"[(\[]?\[(?:issue|pr|ticket|pull request|jira|bug|link|tracking issue|github issue|tracked|tracker|#\d+|"
    r"[A-Z][A-Z0-9]{1,9}-\d{1,6})s?[^\[\]]{0,30}\]\([^()\s]{1,400}\)[)\]]?",
    re.IGNORECASE,
)


def ticket_in(words: str) -> str:
    """The issue, pull request or task that an item points at: its address, else its number; “” for none."""
    for reader in (_TRACKER, _KEY, _HASH):
        found = reader.search(words)
        if found:
            return found.group().rstrip(".,;:")
    return ""


def link_in(words: str) -> str:
    """A ticket, or else any address: for a column that holds nothing but tickets."""
    found = ticket_in(words)
    if found:
        return found
    address = _ANY_LINK.search(words)
    return address.group().rstrip(".,;:") if address else plain(words)
