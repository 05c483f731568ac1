"""Every page about incidents. A page that shows several subjects lives here too: the highest of them."""

from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from incidents.feeds import postmortem_feed
from incidents.views import (
    actions,
    completing,
    factors,
    history,
    impact,
    import_items,
    importing,
    incident,
    incidents,
    portable,
    postmortem,
    search,
    similar,
    sources,
    synonyms,
    timeline,
    vocabulary,
    words,
)

app_name = "incidents"


class KindConverter(StringConverter):
    """Of a word of the vocabulary."""

    regex = "mechanism|tag|component"


class TagConverter(StringConverter):
    """A tag as it is, whatever it is made of: ci/cd, and line ends that an import may have brought."""

    regex = r"[\s\S]+"


register_converter(KindConverter, "kind")
register_converter(TagConverter, "tag")

_one = "incidents/<int:number>/"
_word = "vocabulary/<kind:kind>/<int:pk>/"
_event = f"{_one}events/<int:pk>/"
_postmortem = f"{_one}postmortem/"
_draft = "import/<uuid:draft_id>/"
_item = f"{_draft}items/<slug:item>/"

urlpatterns = [
    # Lists
    path("incidents/", incidents.incident_list, name="list"),
    path("actions/", actions.action_list, name="actions"),
    path("search/", search.search, name="search"),
    path("search/completing/", completing.completing, name="completing"),
    path("search/synonyms/", synonyms.synonym_list, name="synonyms"),
    path("search/synonyms/new/", synonyms.synonym_add, name="synonym_add"),
    path("search/synonyms/<int:pk>/", synonyms.synonym_edit, name="synonym"),
    path("search/synonyms/<int:pk>/remove/", synonyms.synonym_remove, name="synonym_remove"),
    path("searches/", include("incidents.saved.urls")),
    # The vocabulary
    path("mechanisms/", words.mechanism_list, name="mechanisms"),
    path("mechanisms/<slug:slug>/", words.mechanism_detail, name="mechanism"),
    path("tags/", words.tag_list, name="tags"),
    path("tags/<tag:name>/", words.tag_detail, name="tag"),
    path("components/", words.component_list, name="components"),
    path("components/<int:pk>/", words.component_detail, name="component"),
    path("vocabulary/", vocabulary.vocabulary, name="vocabulary"),
    path("vocabulary/<kind:kind>/propose/", vocabulary.word_propose, name="word_propose"),
    path("vocabulary/<kind:kind>/approve/", vocabulary.words_approve, name="words_approve"),
    path(f"{_word}edit/", vocabulary.word_edit, name="word_edit"),
    path(f"{_word}merge/", vocabulary.word_merge, name="word_merge"),
    path(f"{_word}<slug:verb>/", vocabulary.word_state, name="word_state"),
    path("postmortems.atom", postmortem_feed, name="postmortem_feed"),
    # Importing documents
    path("import/", importing.import_new, name="import"),
    path(_draft, importing.import_draft, name="import_draft"),
    path(f"{_draft}discard/", importing.import_discard, name="import_discard"),
    path(f"{_draft}restore/", importing.import_restore, name="import_restore"),
    path(f"{_draft}similar/", similar.import_similar, name="import_similar"),
    path(_item, import_items.import_item, name="import_item"),
    path(f"{_item}take/", import_items.import_take, name="import_take"),
    path(f"{_item}apart/", import_items.import_apart, name="import_apart"),
    path(f"{_item}unite/", import_items.import_unite, name="import_unite"),
    path(f"{_item}divide/", import_items.import_part, name="import_part"),
    # One incident
    path("incidents/new/", incident.incident_new, name="new"),
    path(_one, incident.incident_detail, name="detail"),
    path(f"{_one}edit/", incident.incident_edit, name="edit"),
    path(f"{_one}status/", incident.incident_status, name="status"),
    path(f"{_one}history/", history.incident_history, name="history"),
    path(f"{_one}export.md", portable.incident_export, name="export"),
    path(f"{_one}similar/", similar.incident_similar, name="similar"),
    path(f"{_one}similar/<int:other>/", similar.pair_say, name="pair"),
    # Its timeline
    path(f"{_one}events/add/", timeline.event_add, name="event_add"),
    path(f"{_one}events/read/", timeline.event_read, name="event_read"),
    path(f"{_one}events/paste/", timeline.events_paste, name="events_paste"),
    path(_event, timeline.event_detail, name="event"),
    path(f"{_event}edit/", timeline.event_edit, name="event_edit"),
    path(f"{_event}withdraw/", timeline.event_withdraw, name="event_withdraw"),
    path(f"{_event}restore/", timeline.event_restore, name="event_restore"),
    path(f"{_event}pin/", timeline.event_pin, name="event_pin"),
    # Sources
    path(f"{_one}sources/add/", sources.source_add, name="source_add"),
    path(f"{_one}sources/<int:pk>/", sources.source_detail, name="source"),
    path(f"{_one}sources/<int:pk>/read/", importing.source_read, name="source_read"),
    # Impact, factors, actions
    path(f"{_one}impact/add/", impact.window_add, name="window_add"),
    path(f"{_one}impact/<int:pk>/edit/", impact.window_edit, name="window_edit"),
    path(f"{_one}impact/<int:pk>/delete/", impact.window_delete, name="window_delete"),
    path(f"{_one}factors/add/", factors.factor_add, name="factor_add"),
    path(f"{_one}factors/<int:pk>/edit/", factors.factor_edit, name="factor_edit"),
    path(f"{_one}factors/<int:pk>/delete/", factors.factor_delete, name="factor_delete"),
    path(f"{_one}actions/add/", actions.action_add, name="action_add"),
    path(f"{_one}actions/<int:pk>/edit/", actions.action_edit, name="action_edit"),
    path(f"{_one}actions/<int:pk>/status/", actions.action_status, name="action_status"),
    # The postmortem
    path(_postmortem, postmortem.postmortem_read, name="postmortem"),
    path(f"{_postmortem}edit/", postmortem.postmortem_edit, name="postmortem_edit"),
    path(f"{_postmortem}preview/", postmortem.postmortem_preview, name="postmortem_preview"),
    path(f"{_postmortem}state/", postmortem.postmortem_state, name="postmortem_state"),
    path(f"{_postmortem}publish/", postmortem.postmortem_publish, name="postmortem_publish"),
    path(f"{_postmortem}versions/", postmortem.postmortem_versions, name="postmortem_versions"),
    path(f"{_postmortem}versions/<int:version>/", postmortem.postmortem_version, name="postmortem_version"),
]
