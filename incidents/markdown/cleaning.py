"""What HTML may reach a page: an allow-list, applied by nh3 to everything that Markdown made of a text.

Python-Markdown is set up to make nothing else in the first place. This is the second lock on the door.
"""

from __future__ import annotations

import re

import nh3
from pygments.token import STANDARD_TYPES

# fmt: off
BARE_TAGS = {  # what people may write themselves, without attributes
    "b", "br", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "samp", "small", "strong",
    "sub", "sup", "var",
}
TAGS = BARE_TAGS | {
    "a", "blockquote", "code", "div", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "span",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}
# fmt: on
SLOT = "x-slot"  # stands where live data goes; only our own extensions make one, since raw HTML is not read
ID_PREFIX = "p-"  # every id from a text begins with it, so that none can stand in for one of the page's own

ATTRIBUTES = {
    "a": {"href", "title", "class", "id", "aria-label"},
    "code": {"class"},
    "div": {"class", "id", "aria-label"},
    "li": {"class", "id"},
    "ol": {"start", "class"},
    "pre": {"aria-label"},
    "span": {"class"},
    "td": {"class"},
    "th": {"class"},
    "ul": {"class"},
    SLOT: {"n"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
VALUES = {
    "a": {"rel": {"noopener noreferrer nofollow"}},
    "div": {"role": {"group", "note"}, "tabindex": {"0"}},
    "pre": {"role": {"group"}, "tabindex": {"0"}},
    "th": {"scope": {"col", "row"}},
}
CLASSES = {
    "a": {"fn"},
    "div": {"highlight", "footnote", "mn", "scroll-x"},
    "li": {"task-list-item"},
    "span": {*filter(None, STANDARD_TYPES.values()), "box", "box-done", "sr", "hint"},
    "td": {"num"},
    "th": {"num"},
    "ul": {"task-list"},
}
ADDRESS = re.compile(r"(?:https?://[^/\\\s]|mailto:|/(?![/\\])|#)[^\s\\]*", re.IGNORECASE)


def is_safe_address(address: str) -> bool:
    """Whether a link may lead there: the web, mail, this site from its root, or a place on the page.

    No other scheme, nothing without one (“example.com” would be a page of ours), and not “//elsewhere”.
    """
    return address in ("/", "#") or ADDRESS.fullmatch(address) is not None


def clean(html: str) -> str:
    """`html` with only what the lists above name: no script, style, form, frame, image or foreign id."""
    return CLEANER.clean(html)


def _kept(tag: str, name: str, value: str) -> str | None:
    """The value an attribute keeps; None takes it away."""
    if name == "class":
        return " ".join(word for word in value.split() if word in CLASSES.get(tag, ())) or None
    if name == "id":
        return value if value.startswith(ID_PREFIX) else None
    if name == "href":
        return value if is_safe_address(value) else None
    return value


CLEANER = nh3.Cleaner(
    tags={*TAGS, SLOT},
    attributes=ATTRIBUTES,
    tag_attribute_values=VALUES,
    attribute_filter=_kept,
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
    strip_comments=True,
    clean_content_tags={"script", "style"},
)
