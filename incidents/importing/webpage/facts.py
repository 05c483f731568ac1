"""What a page says of itself beside its text: in its head, in JSON-LD, in comments of whoever saved it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from timelines.when import UnreadableTime, When

SAVED = re.compile(
    r"<!--\s{0,20}(?:Page saved with SingleFile\s{1,20}url:\s{0,9}|saved from url=\(\d{1,6}\))(https?://[^\s<>\"]{3,1990})",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"https?://[^\s<>\"']{3,1990}")
DIVIDER = re.compile(r"\s+[|·•–—»]\s+|\s+::\s+|\s+-\s+")
SITE_KIND = re.compile(
    r"(?:'s)?\s+(?:status(?: page| updates)?|(?:engineering |tech(?:nology)? |developers? )?blog"
    r"|docs|documentation)$",
    re.IGNORECASE,
)
TITLES = ("og:title", "twitter:title")
AUTHORS = ("author", "article:author", "parsely-author", "dc.creator", "twitter:creator")
PUBLISHED = ("article:published_time", "datepublished", "date", "dc.date", "dc.date.issued",
             "parsely-pub-date", "dcterms.created", "citation_publication_date")  # fmt: skip
SITES = ("og:site_name", "application-name")
MAX_SCRIPT = 200_000
ARTICLES = frozenset({"Article", "BlogPosting", "NewsArticle", "TechArticle", "Report", "WebPage"})


@dataclass(frozen=True, slots=True)
class PageFacts:
    """ "" where the page does not say. published: as written, readable by `When.read`. site: whose it is."""

    title: str = ""
    author: str = ""
    published: str = ""
    site: str = ""
    address: str = ""


def facts_of(parser: LexborHTMLParser, html: str) -> PageFacts:
    metas = _metas(parser)
    linked = next(_linked_data(parser), {})
    title = _first(metas, TITLES) or _text(linked.get("headline")) or _head_title(parser)
    author = _name(linked.get("author")) or _first(metas, AUTHORS)
    site = _name(linked.get("publisher")) or _first(metas, SITES)
    said = (_text(linked.get("datePublished")), *(metas.get(name, "") for name in PUBLISHED))
    return PageFacts(
        title=_without_site(title, site),
        author="" if ADDRESS.match(author) else author,
        published=next((each for each in said if _is_time(each)), ""),
        site=SITE_KIND.sub("", site)[:200],
        address=_address(parser, metas, html),
    )


def _metas(parser: LexborHTMLParser) -> dict[str, str]:
    """The first `<meta>` of each name."""
    found: dict[str, str] = {}
    for meta in parser.css("meta[content]")[:500]:
        said = meta.attributes
        name = said.get("property") or said.get("name") or said.get("itemprop") or ""
        found.setdefault(name.strip().lower(), " ".join((said.get("content") or "").split())[:2_000])
    return found


def _first(metas: dict[str, str], names: tuple[str, ...]) -> str:
    return next((metas[name] for name in names if metas.get(name)), "")


def _linked_data(parser: LexborHTMLParser) -> Iterator[dict]:
    """The articles that the page describes in JSON-LD."""
    for script in parser.css('script[type="application/ld+json"]')[:20]:
        said = script.text()
        if len(said) > MAX_SCRIPT:
            continue
        try:
            told = json.loads(said)
        except (ValueError, RecursionError):
            continue
        for each in _graph(told):
            kinds = each.get("@type")
            if ARTICLES & set(kinds if isinstance(kinds, list) else [str(kinds)]):
                yield each


def _graph(told: object) -> list[dict]:
    if isinstance(told, dict):
        told = told.get("@graph", [told])
    return [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []


def _text(said: object) -> str:
    return " ".join(said.split())[:300] if isinstance(said, str) else ""


def _name(said: object) -> str:
    """The name of a person or organisation, or of several."""
    if isinstance(said, list):
        return ", ".join(name for each in said[:10] if (name := _name(each)))
    return _text(said.get("name")) if isinstance(said, dict) else _text(said)


def _head_title(parser: LexborHTMLParser) -> str:
    title = parser.css_first("title")
    return " ".join(title.text().split())[:500] if title is not None else ""


def _without_site(title: str, site: str) -> str:
    """“Queue stood still | Acme Status” without the site, which stands at either end."""
    parts = DIVIDER.split(title)
    if len(parts) < 2 or not site:
        return title
    name = SITE_KIND.sub("", site).casefold()
    kept = [part for part in parts if SITE_KIND.sub("", part).casefold() != name]
    return (
        title
        if len(kept) in (0, len(parts))
        else title[title.find(kept[0]) : title.rfind(kept[-1]) + len(kept[-1])]
    )


def _is_time(said: str) -> bool:
    if not 8 <= len(said) <= 60:
        return False
    try:
        When.read(said)
    except UnreadableTime:
        return False
    return True


def _address(parser: LexborHTMLParser, metas: dict[str, str], html: str) -> str:
    """Where the page says that it is found, or whoever saved it."""
    link = parser.css_first('link[rel="canonical"]')
    said = (link.attributes.get("href") or "").strip() if link is not None else ""
    if not said and (saved := SAVED.search(html[:20_000])):
        said = saved.group(1)
    said = said or metas.get("og:url", "")
    return said if ADDRESS.fullmatch(said) else ""
