"""What a single line looks like: heading, list item, rule, table row, image.

All patterns are bounded, or of one set of characters: a line costs what it is long.
"""

from __future__ import annotations

import re

# Headings

HASHES = re.compile(r"(?P<marks>#{1,6})(?P<gap>[ \t]+|(?=[^#\s\d!]))(?P<text>.*)", re.DOTALL)
UNDERLINE = re.compile(r"(?:={2,}|-{3,}|~{4,}|\^{4,})")
WIKI = re.compile(r"(?P<marks>={2,6})\s{0,3}(?P<text>[^=\n]{1,200}?)\s{0,3}={2,6}")
NAMED_LEVEL = re.compile(r"[Hh](?P<level>[1-6])[:.]\s{1,4}(?=\S)")
HTML_HEADING = re.compile(
    r"<h(?P<level>[1-6])(?:\s[^<>]{0,300})?>(?P<text>[^<>]{0,300})(?:</h[1-6]>)?", re.IGNORECASE
)
BOLD_LINE = re.compile(
    r"(?P<marks>\*\*|__)(?P<text>[^*_\n]{1,120}(?:_[^*_\n]{1,60}){0,5})(?P=marks)\s{0,2}(?P<colon>:?)"
)
BRACKETED = re.compile(r"\[[^\[\]()]{2,60}\]:?")
_SECTION_ADJECTIVES = (
    r"(?:(?:executive|incident|issue|technical|event|full|detailed|brief|high[- ]level|post|preliminary|"
    r"initial|customer|business|user)\s){0,2}"
)
SECTION_WORDS = re.compile(
    _SECTION_ADJECTIVES + r"(?:summary|overview|background|introduction|context|timeline|chronology|impact|"
    r"scope|root[- ]causes?|causes?|trigger|contributing|detection|response|resolution|recovery|mitigation|"
    r"remediation|corrective|preventa?tive|prevention|action items?|actions?|follow[- ]?ups?|next steps?|"
    r"lessons?|what (?:happened|went|worked|didn|we|is|was|are)|where we got lucky|how (?:we|did|it)|"
    r"why (?:did|it|we)|conclusion|appendix|analysis|future|supporting|tl;?dr|status|glossary|participants|"
    r"attendees|affected|the (?:setup|event|fix|challenge|root cause|problem|incident|outage)|"
    r"lead-?up|fault|five whys|5 whys|backlog check|recurrence|investigation|improvements?|takeaways|"
    r"retrospective|blast radius|abstract|details|description|"
    r"discussion|references|postmortem|updates?)\b",
    re.IGNORECASE,
)

# Lists

ITEM = re.compile(
    r"(?P<mark>[-*+•·‣◦▪●○■–—]|\d{1,3}[.)]|[a-zA-Z][.)]|\(\d{1,2}\)|\([a-z]\))(?P<gap>[ \t]+)"
    r"(?:(?P<box>\[[ xX✓✔~-]?\])[ \t]+)?"
)
BOX = re.compile(r"(?P<box>\[[ xX✓✔]\]|[☐☑☒✅✔✗❌⬜])[ \t]+")
EMPTY_ITEM = re.compile(r"(?:[-*+•]|\d{1,3}[.)])(?:\s\[[ xX]?\])?")
HTML_ITEM = re.compile(
    r"<li(?:\s[^<>]{0,300})?>(?P<text>[^<>].{0,4000}?)(?:</li>)?", re.IGNORECASE | re.DOTALL
)

# What says nothing

RULE = re.compile(r"(?:[-_*=~+#.\\/|:\s\u2500-\u257f]|&nbsp;)+")
IMAGE = re.compile(
    r"(?:\[?!\[[^\[\]]{0,500}\]\s?[(\[][^()\[\]]{0,2000}[)\]](?:\]\([^()\s]{0,2000}\))?[\s*_]{0,4})+"
)
DEFINITION = re.compile(r"\[[^\[\]^]{1,100}\]:\s{1,8}<?(?:https?:|#|/|mailto:)")
HTML_SUMMARY = re.compile(
    r"<summary(?:\s[^<>]{0,300})?>(?:<[a-z0-9]{1,10}>){0,3}(?P<text>[^<>]{1,200})<", re.IGNORECASE
)
HTML_PARAGRAPH = re.compile(
    r"<(?P<tag>p|div)(?:\s[^<>]{0,300})?>(?:<(?P<bold>b|strong)>)?(?P<text>[^<>].*?)"
    r"(?(bold)</(?P=bold)>:?)</(?P=tag)>",
    re.IGNORECASE,
)
TAG_LINE = re.compile(r"(?:</?[a-zA-Z][a-zA-Z0-9-]{0,20}(?:\s[^<>]{0,2000})?/?>\s*)+")
TEMPLATE = re.compile(
    r"\{%.{0,2000}%\}|\{\{[<%].{0,2000}[>%]\}\}|:{3,}.{0,80}|!!!? .{0,80}|\.\. [a-z]{2,20}::.{0,200}|"
    r"\[\[?_?TOC_?\]?\]|\{:.{0,200}\}",
    re.IGNORECASE,
)
CONTENTS_TITLE = re.compile(r"(?:table of )?contents:?", re.IGNORECASE)
CONTENTS_ITEM = re.compile(r"(?:[-*+]|\d{1,2}[.)])\s{1,4}\[[^\[\]]{1,200}\]\(#[^()\s]{0,300}\)")

# Tables and code

TABLE_RULE = re.compile(r"[|+:\s=-]+")
ROW_BAR = re.compile(r"(?<!\\)[|│]")
COMMAND = re.compile(r"\$\s{1,2}[\w./~-]|(?:[\w.-]{1,40}@[\w.-]{1,40}[:~ ].{0,40}|root)[$#]\s\S")
YAML_LINE = re.compile(
    r"(?:-\s)?[a-z][A-Za-z0-9_.-]{0,40}:(?:\s\S{1,80}(?:\s{1,4}#.{0,200})?)?|-\s[\w./=-]{1,60}"
)

# Paragraphs

LABELLED = re.compile(r"(?:\*\*|__)[^*_\n]{1,60}(?::(?:\*\*|__)|(?:\*\*|__)\s?:)")
ENTRY = re.compile(
    r"""[~≈*_\[(`]{0,4}(?:
        (?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})\b
        | T\s?[+-]\s?\d
        | \d{1,2}[:h]\d{2}\b
        | \d{1,2}\s?[ap]\.?m\b
        | (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s\d{1,2}\b
        | \d{1,2}(?:st|nd|rd|th)?\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?
            (?:,?\s\d{4})?,?\s(?:at\s)?\d{1,2}[:h]\d{2}\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
"""A line that begins with a time, as those of a timeline do."""

_LONGEST_TITLE = 80
_MOST_BLANKS = 9


def is_short_title(text: str) -> bool:
    """Whether a line could be a title: short, no sentence, begins like one."""
    most = _MOST_BLANKS + 4 if text[-1] == "?" else _MOST_BLANKS
    if len(text) > _LONGEST_TITLE or text[-1] in ".!,;…。" or text.count(" ") > most:
        return False
    first = text.lstrip("*_[(“\"'")[:1]
    return first.isupper() or first.isdigit() or not first.isascii()


def is_section_title(text: str) -> bool:
    """Whether a short line begins as the usual headings of a write-up do: “Timeline (all times UTC)”."""
    return len(text) <= _LONGEST_TITLE and SECTION_WORDS.match(text) is not None
