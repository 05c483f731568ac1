"""{{ text|markdown }} for paragraphs; {{ text|inline_markdown }} for one line; the same without links where
the line is a link itself: {{ text|linkless_markdown }}."""

from django import template

from incidents.markdown import render_inline, render_prose

register = template.Library()
register.filter("markdown", render_prose)
register.filter("inline_markdown", render_inline)


@register.filter
def linkless_markdown(text):
    return render_inline(text, links=False)
