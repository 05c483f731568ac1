"""Files in the portable format, for the tests about it."""

from incidents.portable.read import Words

WORDS = Words(
    severities=("SEV1", "SEV2"),
    mechanisms=("capacity-exhaustion", "version-skew"),
    people=frozenset({"ada"}),
)

LEAST = """\
---
format: throughline/1
title: Queues stand still
---
"""

FULL = """\
---
format: throughline/1
title: Queues stand still
kind: near-miss
status: closed
severity: SEV2
organisation: {name: Harbour, website: "https://harbour.example", time_zone: Asia/Bangkok}
time_zone: Asia/Bangkok
visibility: restricted
tags: [queues, kernel]
lead: ada
links:
  - {title: Channel, url: "https://chat.example/queues"}
summary: |
  The queues stood still.

  Then they moved.
impact: Nobody noticed.
sources:
  - id: chat
    kind: chat-log
    title: The channel
    url: https://chat.example/queues
    author: those on call
    published: 9 April 2023
    fetched: 2023-04-10T08:00:00Z
    text: |
      [01:58] queue?
      [02:03] queue!
components:
  - {name: Broker, description: Moves letters.}
  - {name: Mail, organisation: Upstream}
impact_windows:
  - {component: Broker, level: degraded, from: "about 2AM, 9 April 2023", until: "6:31", note: Slow.}
  - {component: Mail, level: partial-outage, from: "9 April 2023"}
timeline:
  - id: spike
    when: around 2AM
    day: 2023-04-09
    text: The queue grew.
    kind: alert
    lane: machines
    milestones: [detected, started]
    actor: gauge
    pinned: true
    learned: 10 April 2023
    quotes: [{source: chat, text: "queue?"}, {source: chat, text: queue, at: 23}]
  - when: "23:50"
    until: "0:20"
    text: Somebody looked.
    kind: question
  - id: over
    when: 00:31
    text: It was over.
    milestones: [resolved]
factors:
  - id: small
    statement: The broker was small.
    detail: It had *one* disk.
    mechanism: capacity-exhaustion
    role: trigger
    onset: March 2023
    evidence: [spike, over]
    quotes: [{source: chat, text: "queue!"}]
actions:
  - title: Give it a second disk
    kind: repair
    status: declined
    declined_reason: It moves house in May.
    owner: Grace Hopper
    team: Storage
    priority: high
    due: 2023-05-01
    weakens: [small]
    tracker: https://tickets.example/7
  - {title: Watch the disk, owner: ada, status: done, done_on: 2023-04-12}
postmortem: {state: published}
---

## What happened

First [event:spike], then [event:over]. In code `[event:nothing]` is left alone.

[[timeline]]
"""


def least_with(front: str, body: str = "") -> str:
    """The shortest file, with more keys and a body."""
    return LEAST.removesuffix("---\n") + front.rstrip("\n") + "\n---\n" + body
