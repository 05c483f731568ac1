"""What HTML may reach a page: an allow-list, applied by nh3 to everything that Markdown made of a text."""

from __future__ import annotations

import nh3

TAGS = {
    *(
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "code",
        "dd",
        "del",
        "details",
        "div",
        "dl",
        "dt",
        "em",
        "h1",
        "h2",
    ),
    *(
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "ins",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "samp",
        "small",
    ),
    *(
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "var",
    ),
    "input",  # the boxes of task lists; filtered to disabled check boxes below
}
ATTRIBUTES = {
    "a": {"href", "title", "class", "id"},
    "abbr": {"title"},
    "code": {"class"},
    "details": {"open"},
    "div": {"class"},
    "h1": {"id"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "h5": {"id"},
    "h6": {"id"},
    "input": {"type", "checked", "disabled"},
    "li": {"class", "id"},
    "ol": {"start", "class"},
    "span": {"class"},
    "sup": {"id"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ul": {"class"},
}
SCHEMES = {"http", "https", "mailto"}
CLASSES = {"highlight", "footnote", "footnote-ref", "footnote-backref", "task-list", "task-list-item", "ref"}
CODE_CLASS_LENGTH = 3  # Pygments' short names: “k”, “nf”, “gd”
ID_PREFIX = "p-"  # every id from a text begins with it, so that none can stand in for one of the page's own


def clean(html: str) -> str:
    """`html` with only what the lists above name: no script, style, form, frame, image or foreign id."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_kept,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
        clean_content_tags={"script", "style"},
    )


def _kept(tag: str, name: str, value: str) -> str | None:
    """The value an attribute keeps; None takes it away."""
    if name == "class":
        return " ".join(word for word in value.split() if _class_kept(tag, word)) or None
    if name == "id":
        return value if value.startswith(ID_PREFIX) else f"{ID_PREFIX}{value}"
    if name == "href" and value.startswith(("#fn:", "#fnref:")):
        return f"#{ID_PREFIX}{value[1:]}"
    if tag == "input" and name == "type":
        return "checkbox"
    return value


def _class_kept(tag: str, word: str) -> bool:
    return word in CLASSES or (tag == "span" and len(word) <= CODE_CLASS_LENGTH and word.isalnum())
