"""Nothing of an incident that somebody may not see is at any address, in any list, feed, export or count.

Every address of the URLconf is asked: one that is added later is asked by this too.
"""

import itertools
import re

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.factories import EditorFactory, UserFactory
from accounts.models import User
from incidents.factories import ComponentFactory, ImportDraftFactory, IncidentFactory, OrganisationFactory
from incidents.models import (
    ActionItem,
    ContributingFactor,
    ImpactWindow,
    Incident,
    Mechanism,
    Postmortem,
    Tag,
)
from reviews.preparing import prepare_missing
from statuspages.factories import (
    DependencyFactory,
    PayloadFactory,
    ReportedIncidentFactory,
    ReportedUpdateFactory,
    StatusPageFactory,
    UpdateRevisionFactory,
)
from statuspages.publish.ids import Row, public_id
from timelines.models import Source, TimelineEvent
from timelines.when import When

MARK = "Zanzibarium"  # stands in everything that is private
ASKED = "Unobtainium"  # stands beside it, and is searched for
WORDS = f"{ASKED} {MARK}"
WEEK = "2023-W11"
SKIPPED = (
    "admin",
    "accounts/",
)  # other people's, which know of no incident but the admin's own administrators
PLACEHOLDER = re.compile(r"<(?:\w+:)?(\w+)>")
# What stands on every page and differs each time, or says how long it took.
PASSING = re.compile(rb'csrfmiddlewaretoken" value="\w+|X-CSRFToken": "\w+|"took_ms": ?[\d.]+|\d+(\.\d+)? ms')

pytestmark = pytest.mark.django_db


def tell(incident: Incident, words: str = WORDS, page=None) -> dict[str, list]:
    """Tell everything of an incident in `words`, also as a watched page reports it.

    The values that addresses may name of it, by their placeholder.
    """
    happened = When.read("14 March 2023 12:00 UTC")
    source = Source.objects.keep(
        incident, title=words, text=f"{words}.", kind="notes", url="https://x.example/"
    )
    quote = source.quote(words)
    events = TimelineEvent.objects.record_all(
        incident,
        [
            {
                "happened": happened,
                "text": words,
                "actor": words,
                "quotes": [quote],
                "milestones": ["started"],
            },
            {"happened": happened, "text": words, "kind": "status-post"},
        ],
        by=None,
    )
    events[1].withdraw(by=None, why=words)
    post = TimelineEvent.objects.record(incident, happened=happened, text=words, kind="status-post")
    component = ComponentFactory(organisation=incident.organisation or OrganisationFactory(), name=words)
    window = ImpactWindow.objects.add(
        incident, component=component, level="major-outage", began=happened, note=words
    )
    mechanism = Mechanism.objects.order_by("slug").first()
    factor = ContributingFactor.objects.add(
        incident, statement=words, role="trigger", detail=words, mechanism=mechanism, evidence=events[:1]
    )
    action = ActionItem.objects.add(
        incident, title=words, weakens=[factor], team=words, owner_name=words, due_date="2023-03-15"
    )
    incident.set_links([(words, "https://x.example/")])
    incident.change_status("identified", by=None, why=words)
    postmortem = Postmortem.begin(incident)
    postmortem.save_text(f"## {words}\n\n{words}\n\n[[timeline]]", by=None, based_on=0, note=words)
    postmortem.publish(by=None)
    postmortem.save_text(f"{words}, once more", by=None, based_on=1)
    page = page or StatusPageFactory()
    reported = ReportedIncidentFactory(page=page, incident=incident, name=words)
    update = ReportedUpdateFactory(reported=reported, event=post)
    UpdateRevisionFactory(update=update, body=words)
    UpdateRevisionFactory(update=update, body=f"{words}.")
    dependency = DependencyFactory(page=page, component=component)
    payload = PayloadFactory(page=page, path=f"/{incident.number}", came=words.encode())
    owner = User.objects.filter(username="importer").first() or EditorFactory(username="importer")
    draft = ImportDraftFactory(owner=owner, text=f"At 12:00 UTC {words}.", title=words, into=incident)
    tags = Tag.objects.filter(name__in=incident.tags)
    rows = [source, *events, post, window, factor, action, page, component, *tags]
    return {
        "number": [incident.number],
        "other": [incident.number],
        "pk": sorted({row.pk for row in rows}),
        "update": [update.pk],
        "dependency": [dependency.pk],
        "payload": [payload.pk],
        "uid": [public_id(Row.INCIDENT, incident.pk)],
        "version": [1, 2],
        "draft_id": [draft.pk],
        "item": ["event-0-9"],
    }


def private(visibility: str, page=None) -> dict[str, list]:
    incident = Incident.objects.open_new(
        title=f"{WORDS} failed",
        organisation=OrganisationFactory(name=f"{WORDS} Ltd"),
        visibility=visibility,
        summary=WORDS,
        impact=WORDS,
        tags=[MARK.lower(), ASKED.lower()],
    )
    return tell(incident, page=page)


def patterns(resolver=None, before="") -> list[str]:
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if route.startswith(SKIPPED):
            continue
        found += patterns(pattern, route) if isinstance(pattern, URLResolver) else [route]
    return [route for route in found if not re.search(r"[\\^$]", route)]


def addresses(named: dict[str, list]) -> list[str]:
    """Every address, with every value for what it names."""
    values = {
        "week": [WEEK],
        "name": ["md", "html", "csv", "json", ASKED.lower()],
        "kind": ["mechanism", "tag", "component"],
        "verb": ["approve"],
        "slug": list(Mechanism.objects.order_by("slug").values_list("slug", flat=True)[:1]),
        "key": ["abcdefgh"],
        **named,
    }
    found = []
    for route in patterns():
        names = PLACEHOLDER.findall(route)
        for chosen in itertools.product(*(values[name] for name in names)):
            path = route
            for value in chosen:
                path = PLACEHOLDER.sub(str(value), path, count=1)
            found.append(f"/{path}")
    return found


QUERIES = [
    f"/search/?q={ASKED}",
    f"/search/?q={ASKED[:5]}",
    f"/search/?q=%22{ASKED}+failed%22",
    f"/api/v1/search/?q={ASKED}",
    f"/api/v1/search/?q={ASKED[:4]}",
    f"/incidents/?q={ASKED}",
    f"/incidents/?tag={ASKED}",
    f"/actions/?q={ASKED}",
    f"/api/v1/organisations/?name={ASKED}",
    f"/api/v1/tags/?name={ASKED}",
    f"/api/v1/components/?name={ASKED}",
    f"/api/v1/incidents/?organisation={ASKED.lower()}-ltd",
    f"/?week={WEEK}",
]


def client_of(who: str) -> Client:
    client = Client()
    people = {"viewer": UserFactory, "editor": EditorFactory}
    if who in people:
        client.force_login(people[who](username=who))
    return client


everybody = pytest.mark.parametrize(
    ("who", "visibility"),
    [
        ("stranger", "internal"),
        ("stranger", "restricted"),
        ("viewer", "restricted"),
        ("editor", "restricted"),
    ],
)


@everybody
def test_no_address_tells_a_word_of_it(who, visibility):
    client = client_of(who)
    told = []
    for address in [*addresses(private(visibility)), *QUERIES]:
        for ask in (client.get, client.options):
            answer = ask(address)
            if MARK.lower() in f"{answer.headers} {answer.content.decode()}".lower():
                told.append(address)
    assert told == []


@pytest.mark.parametrize("into", [True, False])
def test_the_very_same_document_being_imported_does_not_lead_to_it(into):
    """Somebody else has its source, and went to put it there while they could."""
    named = private("restricted")
    incident = Incident.objects.get(number=named["number"][0])
    text = incident.sources.get().text
    client = client_of("editor")
    draft = ImportDraftFactory(
        owner=User.objects.get(username="editor"), text=text, into=incident if into else None
    )
    page = client.get(draft.get_absolute_url())
    assert page.status_code == 200
    assert not re.search(rf"{incident.reference}\b", page.text)
    assert f"{WORDS} failed" not in page.text
    assert f"{WORDS} Ltd" not in page.text


@everybody
def test_what_stands_below_it_is_not_there(who, visibility):
    client = client_of(who)
    named = private(visibility)
    below = [address for address in addresses(named) if f"/incidents/{named['number'][0]}/" in address]
    assert len(below) > 40
    answers = {address: client.get(address).status_code for address in below}
    # 405 says the method, 302 to sign in: both before anybody looked whether it is there.
    assert {address: code for address, code in answers.items() if code not in (404, 405, 302)} == {}


@everybody
def test_nothing_below_it_can_be_changed(who, visibility):
    client = client_of(who)
    named = private(visibility)
    refused = {404, 405} if who == "editor" else {401, 403, 404, 405, 302}
    for address in addresses(named):
        if f"/incidents/{named['number'][0]}/" in address:
            for method in (client.post, client.patch, client.delete):
                answer = method(address, "{}", content_type="application/json")
                assert answer.status_code in refused, address
                assert MARK.encode() not in answer.content


@everybody
def test_it_is_told_as_what_was_never_there(who, visibility):
    """Its own addresses answer what those of a number that nobody has answer."""
    client = client_of(who)
    named = private(visibility)
    number = named["number"][0]
    for address in addresses(named):
        if f"/incidents/{number}/" in address:
            nowhere = address.replace(f"/incidents/{number}/", "/incidents/987654/")
            told, other = client.get(address), client.get(nowhere)
            assert told.status_code == other.status_code, address
            if told.status_code == 404:
                assert passing(told).replace(address.encode(), b"") == passing(other).replace(
                    nowhere.encode(), b""
                )


@everybody
def test_lists_counts_and_feeds_are_the_same_without_it(who, visibility, time_machine):
    time_machine.move_to("2023-03-20 12:00Z", tick=False)
    client = client_of(who)
    page = StatusPageFactory()
    tell(IncidentFactory(number=1, organisation=OrganisationFactory()), "Plain words", page=page)
    seen = [*(f"/{route}" for route in patterns() if "<" not in route), *QUERIES]
    before = {address: passing(client.get(address)) for address in seen}
    private(visibility, page=page)
    after = {address: passing(client.get(address)) for address in seen}
    assert [address for address in seen if before[address] != after[address]] == []


def passing(answer) -> bytes:
    return PASSING.sub(b"", answer.content)


@pytest.mark.parametrize("who", ["stranger", "viewer"])
def test_a_draft_is_told_to_editors_only(who):
    incident = IncidentFactory(organisation=OrganisationFactory())
    named = tell(incident, "Plain words")
    incident.postmortem.save_text(f"{WORDS}, a third time", by=None, based_on=2)
    asked = [*addresses({**named, "version": [1, 2, 3]}), *QUERIES]
    client, editor = client_of(who), client_of("editor")
    assert [address for address in asked if MARK.encode() in client.get(address).content] == []
    assert any(MARK.encode() in editor.get(address).content for address in asked)


@pytest.mark.parametrize("who", ["stranger", "viewer", "editor"])
def test_what_was_made_private_is_told_no_longer(who, time_machine):
    """Not by search, and not by the review that was prepared while people could see it."""
    time_machine.move_to("2023-03-20 12:00Z", tick=False)
    named = private("public")
    assert prepare_missing(timezone.now(), "UTC")
    Incident.objects.update(visibility="restricted")
    client = client_of(who)
    asked = [*addresses(named), *QUERIES]
    assert [address for address in asked if MARK.encode() in client.get(address).content] == []


def test_the_words_are_told_to_who_may_see_them():
    """Else the tests above would hold of an empty house."""
    client = client_of("viewer")
    named = private("internal")
    told = [
        address for address in [*addresses(named), *QUERIES] if MARK.encode() in client.get(address).content
    ]
    assert len(told) > 20
    for name in ("incidents:list", "incidents:actions", "home", "api_incidents", "api_all_actions"):
        assert reverse(name) in told
