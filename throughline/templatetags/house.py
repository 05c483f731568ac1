"""What every page draws: icons and links of the main navigation.

To change the page's query string use Django's own `{% querystring page=2 severity=None %}`.
"""

from __future__ import annotations

from functools import lru_cache

import lucide
from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@lru_cache(maxsize=128)
def drawn(name: str) -> str:
    """The paths of a Lucide icon, as markup. Raises lucide.IconDoesNotExist for a name it does not have."""
    markup = lucide._render_icon(name, None)
    return markup[markup.index(">") + 1 : markup.rindex("</svg>")].strip()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A Lucide icon the size of the text, in its colour.

    Without `label` it repeats the words beside it and is hidden from screen readers. Where it stands
    alone, give it one.
    """
    paths = mark_safe(drawn(str(name)))  # noqa: S308 (drawn by the package, never by a reader)
    if label:
        return format_html(
            '<svg class="i" viewBox="0 0 24 24" role="img"><title>{}</title>{}</svg>', label, paths
        )
    return format_html('<svg class="i" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', paths)


@register.simple_tag(takes_context=True)
def nav_link(context, view: str, words: str, key: str = "") -> SafeString:
    """A link of the main navigation, marked when the reader is on that page or below it."""
    address = reverse(view)
    request = context.get("request")
    path = request.path if request else ""
    current = ""
    if path == address:
        current = mark_safe(' aria-current="page"')
    elif path.startswith(address):
        current = mark_safe(' aria-current="true"')
    return format_html(
        '<a href="{}"{} data-key="{}" data-key-says="{}">{}</a>', address, current, key, words, words
    )
