"""How the lists of watched pages and of what they report are narrowed."""

from __future__ import annotations

from django_filters import rest_framework as filters

from incidents.api.filters import WordsFilter, YesNoFilter


class StatusPageFilters(filters.FilterSet):
    organisation = WordsFilter("organisation__slug", label="Slugs of organisations.")
    provider = WordsFilter(label="Formats, as in `provider`.")
    tag = WordsFilter("tags", lookup_expr="overlap", label="Tags.")
    team = WordsFilter(label="Teams.")
    watched = YesNoFilter("is_watched", label="Whether it is read: true or false.")
    readable = YesNoFilter(method="by_readable", label="Whether the last reading was good: true or false.")

    def by_readable(self, pages, name, value: bool):
        return pages.filter(error="") if value else pages.exclude(error="")


class MaintenanceFilters(filters.FilterSet):
    state = WordsFilter(label="What the status means: scheduled, in-progress, done.")


class ReportedIncidentFilters(filters.FilterSet):
    status = WordsFilter(label="Words as the page serves them: investigating, resolved.")
    open = YesNoFilter(
        method="by_open", label="Whether the page still tells it, as not ended: true or false."
    )

    def by_open(self, reported, name, value: bool):
        going_on = reported.unresolved()
        return going_on if value else reported.exclude(pk__in=going_on.values("pk"))
