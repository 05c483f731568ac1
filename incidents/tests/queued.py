"""A write-up that leaves nothing to guess, and drafts of it."""

from incidents.drafts.items import items_of
from incidents.drafts.reading import read_draft
from incidents.factories import ImportDraftFactory

TITLE = "Orders wait in line"
WRITE_UP = f"""# {TITLE}

All times are UTC.

## Timeline

- 14 March 2023 12:00: The queue begins to grow.
- 14 March 2023 12:10: An alert fires and Mira is paged.
- 14 March 2023 12:30: We roll the change back.
- 14 March 2023 13:00: All orders are sent; the incident is resolved.

## Root cause

The limit of the queue was raised without a test. Nobody watched its gauge, because it had no alert.

## Action items

- [ ] Add an alert on the length of the queue (Mira, by 1 May 2023)
- [x] Put the limit back
"""


def draft_of(owner, text=WRITE_UP, **details):
    return ImportDraftFactory(owner=owner, text=text, title=TITLE, **details)


def items(draft):
    """The items of a draft as they stand now."""
    draft.refresh_from_db()
    return items_of(read_draft(draft).read, draft.decisions)


def item(draft, words: str):
    """The item whose text has these words."""
    return next(one for one in items(draft) if words in getattr(one.found, "text", ""))


def fields(page, **changes) -> dict:
    """What a browser would send of the page, with these changes (None: not sent)."""
    shown, form = page.context["page"], page.context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    data |= {"shown": shown.shown, "matched": shown.matched, "part": shown.part.number}
    rows = [row for section in shown.sections for row in section.rows]
    data |= {f"take-{row.key}": "on" for row in rows if row.item.is_taken}
    data |= changes
    return {name: value for name, value in data.items() if value is not None}
