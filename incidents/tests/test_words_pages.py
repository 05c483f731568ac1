"""The pages of mechanisms, tags and components: what they show, to whom, and under which addresses."""

import pytest

from accounts.factories import AdministratorFactory
from incidents.factories import (
    ComponentFactory,
    ContributingFactorFactory,
    ImpactWindowFactory,
    IncidentFactory,
    MechanismFactory,
    OrganisationFactory,
    TagFactory,
)
from incidents.models import Component, Mechanism, Tag
from incidents.tests.conftest import signed_in
from timelines.factories import TimelineEventFactory
from timelines.models import TimelineEvent
from timelines.when import When

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_admin():
    return signed_in(AdministratorFactory(username="ada"))


def began(incident, words: str):
    when = When.read(words)
    TimelineEvent.objects.record(incident, happened=when, text="It begins.", milestones=["started"])
    return incident


# What they show


def test_a_tag_shows_its_definition_its_incidents_and_their_factors(client):
    incident = IncidentFactory(tags=["dns", "ci/cd"], title="Names do not resolve")
    ContributingFactorFactory(
        incident=incident, statement="Nobody watched it", mechanism=MechanismFactory(name="Unseen")
    )
    IncidentFactory(title="Another story")
    Tag.objects.get(name="ci/cd").describe(by=None, definition="Builds and deploys.")
    page = client.get("/tags/ci/cd/")
    for part in ("Builds and deploys.", "Names do not resolve", "Nobody watched it", "unseen", "n = 1"):
        assert part in page.text
    assert "Another story" not in page.text
    assert 'href="/search/?q=tag%3Aci%2Fcd"' in page.text


def test_a_component_shows_what_it_affected_and_whose_it_is(client):
    shop = OrganisationFactory(name="Corner Shop")
    component = ComponentFactory(organisation=shop, name="Web, API", description="What shops call.")
    ImpactWindowFactory.create_batch(2, component=component, incident=IncidentFactory(title="Slow tills"))
    page = client.get(component.get_absolute_url())
    for part in ("Corner Shop", "What shops call.", "Slow tills", "n = 1"):
        assert part in page.text
    assert page.context["page"].all_at == "/search/?q=component%3A%22Web%2C+API%22"


def test_a_name_that_two_organisations_use_leads_to_no_list_of_both(client):
    first, second = (ImpactWindowFactory(component__name="API") for _ in range(2))
    page = client.get(first.component.get_absolute_url()).context["page"]
    assert (page.number, page.all_at) == (1, "")
    assert second.incident not in [row.incident for row in page.rows]


def test_a_name_that_only_a_restricted_incident_shares_changes_no_page(client):
    component = ImpactWindowFactory(component__name="API").component
    before = client.get(component.get_absolute_url()).context["page"].all_at
    ImpactWindowFactory(component__name="API", incident__visibility="restricted")
    assert client.get(component.get_absolute_url()).context["page"].all_at == before != ""


def test_under_five_incidents_no_trend_is_read(client):
    word = MechanismFactory(slug="skewed")
    for number in range(5):
        assert ("no trend is read" in client.get("/mechanisms/skewed/").text) is (0 < number < 5)
        incident = began(IncidentFactory(), f"{number + 1} March 2023 12:00 UTC")
        ContributingFactorFactory(mechanism=word, incident=incident)
    page = client.get("/mechanisms/skewed/")
    assert page.context["page"].is_enough
    assert "no trend is read" not in page.text


def test_the_numbers_beside_the_drawing_lead_to_as_many_incidents(client):
    word = MechanismFactory(slug="skewed")
    told = [
        ("1 March 2023 12:00 UTC", "incident"),
        ("year 2023", "incident"),
        ("May 2023", "near-miss"),
        ("1 February 2024 12:00 UTC", "incident"),
    ]
    for words, kind in told:
        ContributingFactorFactory(mechanism=word, incident=began(IncidentFactory(kind=kind), words))
    ContributingFactorFactory(mechanism=word, incident__visibility="restricted")
    columns = client.get("/mechanisms/skewed/").context["page"].columns
    assert [(column.label, column.incidents, column.near_misses) for column in columns] == [
        ("Q1 2023", 2, 0),
        ("Q2 2023", 1, 1),
        ("Q3 2023", 1, 0),
        ("Q4 2023", 1, 0),
        ("Q1 2024", 1, 0),
    ]
    for column in columns:
        for number, address in (
            (column.incidents, column.incidents_at),
            (column.near_misses, column.near_misses_at),
        ):
            assert bool(number) is bool(address)
            if address:
                assert client.get(address).context["page"].total == number


# Addresses that were


@pytest.mark.parametrize("hops", ["rename", "merge", "both"])
def test_every_address_that_a_mechanism_had_leads_to_it_with_its_query(client, hops):
    word, other = (MechanismFactory(name=name, slug=name) for name in ("alpha", "beta"))
    if hops != "merge":
        word.rename("aleph", by=None)
    if hops != "rename":
        word.merge_into(other, by=None)
        other.rename("gamma", by=None)
    standing = word if hops == "rename" else other
    for slug in {"alpha", word.slug}:
        answer = client.get(f"/mechanisms/{slug}/?from=x", follow=True)
        assert answer.status_code == 200
        assert answer.context["word"] == standing
        assert "from=x" in answer.request["QUERY_STRING"]


def test_old_addresses_of_tags_and_components_lead_to_what_stands(client):
    tag, other = TagFactory(name="c++"), TagFactory(name="cpp")
    tag.merge_into(other, by=None)
    assert client.get("/tags/c++/").url == "/tags/cpp/"
    assert client.get("/tags/CPP/").url == "/tags/cpp/"
    shop = OrganisationFactory()
    first, second = (ComponentFactory(organisation=shop) for _ in range(2))
    first.merge_into(second, by=None)
    assert client.get(f"/components/{first.pk}/").url == f"/components/{second.pk}/"


def test_an_old_address_tells_nothing_of_a_word_that_one_may_not_see(client, as_admin):
    hidden = ImpactWindowFactory(incident__visibility="restricted").component
    gone = ComponentFactory(organisation=hidden.organisation)
    gone.merge_into(hidden, by=None)
    IncidentFactory(visibility="restricted", tags=["hush"])
    Tag.objects.get(name="hush").rename("quiet", by=None)
    for address in (f"/components/{gone.pk}/", f"/components/{hidden.pk}/", "/tags/hush/", "/tags/quiet/"):
        assert client.get(address).status_code == 404
        assert as_admin.get(address, follow=True).status_code == 200


def test_administrators_read_what_was_done_with_a_word(client, as_admin):
    word, other = MechanismFactory(name="One", slug="one", is_proposed=True), MechanismFactory(name="Other")
    word.approve(by=None)
    word.describe(by=None, definition="Something.")
    word.rename("The one", by=None)
    word.merge_into(other, by=AdministratorFactory(username="bea", first_name="Bea", last_name="Stone"))
    page = as_admin.get(other.get_absolute_url()).text
    for said in (
        "the mechanism “One” was proposed",
        "the mechanism “One” was approved",
        "the mechanism “One” was described anew",
        "the mechanism “One” was renamed “The one”",
        "Bea Stone: the mechanism “The one” was merged into “Other”",
    ):
        assert said in page
    assert 'id="history"' not in client.get(other.get_absolute_url()).text


def test_former_names_are_told_to_administrators_alone(client, as_admin):
    word = MechanismFactory(slug="skewed", name="Skewed")
    word.rename("Askew", by=None)
    assert "Also found as “Skewed”" in as_admin.get("/mechanisms/askew/").text
    assert "Skewed" not in client.get("/mechanisms/askew/").text


@pytest.mark.parametrize(
    "tag", ["ci/cd", "c++", "50%", "a?b#c", "two words", "日本", "a\nb", "x" * 50, "Upper"]
)
def test_a_tag_of_any_letters_has_a_page_that_its_incidents_lead_to(client, tag):
    incident = IncidentFactory(tags=[tag], number=42)
    address = Tag.objects.get().get_absolute_url()
    assert f'href="{address}"' in client.get("/incidents/42/").text
    page = client.get(address)
    assert page.status_code == 200
    assert [row.incident for row in page.context["page"].rows] == [incident]


@pytest.mark.parametrize("address", ["/tags/no-such/", "/tags/a%00b/", "/components/999999/"])
def test_words_that_nobody_knows_are_not_found(client, address):
    assert client.get(address).status_code == 404


# Lists


def test_lists_count_what_the_person_may_see_and_hide_the_rest(client, as_viewer):
    IncidentFactory(tags=["dns"])
    IncidentFactory(tags=["dns", "hush"], visibility="restricted")
    shown = ImpactWindowFactory(component__name="Checkout").component
    ImpactWindowFactory(component=shown, incident__visibility="internal")
    ImpactWindowFactory(component__name="Hush", incident__visibility="restricted")
    tags = client.get("/tags/").context["page"]
    assert [(tag.name, tag.met) for tag in tags] == [("dns", 1)]
    for asking, met in ((client, 1), (as_viewer, 2)):
        components = asking.get("/components/").context["page"]
        assert [(component.name, component.met) for component in components] == [("Checkout", met)]


@pytest.mark.parametrize("address", ["/tags/", "/components/", "/mechanisms/"])
def test_empty_lists_say_what_to_do(client, address):
    Mechanism.objects.all().delete()
    assert "empty" in client.get(address).text


def test_lists_are_walked_page_by_page(client):
    Tag.objects.bulk_create(Tag(name=f"tag-{number:03}") for number in range(150))
    first = client.get("/tags/").context["page"]
    second = client.get("/tags/", {"from": first.next}).context["page"]
    assert [len(first), len(second), second.next] == [100, 50, ""]
    shop = OrganisationFactory()
    Component.objects.bulk_create(Component(organisation=shop, name=f"{number:03}") for number in range(150))
    first = client.get("/components/").context["page"]
    assert len(client.get("/components/", {"from": first.next}).context["page"]) == 50


def test_pages_cost_the_same_for_few_incidents_and_for_many(client, django_assert_num_queries):
    shop = OrganisationFactory()
    component = ComponentFactory(organisation=shop)
    for total in (1, 12):
        for _ in range(total):
            incident = IncidentFactory(tags=["dns", f"tag-{TagFactory().pk}"], sev=2, organisation=shop)
            ImpactWindowFactory(incident=incident, component=component)
            ContributingFactorFactory(incident=incident, mechanism=MechanismFactory())
            ImpactWindowFactory(component=ComponentFactory(organisation=shop))
            TimelineEventFactory(incident=incident)
        for address, queries in (
            ("/tags/", 2),  # tags, how often each
            ("/components/", 2),  # components, how often each
            ("/tags/dns/", 7),  # now, once, told of, starts, how many factors, the latest, factors
            (f"/components/{component.pk}/", 7),  # it, told of, starts, the only one, then as before
        ):
            with django_assert_num_queries(queries):
                client.get(address)


# Changing


def test_an_administrator_renames_and_describes_a_word(as_admin):
    word = MechanismFactory(name="Skewed", slug="skewed")
    where = f"/vocabulary/mechanism/{word.pk}/edit/"
    form = as_admin.get(where).context["form"]
    told = {
        "name": "Askew",
        "group": "A new group",
        "definition": "Parts lean.",
        "edition": form["edition"].value(),
    }
    assert as_admin.post(where, told).url == "/mechanisms/askew/"
    word.refresh_from_db()
    assert (word.name, word.group, word.definition) == ("Askew", "A new group", "Parts lean.")
    assert word.group_order == Mechanism.objects.order_by("-group_order")[0].group_order
    again = as_admin.post(where, told | {"name": "Leaning"})
    assert again.status_code == 422
    assert "saved another form meanwhile" in again.text
    assert "Name is now “Askew”" in again.text


def test_a_former_name_of_another_word_is_taken_with_a_tick(as_admin):
    first, second = TagFactory(name="edge"), TagFactory(name="corner")
    first.rename("cdn", by=None)
    where = f"/vocabulary/tag/{second.pk}/edit/"
    refused = as_admin.post(where, {"name": "edge"})
    assert refused.status_code == 422
    assert "is what the tag “cdn” was called before" in refused.text
    assert "Take the name anew" in refused.text
    assert as_admin.post(where, {"name": "edge", "anew": "on"}).url == "/tags/edge/"
    assert as_admin.get("/tags/edge/").context["word"] == second


def test_a_merge_is_shown_before_it_is_confirmed(as_admin):
    word, other = TagFactory(name="k8s"), TagFactory(name="kubernetes", definition="The cluster.")
    incident = IncidentFactory(tags=["k8s"], visibility="restricted")
    where = f"/vocabulary/tag/{word.pk}/merge/"
    shown = as_admin.get(where, {"into": other.pk})
    for part in ("1 incident", "The cluster.", "“k8s”"):
        assert part in shown.text
    incident.refresh_from_db()
    assert incident.tags == ["k8s"]
    preview = shown.context["preview"]
    merged = as_admin.post(where, {"into": other.pk, "read": preview.read}, follow=True)
    assert merged.redirect_chain == [("/tags/kubernetes/", 302)]
    incident.refresh_from_db()
    assert incident.tags == ["kubernetes"]
    again = as_admin.post(where, {"into": other.pk, "read": preview.read}, follow=True)
    assert "merged into “kubernetes” by now" in again.text


@pytest.mark.parametrize("change", ["word", "other", "nothing read"])
def test_a_merge_of_what_was_changed_since_is_refused_and_shown_anew(as_admin, change):
    word, other = MechanismFactory(), MechanismFactory()
    factor = ContributingFactorFactory(mechanism=word)
    where = f"/vocabulary/mechanism/{word.pk}/merge/"
    read = as_admin.get(where, {"into": other.pk}).context["preview"].read
    if change == "nothing read":
        read = ""
    else:
        {"word": word, "other": other}[change].describe(by=None, definition="Something else.")
    answer = as_admin.post(where, {"into": other.pk, "read": read})
    assert answer.status_code == 409
    assert "Nothing was merged" in answer.text
    assert answer.context["preview"].moves == ["1 contributing factor"]
    factor.refresh_from_db()
    assert factor.mechanism == word


@pytest.mark.parametrize("into", ["", "0", "x", "self", "retired"])
def test_what_cannot_be_merged_into_is_refused(as_admin, into):
    word, retired = MechanismFactory(), MechanismFactory(is_retired=True)
    into = {"self": word.pk, "retired": retired.pk}.get(into, into)
    answer = as_admin.post(f"/vocabulary/mechanism/{word.pk}/merge/", {"into": into, "read": "1-2"})
    assert answer.status_code == 422
    assert Mechanism.objects.filter(pk=word.pk).exists()


def test_a_retired_word_is_offered_no_more_until_it_is_restored(as_admin):
    word = MechanismFactory(name="Skewed")
    as_admin.post(f"/vocabulary/mechanism/{word.pk}/retire/")
    assert word not in Mechanism.objects.in_use()
    assert "retired: kept for old factors" in as_admin.get(word.get_absolute_url()).text
    as_admin.post(f"/vocabulary/mechanism/{word.pk}/restore/")
    assert word in Mechanism.objects.in_use()
