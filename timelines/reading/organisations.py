"""Whose incident it is, as the document states it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from timelines.reading.fields import Field, values_of
from timelines.reading.model import BlockKind, Document
from timelines.reading.plain import plain_words

_FIELDS = ("company", "organisation", "organization", "org", "vendor", "provider", "customer name", "site")
_NAME = r"(?P<name>[A-Z0-9][\w.&+-]{1,30}(?:\s(?:[A-Z][\w.&+-]{1,30}|of|for)){0,3})"
_REPORT_FOR = re.compile(rf"(?:Incident|Status|Outage) Reports? (?:for|by|from)\s+{_NAME}\s*$")
_COPYRIGHT = re.compile(
    r"(?:©|\([cC]\)|[Cc]opyright)\s{0,2}(?:©\s?|\([cC]\)\s?)?(?:\d{4}(?:\s?[-–]\s?\d{4})?,?\s)?(?:by\s)?"
    + _NAME
)
_TEAM_WORD = re.compile(r"\s(?:teams?|engineers?|staff)\b")
_TEAM = re.compile(
    rf"(?:\b(?:the|The|from|by)\s|^|[.;:,]\s){_NAME}"
    r"(?:\s(?:engineering|operations|infrastructure|security|platform|reliability|SRE|DevOps|development|"
    r"on-call)){0,2}$",
    re.MULTILINE,
)
_WE_AT = re.compile(
    rf"\b(?:[Ww]e at|[Hh]ere at|At)\s{_NAME},?\s(?:we\b|have\b|our\b)|"
    r"\b[Ww]e,? at\s(?P<other>[A-Z][\w.&-]{1,30})\b"
)
_SUFFERED_WORD = re.compile(
    r"\s(?:experienced|suffered|had|saw|faced|encountered|was affected by)\s(?:\w{1,20}[\s-]){0,6}"
    r"(?:outages?|incidents?|degradation|disruptions?|downtime|failures?|issues?|delays?|breach)\b"
)
_SUFFERED = re.compile(
    rf"(?:^|[,.;:]\s|\b(?:UTC|that|when)\s){_NAME}(?:'s|’s)?(?:\s\w{{1,20}}){{0,4}}$", re.MULTILINE
)
_BEFORE = 120
"""Characters before a word in which a name is looked for."""
_ADDRESS = re.compile(r"https?://(?P<host>[\w.-]{3,100})(?:/(?P<first>[\w.-]{1,60}))?")
_HOUSES = re.compile(
    r"(?P<name>[\w-]{2,40})\.(?:slack|freshdesk|zendesk|atlassian|pagerduty|statuspage|instatus|okta)\."
    r"(?:com|net|io)$"
)
_DOMAIN = re.compile(
    r"(?<![\w@-])(?:[\w-]{1,40}\.){0,3}(?P<name>[a-z][\w-]{2,40})\."
    r"(?:com|org|io|net|dev|ai|app|cloud|co|eu|de)\b"
)
_SUFFIXES = re.compile(r"[-_](?:org|inc|hq|labs?|infra|network|team|io|com|ops|engineering)$", re.IGNORECASE)
_NO_NAMES = frozenset(
    """
    the our we this that these on in at after before support security engineering platform infrastructure
    operations incident response on-call sre devops data network database product customer customers
    software core cloud first second primary same entire whole internal external other responsible all api
    backend frontend storage web mobile it they he she development site service services red blue ops noc soc
    january february march april may june july august september october november december monday tuesday
    wednesday thursday friday saturday sunday utc summary impact timeline status update
    """.split()  # noqa: SIM905
)
_FUNCTION_WORDS = frozenset(
    """
    during while when although though as after before since once until because some many most all several no
    both each every another other others few more less such same any none both either neither one two three
    afterwards meanwhile however overall initially subsequently unfortunately immediately eventually finally
    later then next also additionally furthermore moreover thus therefore hence consequently users customers
    user customer people clients requests engineers we our you your they their it its he she what which who
    where how why today yesterday tomorrow earlier from for with without within by on in at to of and or but
    """.split()  # noqa: SIM905
)
_ARTICLES = frozenset(("the", "our", "this", "that", "in", "at", "after", "before"))
_LEAST_VOTES = 2
_MOST_VOTES = 20
_HEAD_BLOCKS = 12
_LONGEST_TEXT = 60_000
"""Characters that are searched: whoever publishes a write-up names itself near its beginning."""


def find_organisation(document: Document, fields: list[Field], title: str) -> str:
    """The organisation that a document names as its own, or ""."""
    for value in values_of(fields, _FIELDS):
        return value
    return _reported(document) or _voted(document, title)


def _reported(document: Document) -> str:
    """“Incident Report for Example” above the text."""
    for block in document.blocks[:_HEAD_BLOCKS]:
        if block.kind not in (BlockKind.HEADING, BlockKind.PARAGRAPH):
            continue
        for line in block.place.of(document.text)[:400].splitlines():
            if match := _REPORT_FOR.search(plain_words(line)):
                return match["name"]
    return ""


def _voted(document: Document, title: str) -> str:
    """The name that most of the usual ways to speak of oneself agree on."""
    text = document.text
    votes: Counter[str] = Counter()
    start, end = _span(document)
    for pattern in (_COPYRIGHT, _WE_AT):
        for match in pattern.finditer(text, start, end):
            if name := _clean(match["name"] or match.groupdict().get("other") or ""):
                votes[name] += 2
    for word, before, weight in ((_TEAM_WORD, _TEAM, 1), (_SUFFERED_WORD, _SUFFERED, 2)):
        for match in islice(word.finditer(text, start, end), _MOST_VOTES):
            named = before.search(text[max(start, match.start() - _BEFORE) : match.start()])
            if named and (name := _clean(named["name"])):
                votes[name] += weight
    votes = Counter({name: count for name, count in votes.items() if _is_name(name, text[start:end])})
    for name in _housed(text[start:end], title):
        votes[name] += 2
    if not votes:
        return ""
    for name in votes:
        votes[name] += 1 if re.search(rf"\b{re.escape(name)}\b", title, re.IGNORECASE) else 0
    (name, count), *others = votes.most_common(2)
    is_clear = not others or count * 2 > others[0][1] * 3
    return name if count >= _LEAST_VOTES and is_clear else ""


def _span(document: Document) -> tuple[int, int]:
    if not document.blocks:
        return 0, 0
    start = document.blocks[0].whole.start
    return start, min(document.blocks[-1].whole.end, start + _LONGEST_TEXT)


def _clean(name: str) -> str:
    words = name.strip(" .,").split()
    while words and words[0].lower() in _ARTICLES:
        words = words[1:]
    while words and words[-1].lower() in ("inc", "inc.", "of", "for"):
        words = words[:-1]
    if any(word.lower() in _NO_NAMES for word in words):
        return ""
    joined = " ".join(words)
    is_initials = joined.isupper() and len(joined) < 5
    has_letters = sum(map(str.isalpha, joined)) > 1
    return joined if has_letters and not is_initials else ""


def _is_name(name: str, text: str) -> bool:
    """Whether a word is a name, not merely the first of a sentence: large within one, or odd in itself."""
    if name.lower() in _FUNCTION_WORDS:
        return False
    if not (name[1:].isalpha() and name[1:].islower()):
        return True
    return re.search(rf"[a-z0-9,(] {re.escape(name)}\b", text) is not None


def _housed(text: str, title: str) -> Iterator[str]:
    """Names in the addresses of rooms that an organisation rents, and of repositories it often links to."""
    owners: Counter[str] = Counter()
    houses: set[str] = set()
    for match in _ADDRESS.finditer(text):
        host = match["host"].lower()
        if house := _HOUSES.match(host):
            houses.add(house["name"])
        elif host in ("github.com", "gitlab.com") and match["first"]:
            owners[match["first"]] += 1
    total = sum(owners.values())
    for owner, count in owners.most_common(1):
        name = _SUFFIXES.sub("", owner)
        is_titled = re.search(rf"\b{re.escape(name)}\b", title, re.IGNORECASE) is not None
        if (count > 1 or is_titled) and count * 2 > total and (written := _as_written(text, name)):
            yield written
    for match in _DOMAIN.finditer(title):
        written = _as_written(text, match["name"])
        if written[:1].isupper():
            yield written
    for house in sorted(houses):
        if len(houses) == 1 and house not in ("app", "www", "status", "join"):
            yield _as_written(text, house) or house


def _as_written(text: str, name: str) -> str:
    """The name as prose writes it, outside addresses; "" where it does not."""
    pattern = rf"(?<![\w/.@#-]){re.escape(name)}(?![\w/-]|\.\w)"
    found = [match[0] for match in re.finditer(pattern, text, re.IGNORECASE)]
    return next((words for words in found if not words.islower()), found[0] if found else "")
