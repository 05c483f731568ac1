"""Times in templates: {% load when %} {% when event.happened %}."""

from dataclasses import replace

from django import template
from django.utils.html import format_html

from timelines.when import Precision
from timelines.when.text import html_datetime

register = template.Library()


@register.simple_tag
def when(value, day=True, zone=None, clock=False):
    """A <time> that says what is known of a When; nothing for None.

    `day` false leaves out the date; `clock` true the date, the zone and the second line, for lists under a
    heading of the day. `zone`: show in this one instead of the one it was given in. The bounds stand in data-
    attributes, from which static/js/times.js adds the reader's own zone; the title has what the text leaves
    out.
    """
    if value is None:
        return ""
    shown = value.parts(zone).clock if clock else value.text(zone, day=day)
    bounds = value.as_dict()
    attributes = {
        "datetime": html_datetime(value),
        "data-earliest": bounds["earliest"],
        "data-latest": bounds["latest"],
        "data-precision": bounds["precision"],
        "title": _title(value, shown),
    }
    said = {name: text for name, text in attributes.items() if text}
    tag = "".join(f' {name}="{{}}"' for name in said)
    return format_html(f"<time{tag}>{{}}</time>", *said.values(), shown)


@register.filter
def when_parts(value):
    """The pieces of a When for rows that set them apart (`timelines.when.text.Parts`); None for None."""
    return value and value.parts()


@register.filter
def when_in(value, zone):
    """The text of a When in a zone: {{ event.happened|when_in:"UTC" }}; empty for None."""
    return value.text(zone=zone) if value else ""


def _title(value, shown):
    """What the text leaves out: the whole of it, how far a hedged time may be off, the words as written."""
    whole = value.text()
    title = [whole] if whole != shown else []
    if value.precision is Precision.APPROXIMATE:
        bounds = replace(value, precision=Precision.RANGE, words="")
        title.append(f"somewhere in {bounds.text(value.zone, day=False)}")
    if value.words and value.words not in (shown, whole):
        title.append(f"written “{value.words}”")
    return " · ".join(title)
