"""Code as HTML: highlighted by Pygments in a language that is named, otherwise as it stands."""

from __future__ import annotations

from django.utils.html import escape
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

MAX_HIGHLIGHTED = 40_000  # characters: a lexer takes about a second for a million, and longer for nonsense
FORMATTER = HtmlFormatter(nowrap=True)


def code_html(code: str, language: str = "") -> str:
    """`<pre>` with the code in it, reachable with the keyboard because it may be wider than the page."""
    inner = escape(code)
    label = "Code"
    if language and len(code) <= MAX_HIGHLIGHTED:
        try:
            lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
        except ClassNotFound:
            pass  # a language nobody knows: the code is shown without colours
        else:
            inner = highlight(code, lexer, FORMATTER)
            label = f"Code, {lexer.name}"
    pre = f'<pre tabindex="0" role="group" aria-label="{escape(label)}"><code>{inner}</code></pre>'
    return f'<div class="highlight">{pre}</div>'
