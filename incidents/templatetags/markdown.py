from django import template

from incidents.markdown import render_inline, render_prose

register = template.Library()
register.filter("markdown", render_prose)
register.filter("inline_markdown", render_inline)
