"""Instants, amounts and words of a watched page: {% load moments %}, then {% ago page.read_at now %},
{% due page.next_due_at now %}, {% moment at "H:i" %}."""

from datetime import UTC, datetime

from django import template
from django.utils.dateformat import format as formatted
from django.utils.html import format_html
from django.utils.safestring import SafeString

from statuspages.lapses import lapse, overdue
from statuspages.wording import spoken

register = template.Library()


@register.simple_tag
def ago(at: datetime | None, now: datetime) -> SafeString | str:
    """“38 s ago”, “in 22 s” or “now”, with the whole of it in UTC as a title; “never” for None."""
    if at is None:
        return "never"
    passed, left = lapse(now - at), lapse(at - now)
    return _time(at, f"{passed} ago" if passed else f"in {left}" if left else "now")


@register.simple_tag
def due(at: datetime, now: datetime) -> SafeString:
    """“in 22 s”, “due now”, or “due for 12 min” for what should have been long ago."""
    left, late = lapse(at - now), overdue(at, now)
    return _time(at, f"in {left}" if left else f"due for {late}" if late else "due now")


@register.simple_tag
def moment(at: datetime | None, form: str = "j M Y H:i") -> SafeString | str:
    """The instant in UTC, written like Django's date filter would; nothing for None."""
    return _time(at, formatted(at.astimezone(UTC), form)) if at else ""


def _time(at: datetime, text: str) -> SafeString:
    """A <time> from which static/js/times.js can tell the reader's own."""
    at = at.astimezone(UTC)
    return format_html(
        '<time datetime="{0}" data-earliest="{0}" data-latest="{0}" data-precision="second" title="{1}">'
        "{2}</time>",
        at.isoformat(timespec="seconds"),
        f"{at:%a} {at.day} {at:%b %Y, %H:%M:%S} UTC",
        text,
    )


@register.simple_tag
def post_time(post) -> SafeString:
    """The time of a post, with its day where that is not the incident's first."""
    return _time(post.at, post.clock)


@register.simple_tag
def log_time(at: datetime, now: datetime) -> SafeString:
    """To the second, with its day where that is not today's."""
    at = at.astimezone(UTC)
    return _time(at, formatted(at, "H:i:s" if at.date() == now.astimezone(UTC).date() else "j M H:i:s"))


@register.filter
def took(milliseconds: int) -> str:
    return f"{milliseconds} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.1f} s"


@register.filter
def size(count: int) -> str:
    """A number of bytes, in the units that people count transfers in."""
    if count < 1000:
        return f"{count} B"
    return f"{count / 1000:.0f} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"


@register.filter
def slug_words(status: str) -> str:
    """A status as served, in words: “partial_outage” is “partial outage”."""
    return spoken(status)
