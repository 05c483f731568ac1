"""Parts of timelines and pastes that stand in hundreds of rows, and are therefore built in one go."""

from functools import lru_cache

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from incidents.telling import Clock, EventRow
from timelines.models import Kind

register = template.Library()


@register.simple_tag
def clock(time: Clock) -> SafeString:
    """The time of a row, with what stands beneath it. static/js/times.js adds the reader's own zone."""
    bounds = f' data-earliest="{time.first}"' if time.first else ""
    bounds += f' data-latest="{time.last}"' if time.last else ""
    title = f' title="{escape(time.title)}"' if time.title else ""
    beneath = "".join(f"<small>{escape(words)}</small>" for words in time.beneath)
    # Every part is escaped or made by us: ISO instants and the names of precisions.
    return mark_safe(  # noqa: S308
        f'<div class="ev-t"><time datetime="{time.machine}"{bounds} data-precision="{time.precision}"{title}>'
        f"{escape(time.clock)}</time>{beneath}</div>"
    )


@register.simple_tag
def event_links(row: EventRow, home: str) -> SafeString:
    """What an editor can do with an event. Editing opens in its place; pinning sends the form #pinning."""
    return format_html(
        '<div class="ev-do no-print">'
        '<a href="{0}edit/" hx-get="{0}edit/" hx-target="closest li" hx-swap="outerHTML" data-edit>'
        "Edit{1}</a>"
        '<button class="link" form="pinning" formaction="{0}pin/">{2}{1}</button></div>',
        f"{home}events/{row.pk}/",
        format_html('<span class="sr"> the event at {}</span>', row.time.clock),
        "Unpin" if row.is_pinned else "Pin",
    )


@register.simple_tag
def kind_options(chosen: str) -> SafeString:
    """The options of a select of kinds. A preview has a thousand of them, so each is made once."""
    return _options(tuple((kind.value, kind.label) for kind in Kind), str(chosen))


@register.simple_tag
def milestone_options(offered, chosen) -> SafeString:
    """The options of a select of milestones; `offered` are (value, label)."""
    return _options((("", "no milestone"), *offered), str(chosen or ""))


@lru_cache(maxsize=256)
def _options(choices: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, mark_safe(" selected") if value == chosen else "", label) for value, label in choices),
    )
