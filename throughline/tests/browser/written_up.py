"""A write-up with something of everything that the import page shows, and a draft of it."""

from incidents.importing.opening import open_document
from incidents.models import ImportDraft

WRITE_UP = """\
---
title: Payments end in 499
---

# Payments end in 499

All times are UTC. The incident affected **Checkout** and the partner API.

## What happened

On 4 March 2026 at 09:41 first customers wrote that paying does not work. Around 09:44 the gateway began to
answer 499. Later the queue of refunds grew as well.

| Time | What |
| --- | --- |
| 09:52 | Noa put the timeout back to 10 s |
| by 10:15 | All payments went through again, the incident was resolved |

```
2026-03-04 09:43:12.120 [ERROR] gateway: upstream timed out (499)
  while reading from bank
```

## Contributing factors

- The timeout was lowered everywhere at once, without a test against a slow bank.
- Nobody watched the share of 499, because it had no alert.

## Action items

- [ ] Add an alert on the share of 499 (Ruben, by 1 April 2026)
- [x] Raise the timeout again
"""


def written_up(editor, into=None) -> ImportDraft:
    """A draft of it, to go into an incident or a new one."""
    [opened] = open_document(WRITE_UP.encode(), name="payments.md")
    return ImportDraft.objects.begin(opened, by=editor, into=into)
