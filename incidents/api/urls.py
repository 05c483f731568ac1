"""Incidents and what belongs to them, at the addresses that their pages have."""

from django.urls import path

from incidents.api.completing import Completing
from incidents.api.search import Search
from incidents.api.views import (
    events,
    incidents,
    items,
    postmortem,
    saved_searches,
    similar,
    vocabulary,
    words,
)

_one = "incidents/<int:number>/"
_event = f"{_one}events/<int:pk>/"
_mechanism = "mechanisms/<slug:slug>/"
_tag = "tags/<int:pk>/"
_component = "components/<int:pk>/"

urlpatterns = [
    path("incidents/", incidents.IncidentList.as_view(), name="api_incidents"),
    path(_one, incidents.IncidentDetail.as_view(), name="api_incident"),
    # Its timeline
    path(f"{_one}events/", events.EventList.as_view(), name="api_events"),
    path(f"{_one}events/bulk/", events.EventBulk.as_view(), name="api_events_bulk"),
    path(_event, events.EventDetail.as_view(), name="api_event"),
    path(f"{_event}withdraw/", events.EventWithdraw.as_view(), name="api_event_withdraw"),
    path(f"{_event}restore/", events.EventRestore.as_view(), name="api_event_restore"),
    # What stands beside it
    path(f"{_one}impact-windows/", items.WindowList.as_view(), name="api_windows"),
    path(f"{_one}impact-windows/<int:pk>/", items.WindowDetail.as_view(), name="api_window"),
    path(f"{_one}factors/", items.FactorList.as_view(), name="api_factors"),
    path(f"{_one}factors/<int:pk>/", items.FactorDetail.as_view(), name="api_factor"),
    path(f"{_one}action-items/", items.ActionList.as_view(), name="api_actions"),
    path(f"{_one}action-items/<int:pk>/", items.ActionDetail.as_view(), name="api_action"),
    path(f"{_one}sources/", items.SourceList.as_view(), name="api_sources"),
    path(f"{_one}sources/<int:pk>/", items.SourceDetail.as_view(), name="api_source"),
    # What it is like
    path(f"{_one}similar/", similar.SimilarList.as_view(), name="api_similar"),
    path(f"{_one}similar/<int:other>/", similar.PairDetail.as_view(), name="api_pair"),
    # The postmortem
    path(f"{_one}postmortem/", postmortem.PostmortemDetail.as_view(), name="api_postmortem"),
    path(f"{_one}postmortem/publish/", postmortem.PostmortemPublish.as_view(), name="api_postmortem_publish"),
    # Across incidents
    path("search/", Search.as_view(), name="api_search"),
    path("search/completing/", Completing.as_view(), name="api_completing"),
    path("saved-searches/", saved_searches.SavedSearchList.as_view(), name="api_saved_searches"),
    path("saved-searches/<int:pk>/", saved_searches.SavedSearchDetail.as_view(), name="api_saved_search"),
    path("action-items/", items.AllActions.as_view(), name="api_all_actions"),
    path("postmortems/", postmortem.PostmortemList.as_view(), name="api_postmortems"),
    # The vocabulary
    path("mechanisms/", words.MechanismList.as_view(), name="api_mechanisms"),
    path(_mechanism, words.MechanismDetail.as_view(), name="api_mechanism"),
    path(f"{_mechanism}merge/", words.MechanismMerge.as_view(), name="api_mechanism_merge"),
    path("tags/", words.TagList.as_view(), name="api_tags"),
    path(_tag, words.TagDetail.as_view(), name="api_tag"),
    path(f"{_tag}merge/", words.TagMerge.as_view(), name="api_tag_merge"),
    path("components/", words.ComponentList.as_view(), name="api_components"),
    path(_component, words.ComponentDetail.as_view(), name="api_component"),
    path(f"{_component}merge/", words.ComponentMerge.as_view(), name="api_component_merge"),
    *(
        path(f"{where}{verb}/", view.as_view(verb=verb), name=f"api_{kind}_{verb}")
        for kind, where, view in (
            ("mechanism", _mechanism, words.MechanismState),
            ("tag", _tag, words.TagState),
            ("component", _component, words.ComponentState),
        )
        for verb in ("approve", "retire", "restore")
    ),
    path("severities/", vocabulary.SeverityList.as_view(), name="api_severities"),
    path("organisations/", vocabulary.OrganisationList.as_view(), name="api_organisations"),
]
