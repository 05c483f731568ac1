"""Components of ours that are merged or renamed: watched pages and what depends on them follow."""

import pytest

from incidents.factories import ComponentFactory, ImpactWindowFactory
from incidents.models import Component, ImpactWindow
from incidents.vocabulary.places import numbers_of
from statuspages.factories import (
    DependencyFactory,
    ReportedComponentFactory,
    StatusPageFactory,
)
from statuspages.models import Dependency, ReportedComponent
from statuspages.providers.reading import Affected
from statuspages.tests.accounts import account, listing, post, take, told

pytestmark = pytest.mark.django_db

EU = Affected("eu", "API EU", "operational", "major_outage")
US = Affected("us", "API US", "operational", "major_outage")


def outage(*affected, **changed):
    return told("i1", post("u1", "investigating", "08:00", "It is slow.", *affected), **changed)


@pytest.fixture
def page():
    return StatusPageFactory(name="Vendor")


def test_what_both_need_is_needed_once_and_the_rest_moves():
    page = StatusPageFactory()
    listed = ReportedComponentFactory(page=page)
    old = ComponentFactory(name="Shop")
    new = ComponentFactory(name="Checkout", organisation=old.organisation)
    for component, needs in ((old, None), (new, None), (old, listed)):
        DependencyFactory(page=page, component=component, reported_component=needs)
    elsewhere = DependencyFactory(component=old)
    old.merge_into(new, by=None)
    needs = {(need.page, need.reported_component) for need in Dependency.objects.filter(component=new)}
    assert needs == {(page, None), (page, listed), (elsewhere.page, None)}
    assert Dependency.objects.count() == 3


def test_what_would_move_is_counted(page):
    component = ComponentFactory(organisation=page.organisation)
    ReportedComponentFactory(page=page, component=component)
    DependencyFactory(component=component)
    ImpactWindowFactory(component=component)
    assert set(numbers_of([component])[component.pk]) == {
        "1 impact window",
        "1 component of a watched page",
        "1 dependency on a watched page",
    }


def test_a_page_goes_on_telling_of_a_component_that_was_merged(page):
    take(page, account(listing(outage(EU, US))), "08:01")
    eu, us = (Component.objects.get(name=name) for name in ("API EU", "API US"))
    windows = set(ImpactWindow.objects.values_list("pk", flat=True))
    eu.merge_into(us, by=None)
    us.rename("API", by=None)
    assert set(us.impact_windows.values_list("pk", flat=True)) == windows
    assert set(page.components.values_list("component", flat=True)) == {us.pk}
    over = post("u2", "resolved", "10:00", "It is over.")
    later = told("i1", post("u1", "investigating", "08:00", "It is slow.", EU, US), over)
    take(page, account(listing(later), said_at="10:00"), "10:01")
    assert set(us.impact_windows.values_list("pk", flat=True)) == windows
    assert all(window.ended is not None for window in us.impact_windows.all())


def test_a_component_that_a_page_lists_by_a_former_name_is_not_made_anew(page):
    old = ComponentFactory(organisation=page.organisation, name="API EU")
    new = ComponentFactory(organisation=page.organisation, name="API")
    old.merge_into(new, by=None)
    take(page, account(listing(outage(EU))), "08:01")
    assert page.components.get().component == new
    assert list(page.organisation.components.all()) == [new]


def test_a_dependency_that_is_declared_with_a_merged_component_is_that_of_the_other(page):
    old = ComponentFactory()
    new = ComponentFactory(organisation=old.organisation)
    held = DependencyFactory(page=page, component=new)
    stale = Component.objects.get(pk=old.pk)
    old.merge_into(new, by=None)
    assert Dependency.objects.declare(page, stale, by=None) == held


def test_a_listed_component_that_is_written_with_a_merged_one_names_the_other(page):
    old = ComponentFactory(organisation=page.organisation)
    new = ComponentFactory(organisation=page.organisation)
    stale = Component.objects.get(pk=old.pk)
    old.merge_into(new, by=None)
    ReportedComponent.objects.bulk_create(
        [ReportedComponent(page=page, uid="x", component=stale, name="x", status="")]
    )
    assert page.components.get().component == new


def test_components_that_a_page_lists_wait_for_nobody(page):
    take(page, account(listing(outage(EU))), "08:01")
    assert not Component.objects.proposed().exists()
