"""The documentation leads to all of itself."""

import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings

LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|srcset|href)=\"([^\"]+)\"")
PAGES = sorted(
    path.relative_to(settings.PROJECT_DIR)
    for pattern in ("*.md", "docs/*.md", "templates/*.md", "examples/README.md")
    for path in settings.PROJECT_DIR.glob(pattern)
)


def links_of(page) -> list[str]:
    """Addresses inside the project, without what stands in code."""
    text = re.sub(r"```.*?```|`[^`\n]*`", "", (settings.PROJECT_DIR / page).read_text(), flags=re.DOTALL)
    found = [markdown or html for markdown, html in LINK.findall(text)]
    return [urlsplit(link).path for link in found if not urlsplit(link).scheme and urlsplit(link).path]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_links_lead_somewhere(page):
    folder = (settings.PROJECT_DIR / page).parent
    assert [link for link in links_of(page) if not (folder / link).exists()] == []


def test_the_index_has_every_page():
    pages = {page.name for page in PAGES if page.parent.name == "docs"} - {"README.md"}
    assert pages - set(links_of("docs/README.md")) == set()


def test_pictures_are_small():
    pictures = list((settings.PROJECT_DIR / "docs" / "images").iterdir())
    assert [picture.name for picture in pictures if picture.stat().st_size > 300_000] == []
