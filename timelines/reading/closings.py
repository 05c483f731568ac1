"""Lines with which documents and letters close: they tell nothing, whatever part they stand in."""

from __future__ import annotations

import re

from timelines.reading.plain import plain_words

_LONGEST = 160

_PAPERS = (
    r"(?:report|document|post-?mortem|write-?up|message|transcript|file|page|mail|email|letter|notes|review|"
    r"record|log|summary|analysis|memo)"
)
_WAYS = (
    rf"(?:(?:this is )?the )?ends?(?: of(?: the| this| our)?)?(?: \w{{1,15}}){{0,2}} {_PAPERS}",
    r"(?:the )?end|fin|eof|eom",
    rf"{_PAPERS} (?:ends|end|closed|complete[d]?|concluded|approved)(?: here)?",
    r"(?:document |report )?(?:prepared|written|reviewed|approved|signed|signed off|submitted|compiled) by "
    r".{0,80}",
    r"(?:(?:with )?(?:kind|kindest|best|warm|warmest|many) ?regards|regards|sincerely|yours(?: \w+)?|cheers|"
    r"best wishes|respectfully)(?:[,.!\s].{0,60})?",
    r"(?:many |with )?thank(?:s| you)(?: (?:again|all|everyone|everybody|so much|very much|you))?"
    r"(?: for (?:reading|your (?:patience|understanding|trust|attention|support|time|business))\b.{0,60})?",
    r"(?:for|in case of|if you have) (?:any |further |more |additional )?(?:questions|feedback|concerns)\b"
    r".{0,120}",
    r"(?:once again,? |again,? )?we (?:sincerely |deeply |truly )?(?:apologi[sz]e|regret)\b.{0,120}",
    r"page \d+(?: of \d+| ?/ ?\d+)?",
    r"(?:strictly )?confidential\b.{0,60}|all rights reserved\W?|(?:©|\(c\)|copyright)\b.{0,80}",
)
_CLOSING = re.compile(rf"[\W_]*(?:{'|'.join(_WAYS)})[\W_]*", re.IGNORECASE)


def is_closing(words: str) -> bool:
    """Whether words only close the document: “End of report.”, “Kind regards, …”, “Page 3 of 3”."""
    return len(words) <= _LONGEST and _CLOSING.fullmatch(plain_words(words)) is not None
