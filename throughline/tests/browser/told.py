"""An installation with something of everything that a page can show, told by the domain's own verbs."""

import datetime
from dataclasses import dataclass, field

from accounts.factories import AdministratorFactory, EditorFactory, UserFactory
from accounts.models import User
from incidents.models import (
    ActionItem,
    ContributingFactor,
    ImpactWindow,
    ImportDraft,
    Incident,
    Mechanism,
    Organisation,
    Postmortem,
    Severity,
)
from statuspages.models import Adding, ReportedUpdate, StatusPage
from throughline.tests.browser.watched import add_lists, watch
from throughline.tests.browser.written_up import written_up
from timelines.models import Source, TimelineEvent
from timelines.when import When

ZONE = "Europe/Zurich"
CHAT = """\
09:41 noa: first customers write that paying does not work
09:44 ruben: the gateway answers 499, our timeout is 2 s since this morning
09:52 noa: put it back to 10 s
"""
POSTMORTEM = """\
## What happened

A shorter timeout reached every shop at once.[^1] It was fine on the test system, whose bank answers at once.

[[timeline]]

### How it was seen

| who | saw |
| --- | --- |
| support | ten mails within five minutes |
| a graph nobody had open | the share of 499 |

```python
TIMEOUT_SECONDS = 2  # was 10
```

## Who was hurt

[[impact]]

## What contributed

[[factors]]

- [x] raise the timeout again
- [ ] measure what banks need

## What we will do

[[actions]]

> Slow is not broken.

[^1]: The change was one line long.
"""


@dataclass(frozen=True)
class Told:
    """What the tests need to know of it: people, incidents, and what stands in them.

    `sessions` has the key of a session by the field of its person; "" where nobody has signed in.
    """

    editor: User
    viewer: User
    full: Incident
    bare: Incident
    draft: Incident
    corrected: TimelineEvent
    withdrawn: TimelineEvent
    source: Source
    window: ImpactWindow
    factor: ContributingFactor
    action: ActionItem
    watched: StatusPage
    rewritten: ReportedUpdate
    listed: Adding
    listed_before: Adding
    imported: ImportDraft
    sessions: dict[str, str] = field(default_factory=lambda: {"": ""})


def tell() -> Told:
    """Write it all into an empty database. Needs the severities and mechanisms that the migrations add."""
    editor = EditorFactory(username="noa", first_name="Noa", last_name="Keller", time_zone=ZONE)
    AdministratorFactory(username="ruben")
    viewer = UserFactory(username="ida")
    full = _incident(editor)
    events = _timeline(full, editor)
    source = Source.objects.keep(
        full, title="Incident channel", text=CHAT, kind=Source.Kind.CHAT_LOG, by=editor, author="Noa, Ruben"
    )
    events[1].quotes.add(source.quote("first customers write that paying does not work"))
    factor, action = _lessons(full, events, source, editor)
    _postmortem(full, editor)
    bare = Incident.objects.open_new(title="Somebody says it is slow", by=editor, visibility="public")
    draft = Incident.objects.open_new(
        title="A drill that nobody finished writing up", by=editor, kind=Incident.Kind.DRILL
    )
    Postmortem.begin(draft).save_text("## So far\n\nNot much.", by=editor, based_on=0)
    watched, rewritten = watch()
    listed, listed_before = add_lists()
    return Told(
        editor=editor,
        viewer=viewer,
        full=full,
        bare=bare,
        draft=draft,
        corrected=events[1],
        withdrawn=events[-1],
        source=source,
        window=full.impact_windows.get(),
        factor=factor,
        action=action,
        watched=watched,
        rewritten=rewritten,
        listed=listed,
        listed_before=listed_before,
        imported=written_up(editor, into=full),
    )


def _incident(editor) -> Incident:
    incident = Incident.objects.open_new(
        title="Payments end in `499` for every fourth customer",
        by=editor,
        status=Incident.Status.INVESTIGATING,
        severity=Severity.objects.get(order=2),
        organisation=Organisation.objects.named("Laden"),
        time_zone=ZONE,
        summary="A timeout of 2 s met banks that need **5**.",
        impact="About every fourth payment was refused; nobody was charged twice.",
        tags=["payments", "timeout"],
        lead=editor,
        visibility=Incident.Visibility.PUBLIC,
    )
    incident.links.create(title="The channel", url="https://chat.example/inc")
    return incident


def _timeline(incident, editor) -> list[TimelineEvent]:
    day = datetime.date(2026, 3, 4)
    told = [
        ("08:30", "Timeout of the gateway client lowered to 2 s.", "change", "people", ["started"]),
        ("~09:40", "First customers write in.", "observation", "people", ["detected"]),
        ("between 09:45 and 09:50", "Ruben finds the change.", "action", "people", ["identified"]),
        ("09:52:07", "`timeout=10` is live again.", "change", "machines", ["mitigated"]),
        ("10:05", "Some payments fail.", "status-post", "status-page", []),
        ("10:20", "We are watching.", "status-post", "status-page", []),
        ("10:30", "All is well.", "status-post", "status-page", []),
        ("10:31", "And once more: all is well.", "status-post", "status-page", []),
        ("by 14:00", "Refused payments are tried again.", "action", "write-up", ["resolved"]),
        ("15:00", "A note that was somebody else's.", "question", "people", []),
    ]
    events = [
        TimelineEvent.objects.record(
            incident,
            happened=When.read(words, day=day, zone=ZONE),
            text=text,
            by=editor,
            kind=kind,
            lane=lane,
            milestones=milestones,
        )
        for words, text, kind, lane, milestones in told
    ]
    events[1].correct(by=editor, why="support keeps the times of mails", text="The first ten mails arrive.")
    events[0].pin(True, by=editor)
    events[-1].withdraw(by=editor, why="it belongs to another day")
    return events


def _lessons(incident, events, source, editor) -> tuple[ContributingFactor, ActionItem]:
    component, _ = incident.organisation.components.get_or_create(name="Card payments")
    ImpactWindow.objects.add(
        incident,
        component=component,
        level=ImpactWindow.Level.PARTIAL_OUTAGE,
        began=When.read("08:30", day=datetime.date(2026, 3, 4), zone=ZONE),
        ended=When.read("~09:55", day=datetime.date(2026, 3, 4), zone=ZONE),
        by=editor,
        note="Three banks in four were quick enough.",
    )
    factor = ContributingFactor.objects.add(
        incident,
        statement="The new limit was tried against a bank that answers at once.",
        role=ContributingFactor.Role.TRIGGER,
        mechanism=Mechanism.objects.in_use().first(),
        evidence=events[:2],
        quotes=[source.quote("our timeout is 2 s since this morning")],
        detail="Real banks need up to *five* seconds.",
        by=editor,
    )
    ContributingFactor.objects.add(
        incident, statement="Nobody watched 499.", role=ContributingFactor.Role.HINDERED_DETECTION, by=editor
    )
    add = ActionItem.objects.add
    action = add(
        incident,
        title="Alert on the share of 499",
        owner=editor,
        weakens=[factor],
        due_date="2026-03-20",
        by=editor,
    )
    action.change(by=editor, due_date=datetime.date(2026, 4, 2), why="the gauge has to come first")
    add(incident, title="Measure what banks need", team="payments", status="in-progress", by=editor)
    add(incident, title="Raise it again", status="done", done_date="2026-03-04", by=editor)
    add(
        incident,
        title="Ask the banks to hurry",
        status="declined",
        declined_reason="They will not",
        by=editor,
    )
    return factor, action


def _postmortem(incident, editor) -> None:
    postmortem = Postmortem.begin(incident)
    postmortem.save_text("## What happened\n\nA shorter timeout.", by=editor, based_on=0)
    postmortem.save_text(POSTMORTEM, by=editor, based_on=1, note="the whole of it")
    postmortem.publish(by=editor)
