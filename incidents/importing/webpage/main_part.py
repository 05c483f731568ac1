"""The part of a page that tells something: without navigation, cookie notices, sharing and related pages.

Rather a line too much than one too few: who reads sees the text, and the reader takes only what it knows.
"""

from __future__ import annotations

from incidents.importing.webpage.tree import Element

NEVER_TOLD = frozenset({"form", "button", "input", "menu"})
ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alertdialog",
                   "menu", "menubar", "toolbar", "tablist"})  # fmt: skip
BESIDE = frozenset(
    {"cookie", "cookies", "consent", "gdpr", "newsletter", "breadcrumb", "breadcrumbs", "share", "sharing",
     "social", "subscribe", "subscription", "related", "comments", "disqus", "sidebar", "navbar",
     "pagination", "pager", "toast", "popover", "modal", "tooltip", "advert", "promo", "skip", "headerlink",
     "toolbar", "dropdown"}
)  # fmt: skip
MAIN_NAMES = frozenset(
    {"post-content", "entry-content", "article-content", "markdown-body", "article-body", "post-body",
     "wiki-content", "article__content"}
)  # fmt: skip
BOXES = frozenset({"div", "section", "article", "main", "form", "center", "span"})  # that hold parts of pages
BESIDE_SHARE = 0.3  # of the letters of the page: what has more of them is not beside the point
LINKED_SHARE = 0.6  # of the letters of a list or block: what has more of them leads elsewhere
MAIN_SHARE = 0.5  # of the letters of the body that `<main>` or `<article>` must have
DOWN_SHARE = 0.85  # of the letters of an element: a child with so many of them is as good


def main_part(body: Element) -> Element:
    """The element of the page whose words count; what is beside the point is taken out of it."""
    _prune(body, body.letters or 1, is_inside=False)
    _measure_again(body)
    chosen = _marked(body) or body
    while chosen.elements and not _own_letters(chosen):
        best = max(chosen.elements, key=lambda each: each.letters)
        if best.letters < DOWN_SHARE * chosen.letters or best.tag not in BOXES:
            break
        if _has_heading(chosen, but=best):
            break
        chosen = best
    return chosen


def _marked(body: Element) -> Element | None:
    """The part that the page itself marks as its content, if it has most of the words."""
    articles = [
        each
        for each in body.walk()
        if each.tag == "article" or each.attributes.get("itemprop") == "articleBody"
    ]
    mains = [
        each
        for each in body.walk()
        if each.tag == "main"
        or each.attributes.get("role") == "main"
        or set(each.attributes.get("class", "").lower().split()) & MAIN_NAMES
    ]
    enough = MAIN_SHARE * body.letters
    for found in (articles, mains):
        best = max(found, key=lambda each: each.letters, default=None)
        if best is not None and best.letters >= enough:
            return best
    return None


def _prune(element: Element, total: int, *, is_inside: bool) -> None:
    """Take out what is beside the point. `is_inside`: the element stands in an article or a main part."""
    is_inside = is_inside or element.tag in ("article", "main") or element.attributes.get("role") == "main"
    kept: list[Element | str] = []
    for each in element.inside:
        if isinstance(each, str):
            kept.append(each)
        elif not _is_beside(each, total, is_inside):
            _prune(each, total, is_inside=is_inside)
            kept.append(each)
    element.inside = kept


def _is_beside(element: Element, total: int, is_inside: bool) -> bool:
    is_small = element.letters <= BESIDE_SHARE * total
    if element.tag in ("nav", "dialog", "noscript"):
        return True
    if element.tag == "aside" and not is_inside:
        return is_small
    if element.tag in NEVER_TOLD or element.attributes.get("role") in ROLES:
        return is_small and not _is_box(element)
    if element.tag in ("header", "footer") and not is_inside:
        return is_small and not _has_heading(element)
    if is_small and element.names & BESIDE and not _has_heading(element):
        return True
    return is_small and not is_inside and _leads_elsewhere(element)


def _is_box(element: Element) -> bool:
    """A box to tick: “[x]” in a list of things to do."""
    return element.tag == "input" and element.attributes.get("type") == "checkbox"


def _leads_elsewhere(element: Element) -> bool:
    """Whether it is a list or block of links: navigation, tags, related pages."""
    if element.tag not in ("ul", "ol", "div", "section", "table") or element.linked < 60:
        return False
    links = [each for each in element.walk() if each.tag == "a" and each.letters]
    short = sum(each.letters < 80 for each in links)
    return len(links) >= 4 and short == len(links) and element.linked > LINKED_SHARE * element.letters


def _has_heading(element: Element, but: Element | None = None) -> bool:
    """Whether the heading of the page stands in it, outside of `but`."""
    stack = [element]
    while stack:
        each = stack.pop()
        if each is but:
            continue
        if each.tag == "h1" and each.letters:
            return True
        stack += each.elements
    return False


def _own_letters(element: Element) -> bool:
    return any(isinstance(each, str) and each.strip() for each in element.inside)


def _measure_again(body: Element) -> None:
    for element in reversed(list(body.walk())):
        own = sum(len(each.strip()) for each in element.inside if isinstance(each, str))
        element.letters = own + sum(each.letters for each in element.elements)
