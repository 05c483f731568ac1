"""Feeds made up by us, as vendors write theirs."""

from html import escape

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def shown(at: str, zone="UTC") -> str:
    """ "2024-05-06T09:15" as Statuspage's feed shows it: without its year."""
    day, clock = at.split("T")
    month = MONTHS[int(day[5:7]) - 1]
    return f"{month} <var data-var='date'>{int(day[8:]):2}</var>, <var data-var='time'>{clock}</var> {zone}"


def post(at: str, label: str, body: str, zone="UTC", *, spaced=False) -> str:
    """A post in an entry of Statuspage's; `spaced`: in the markup that it has since May 2026."""
    gap = " " if spaced else ""
    return f"<p>{gap}<small>{shown(at, zone)}</small><br>{gap}<strong>{label}</strong> - {body}{gap}</p>{gap}"


def scheduled(begin: str, until: str, zone="UTC") -> str:
    """What stands above the posts of a maintenance that has not begun."""
    return (
        f"<p><strong>THIS IS A SCHEDULED EVENT {shown(begin, '').strip()} - "
        f"<var data-var='time'>{until}</var> {zone}</strong></p>"
    )


def entry(uid: str, title: str, published: str, *posts: str, updated="", number=101) -> str:
    """An entry of Statuspage's, its posts given newest first. Times are of UTC, to the second."""
    return f"""
  <entry>
    <id>tag:status.vendor.example,2005:Incident/{number}</id>
    <published>{published}Z</published>
    <updated>{updated or published}Z</updated>
    <link rel="alternate" type="text/html" href="https://status.vendor.example/incidents/{uid}"/>
    <title>{escape(title)}</title>
    <content type="html">{escape("".join(posts))}</content>
  </entry>"""


def atom(*entries: str, updated="2024-05-06T12:00:00") -> bytes:
    """history.atom of a Statuspage, the entry that was last posted on first."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xml:lang="en-US" xmlns="http://www.w3.org/2005/Atom">
  <id>tag:status.vendor.example,2005:/history</id>
  <link rel="alternate" type="text/html" href="https://status.vendor.example"/>
  <link rel="self" type="application/atom+xml" href="https://status.vendor.example/history.atom"/>
  <title>Vendor Status - Incident History</title>
  <updated>{updated}Z</updated>
  <author>
    <name>Vendor</name>
  </author>{"".join(entries)}
</feed>""".encode()


def item(title="", link="", guid="", at="", text="", *more: str) -> str:
    """An item of RSS; what is empty is left out. `at`: as RFC 822 writes times."""
    parts = {"title": title, "link": link, "guid": guid, "pubDate": at, "description": text}
    told = "".join(f"<{name}>{escape(said)}</{name}>" for name, said in parts.items() if said)
    return f"<item>{told}{''.join(more)}</item>"


def rss(*items: str, title="Vendor status", link="https://status.vendor.example", head="", root="") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"{root}><channel><title>{title}</title>'
        f"<link>{link}</link>{head}{''.join(items)}</channel></rss>"
    ).encode()


def slow_builds(*newer: str, spaced=False) -> str:
    """An incident of 6 May 2024: investigating at 09:00, an update at 09:30."""
    return entry(
        "inc0slowblds",
        "Builds wait",
        "2024-05-06T09:30:12" if not newer else "2024-05-06T10:15:40",
        *newer,
        post("2024-05-06T09:30", "Update", "The scheduler has lost its lease table.", spaced=spaced),
        post("2024-05-06T09:00", "Investigating", "Builds wait.<br />We look into it.", spaced=spaced),
    )
