"""Markdown: what it makes, what it lets through, and that live data stays live."""

from html.parser import HTMLParser

import pytest
from django.core.cache import cache
from django.utils.html import format_html
from django.utils.safestring import SafeString
from hypothesis import example, given, settings
from hypothesis import strategies as st

from incidents.markdown import plain_text, render_document, render_inline, render_prose, words_in
from incidents.markdown.cleaning import TAGS

ATTACKS = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='jav&#x09;ascript:alert(1)'>x</a>",
    "<a href=data:text/html,x>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](javascript:alert(1))",
    '![x](https://tracker.example/pixel.png"onload="alert(1))',
    "<form action=https://evil.example><input name=password></form>",
    "<input type=text autofocus onfocus=alert(1)>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<object data=x></object><embed src=x>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<meta http-equiv=refresh content=0;url=https://evil.example>",
    "<base href=https://evil.example>",
    "<style>body{display:none}</style>",
    "<div style=position:fixed>x</div>",
    "<p onclick=alert(1)>x</p>",
    "<details ontoggle=alert(1) open>x</details>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--><script>alert(1)</script>-->",
    "<a id=main name=main>x</a>",
    "<h2 id=main>x</h2>",
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    "[^1]\n\n[^1]: <script>alert(1)</script>",
    'INC-1"><script>alert(1)</script>',
    '[event:1"><script>]',
    '[[timeline from="><script>alert(1)</script>]]',
]


class Tags(HTMLParser):
    """Collects the elements and attributes of an HTML text."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def assert_harmless(html):
    for tag, attributes in Tags(html).found:
        assert tag in TAGS, tag
        assert not [
            name for name in attributes if name.startswith("on") or name in ("style", "src", "srcset")
        ]
        address = (attributes.get("href") or "https:").strip().lower()
        assert address.startswith(("http:", "https:", "mailto:", "/", "#")) or ":" not in address, address
        assert attributes.get("id", "p-").startswith("p-")


@pytest.mark.parametrize("text", ATTACKS)
def test_nothing_harmful_comes_through(text):
    for html in (render_prose(text), render_inline(text), render_document(text).fill({}, {})):
        assert_harmless(html)


@settings(max_examples=200, deadline=None)
@given(
    st.text(alphabet=st.sampled_from("<>/=\"'`*_[]()#-|:!&;~^ \n\tabscripthrefonload0123\x00é"), max_size=120)
)
@example("<a\x00href='x'>")
def test_no_text_makes_anything_but_allowed_elements(text):
    assert_harmless(render_document(text).fill({}, {}))
    assert_harmless(render_inline(text))
    assert render_prose(text) == render_prose(text)


def test_prose_has_what_people_use():
    html = render_prose(
        "Some *words*, `code` and ~~none~~.\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    )
    for part in ("<em>words</em>", "<code>code</code>", "<del>none</del>", "<li>one</li>", "<td>1</td>"):
        assert part in html


def test_tables_and_code_can_be_reached_with_the_keyboard():
    html = render_prose("| a | b |\n|---|---|\n| 1 | 2 |\n\n```\ncode\n```\n")
    frames = [tag for tag in Tags(html).found if tag[1].get("tabindex") == "0"]
    assert [(tag, attributes["role"], attributes["aria-label"]) for tag, attributes in frames] == [
        ("div", "group", "Table"),
        ("pre", "group", "Code"),
    ]


def test_code_is_highlighted_in_a_language_and_left_alone_without_one():
    assert '<span class="k">def</span>' in render_prose("```python\ndef f(): pass\n```")
    assert "<span class=" not in render_prose("```\ndef f(): pass\n```")
    assert "def f" in render_prose("```klingon\ndef f(): pass\n```")


def test_a_task_list_says_what_is_done():
    html = render_prose("- [ ] watch the gauge\n- [x] sound the alarm\n")
    assert "to do:" in html
    assert "done:" in html
    assert "<input" not in html


def test_footnotes_lead_there_and_back():
    html = render_prose("Slow[^1].\n\n[^1]: by 40 %\n")
    ids = {attributes["id"] for _, attributes in Tags(html).found if "id" in attributes}
    links = {attributes["href"] for tag, attributes in Tags(html).found if tag == "a"}
    assert {link.removeprefix("#") for link in links} == ids


def test_an_incident_is_linked_by_its_number_but_not_in_code():
    html = render_prose("As in INC-42, not `INC-43` or INC-0.")
    assert '<a href="/incidents/42/"' in html
    assert "/incidents/43/" not in html
    assert "/incidents/0/" not in html


def test_an_image_is_a_link_so_that_no_page_asks_a_third_party():
    html = render_prose("![Latency at 18:00](https://graphs.example/1.png)")
    assert "<img" not in html
    assert ">Latency at 18:00</a>" in html


@pytest.mark.parametrize("text", ["# 3 nodes", "- dash", "1. first", "> quoted", "a\n\nb", "```x```", "===="])
def test_a_line_stays_one_line(text):
    assert not {tag for tag, _ in Tags(render_inline(text)).found} & {
        "h1",
        "h2",
        "ul",
        "ol",
        "p",
        "pre",
        "blockquote",
    }


def test_live_blocks_are_drawn_each_time_the_text_is_shown():
    document = render_document("Before.\n\n[[timeline from=20:00 to=23:00]]\n\nAfter.")
    first = document.fill({"timeline": lambda given: format_html("<aside>{} one</aside>", given["from"])}, {})
    second = document.fill({"timeline": lambda _: SafeString("<aside>two</aside>")}, {})
    assert "<aside>20:00 one</aside>" in first
    assert "<aside>two</aside>" in second


def test_a_text_is_formatted_once_and_then_read_from_the_cache(written_keys):
    assert render_document("Some *text*.") == render_document("Some *text*.")
    assert len(written_keys) == 1


@pytest.fixture
def written_keys(monkeypatch):
    """The keys that were written to the cache."""
    cache.clear()
    written = []
    real = cache.set
    monkeypatch.setattr(cache, "set", lambda key, *rest: written.append(key) or real(key, *rest))
    return written


def test_an_event_is_named_by_its_time():
    document = render_document("It began [event:17].")
    assert '<a class="ref" href="/incidents/1/#e-17">≈ 18:00</a>' in document.fill(
        {}, {"17": ("/incidents/1/#e-17", "≈ 18:00")}
    )


def test_a_reference_to_no_event_stays_visible_and_says_so():
    html = render_document("It began [event:17].").fill({}, {})
    assert "[event:17]" in html
    assert "no such event" in html


def test_an_unknown_block_stays_visible_and_says_what_is_known():
    html = render_document("[[weather]]").fill({"timeline": str, "factors": str}, {})
    assert "[[weather]]" in html
    assert "Known are: [[timeline]], [[factors]]." in html


@pytest.mark.parametrize("text", ["`[[timeline]]`", "```\n[[timeline]]\n```", "see [[timeline]] above"])
def test_a_block_in_code_or_in_a_sentence_is_text(text):
    document = render_document(text)
    assert document.slots == []
    assert "[[timeline]]" in document.fill({}, {})


def test_headings_begin_below_the_pages_own():
    document = render_document("# One\n\n## Two\n\n### Three\n")
    assert [(heading.level, heading.id, heading.text) for heading in document.toc] == [
        (2, "p-one", "One"),
        (3, "p-two", "Two"),
    ]
    assert "<h1" not in document.fill({}, {})


def test_two_headings_of_one_name_have_two_ids():
    ids = [heading.id for heading in render_document("## Why\n\n## Why\n").toc]
    assert len(set(ids)) == 2


@pytest.mark.parametrize(
    ("text", "plain"),
    [("", ""), ("plain", "plain"), ("*a* `b`\n\n- c\n- d", "a b\nc\nd"), ("a &amp; <b>b</b>", "a & b")],
)
def test_plain_text_has_the_words_only(text, plain):
    assert plain_text(text) == plain


def test_words_are_counted_without_markup_and_live_blocks():
    assert words_in("Two *words*.\n\n[[timeline from=20:00]] [event:17]") == 2
    assert words_in("") == 0
