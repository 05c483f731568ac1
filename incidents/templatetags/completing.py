"""Fields for queries, which offer names and values while one types."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from incidents.asking.fields import NAMES

register = template.Library()


@register.simple_tag
def completes() -> SafeString:
    """The attributes of an input that static/js/completing.js looks for; the page loads that itself."""
    return format_html(
        'data-completes="{}" data-fields="{}"', reverse("incidents:completing"), " ".join(NAMES)
    )
