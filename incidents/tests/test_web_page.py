"""A web page is read as its words, in order and with their structure, without what stands around them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.importing.document import DocumentError, ReadSettings
from incidents.importing.opening import open_document, read_opened

HEAD = """<!doctype html><html><head><meta charset=utf-8>
<title>The day the queue stood still — Lamplight Engineering Blog</title>
<meta property="og:site_name" content="Lamplight Engineering Blog">
<meta name="author" content="Mira Oduya">
<meta property="article:published_time" content="2024-05-06T08:00:00+02:00">
<link rel=canonical href="https://blog.lamplight.example/queue"></head><body>"""
ARTICLE = f"""{HEAD}
<header><a href="/">Lamplight</a><nav><ul><li><a href=/a>Price</a></ul></nav></header>
<main><article><h1>The day the queue stood still</h1>
<p>On <strong>3 May 2024</strong> orders waited for two hours. All times are UTC.</p>
<h2 id=t>Timeline <a class=headerlink href=#t>¶</a></h2>
<table><tr><th>Time<th>What happened</tr><tr><td>09:10<td>The disk is full.</tr>
<tr><td rowspan=2>09:31<td>First post.</tr>
<tr><td>Sold | unsold <table><tr><td>x<td>1</tr></table></tr></table>
<dl><dt>11:42</dt><dd>All orders are sent.</dd></dl>
<div><div>12:05</div><div>We eat.</div></div>
<pre><code>2024-05-03 09:10:01 ERROR  full
2024-05-03 09:10:02 ERROR  again</code></pre>
<h2>Action items</h2><ul><li><input type=checkbox checked> Watch disks (<a href="https://x.example/1">OPS-1</a>)
<li><input type=checkbox>Write a runbook<ol start=3><li>with steps</ol></ul>
<p>Words<br>on lines &amp; more</p></article></main>
<aside><h2>Related</h2><a href=1>One more post about this</a></aside>
<div class="cookie-banner">We use cookies.</div><footer>© Lamplight</footer>
<script>document.write("stolen")</script></body></html>"""
PLAIN = """# The day the queue stood still

On 3 May 2024 orders waited for two hours. All times are UTC.

## Timeline

| Time | What happened |
| --- | --- |
| 09:10 | The disk is full. |
| 09:31 | First post. |
| 09:31 | Sold \\| unsold x, 1 |

- 11:42: All orders are sent.

12:05 We eat.

```
2024-05-03 09:10:01 ERROR  full
2024-05-03 09:10:02 ERROR  again
```

## Action items

- [x] Watch disks (OPS-1)
- [ ] Write a runbook
  3. with steps

Words
on lines & more
"""


def opened(html: str, **said):
    (found,) = open_document(html.encode(), **({"content_type": "text/html; charset=utf-8"} | said))
    return found


def text_of(body: str) -> str:
    return opened(f"<!doctype html><html><body>{body}</body></html>").text


def test_a_page_becomes_its_words_with_their_structure():
    assert opened(ARTICLE).text == PLAIN


def test_what_a_page_says_of_itself_is_kept():
    read = read_opened(opened(ARTICLE))
    assert (read.title, read.author, read.organisation) == (
        "The day the queue stood still",
        "Mira Oduya",
        "Lamplight",
    )
    assert str(read.published) == "6 May 2024, 08:00:00 +02:00 (06:00:00 UTC)"
    assert read.address == "https://blog.lamplight.example/queue"
    assert read.kind == "web page"


def test_the_address_it_was_fetched_from_comes_first():
    assert opened(ARTICLE, address="https://copy.example/queue").address == "https://copy.example/queue"


def test_linked_data_names_author_day_and_publisher():
    page = opened(
        """<html><head><title>x</title><script type="application/ld+json">{"@graph": [{"@type": "BlogPosting",
        "headline": "Queue full", "author": [{"name": "Mira"}, {"name": "Jonas"}], "publisher":
        {"name": "Acme"}, "datePublished": "2024-05-06"}]}</script></head><body><p>Orders waited for two hours
        since the disk was full and nobody had looked at it.</body></html>"""
    )
    assert page.text.startswith("# Queue full\n\nOrders waited for two hours since the disk")
    hints = page.hints
    assert (hints["author"], hints["site"], hints["published"]) == ("Mira, Jonas", "Acme", "2024-05-06")


@pytest.mark.parametrize(
    ("markup", "words", "stamp"),
    [
        ('<time datetime="2024-05-03T09:10:00Z">3 May</time>', "3 May", "2024-05-03T09:10:00Z"),
        ('<time datetime="2024-05-03T09:10:00Z"></time>', "2024-05-03T09:10:00Z", "2024-05-03T09:10:00Z"),
        ('<relative-time datetime="2024-05-03">long ago</relative-time>', "long ago", "2024-05-03"),
        ('<abbr title="2024-05-03 09:10:00+02:00">then</abbr>', "then", "2024-05-03 09:10:00+02:00"),
        (
            '<small><span data-datetime-unix="1714727400000"></span>May <var>3</var>, 09:10 UTC</small>',
            "May 3, 09:10 UTC",
            "2024-05-03T09:10:00Z",
        ),
    ],
)
def test_a_time_that_the_page_states_is_kept_with_its_words(markup, words, stamp):
    page = opened(f"<html><body><p>Orders waited.<p>It began {markup} and lasted.</body></html>")
    ((start, end, said),) = page.hints["stamps"]
    assert (page.text[start:end], said) == (words, stamp)


@pytest.mark.parametrize("markup", ['<time datetime="PT2H">2 hours</time>', '<abbr title="Disk">D</abbr>'])
def test_what_is_no_point_in_time_is_no_stamp(markup):
    assert opened(f"<html><body><p>It took {markup}.</body></html>").hints["stamps"] == []


@pytest.mark.parametrize(
    "beside",
    [
        "<nav><a href=1>Home</a></nav>",
        "<script>steal()</script>",
        "<style>p { color: red }</style>",
        "<template><p>Later</p></template>",
        "<p hidden>Hidden</p>",
        '<p style="display: none">Hidden</p>',
        '<div role="navigation">Menu</div>',
        '<div class="cookie-consent">We use cookies</div>',
        "<footer>© Acme</footer>",
        "<select><option>Berlin</option></select>",
        "<button>Subscribe</button>",
        f"<ul>{'<li><a href=x>One more report of ours</a>' * 4}</ul>",
    ],
)
def test_what_tells_nothing_is_left_out(beside):
    told = "Orders waited for two hours since the disk was full. " * 20
    assert text_of(f"{beside}<h1>Queue</h1><p>{told}</p>{beside}") == f"# Queue\n\n{told.strip()}\n"


def test_bold_words_that_head_a_line_and_paragraphs_of_an_item_stay_apart():
    assert text_of(
        "<p><strong>Impact</strong>: <b>all</b> orders waited.</p><p><b>09:10</b> The disk is full.</p>"
        "<ol><li><p><b>Watch disks</b></p><p>We add an alarm.</p></li><li><p>Write it down</p></li></ol>"
    ) == (
        "**Impact**: all orders waited.\n\n09:10 The disk is full.\n\n"
        "1. **Watch disks**\n\n  We add an alarm.\n2. Write it down\n"
    )


def test_what_a_word_processor_saved_is_read_as_it_looks():
    page = opened(
        """<html><body><p class="c2 title"><span>Orders waited</span></p><h1>Summary</h1><p>For two hours.</p>
        <h1>Action items</h1><table><tr><td><p>Action Item</p></td><td>Owner</td><td>State</td></tr>
        <tr><td>Add an alarm</td><td>mira</td><td>open</td></tr></table>
        <table><tr><td>Status</td><td>done</td></tr><tr><td>Level</td><td>2</td></tr></table></body></html>"""
    )
    assert page.text == (
        "# Orders waited\n\n# Summary\n\nFor two hours.\n\n# Action items\n\n"
        "| Action Item | Owner | State |\n| --- | --- | --- |\n| Add an alarm | mira | open |\n\n"
        "| Status | done |\n| Level | 2 |\n"
    )
    assert read_opened(page).title == "Orders waited"


def test_a_page_in_a_single_form_or_table_is_still_read():
    told = "Orders waited for two hours since the disk was full."
    assert text_of(f"<form><table><tr><td><p>{told}</p></td></tr></table></form>") == f"{told}\n"


def test_a_status_page_is_read_as_its_posts():
    page = opened(
        """<html><body><h1 class="incident-name">Orders wait</h1>
        <div class="subheader">Incident Report for <a href="/">Lamplight</a></div>
        <div><div class="update-title">Resolved</div><div class="update-body">All is sent.</div>
        <div>Posted <span class="ago" data-datetime-unix="1714736520000"></span>May
        <var data-var="date">03</var>, <var>2024</var> - <var data-var="time">13:42</var> CST</div>
        </div><div><span>This incident affected:</span> Shop (Orders).</div></html>"""
    )
    read = read_opened(page)
    (post,) = read.posts
    assert (read.kind, read.organisation) == ("Statuspage incident page", "Lamplight")
    assert (post.status, post.body) == ("resolved", "All is sent.")
    assert post.at.earliest.isoformat() == "2024-05-03T11:42:00+00:00"
    assert read.affected.names == ("Shop - Orders",)


def test_a_zone_that_the_page_states_needs_nobody_to_say_it():
    page = opened(
        """<html><body><h1>Orders wait</h1><p>Incident Report for Lamplight</p><p>All is sent.</p>
        <p>Posted <span data-datetime-unix="1714736520000"></span>May 03, 2024 - 13:42</p></body></html>"""
    )
    (post,) = read_opened(page, ReadSettings(zone="Asia/Tokyo")).posts
    assert post.at.earliest.isoformat() == "2024-05-03T11:42:00+00:00"


@pytest.mark.parametrize(
    ("html", "says"),
    [
        (
            '<html><body><div id="app"></div><script src="a.js"></script></body></html>',
            "only with JavaScript",
        ),
        ("<html><body><noscript>Turn it on.</noscript></body></html>", "only with JavaScript"),
        ("<html><body><img src=a.png></body></html>", "has no text"),
        (f"<html><body>{'<div>' * 100_000}", "more than 2,000 elements nested"),
        (f"<html><body>{'<i></i>' * 200_001}", "more than 200,000 elements"),
        (f"<html><body><p>{'word ' * 500_000}", "2,000,000 is as much as is kept"),
    ],
    ids=["scripts", "noscript", "image", "nested", "many", "long"],
)
def test_a_page_that_cannot_be_read_says_why(html, says):
    with pytest.raises(DocumentError, match=says):
        opened(html)


@pytest.mark.parametrize("tag", ["b", "span", "p", "table", "svg", "a", "font"])
def test_a_hundred_thousand_open_elements_are_no_trouble(tag):
    assert "Orders waited." in text_of(f"<p>Orders waited.</p>{f'<{tag}>' * 100_000}x")


def test_a_page_that_keeps_the_parser_busy_is_given_up():
    attributes = " ".join(f"a{number}=1" for number in range(60_000))
    with pytest.raises(DocumentError, match="This page takes too much time or memory to read"):
        opened(f"<html><body><p {attributes}>Orders waited.</p>")


def test_a_saved_page_nested_without_end_is_refused():
    nested = "".join(f"--b{n}\nContent-Type: multipart/mixed; boundary=b{n + 1}\n\n" for n in range(5_000))
    saved = f'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b0"\n\n{nested}'
    with pytest.raises(DocumentError, match="nested without end"):
        open_document(saved.encode())


def test_a_page_saved_into_one_file_is_the_page_in_it():
    saved = (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://lamplight.example/queue\r\n"
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n'
        b'\tboundary="--x"\r\n\r\n----x\r\nContent-Type: text/html; charset=utf-8\r\n'
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\n<!DOCTYPE html><html><body><h1>Queue</h1>"
        b"<p>Orders =E2=80=94 all of them =E2=80=94 waited.</p></body></html>\r\n----x--\r\n"
    )
    (page,) = open_document(saved)
    assert page.text == "# Queue\n\nOrders — all of them — waited.\n"
    assert page.address == "https://lamplight.example/queue"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom"></feed>', "feed of several posts"),
        ("<rss version='2.0'><channel></channel></rss>", "feed of several posts"),
        ('<?xml version="1.0"?>\n<note>Orders wait</note>', "XML of a form that is not known"),
    ],
)
def test_feeds_and_other_xml_say_what_they_are(text, says):
    with pytest.raises(DocumentError, match=says):
        open_document(text.encode())


PIECES = st.sampled_from(
    ["<p>", "</p>", "<ul>", "<li>", "</ul>", "<table>", "<tr>", "<td rowspan=3>", "<th colspan=2>",
     "</table>", "<h2>", "</h2>", "<pre>", "</pre>", "<dl>", "<dt>", "<dd>", "</dl>", "<br>",
     "<time datetime=2024-05-03>", "</time>", "<a href=x>", "</a>", "14:05", " at ", "Orders waited. ", "|",
     "<input type=checkbox>", "\n",
     "<span data-datetime-unix=1714727400000></span>", "&nbsp;", "<!-- x -->"]
)  # fmt: skip


@settings(max_examples=60)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_markup_gives_words_in_order_and_true_places(markup):
    page = opened(f"<html><body><p>Begin.</p>{markup}<p>End.</p></body></html>")
    assert page.text.index("Begin.") <= page.text.rindex("End.")
    for start, end, _ in page.hints["stamps"]:
        assert page.text[start:end] == page.text[start:end].strip(" \n-#") != ""
    assert page == opened(f"<html><body><p>Begin.</p>{markup}<p>End.</p></body></html>")
