"""Watched status pages."""

from django.urls import path

from statuspages.views import (
    adding,
    alerts,
    detail,
    listing,
    lists,
    payloads,
    reading,
    settings,
    upstream,
    webhook,
)

app_name = "statuspages"

_one = "<int:pk>/"
_behind = "upstream/<int:number>/"

urlpatterns = [
    path("", listing.status_page_list, name="list"),
    path("look/", adding.status_page_look, name="look"),
    path("watch/", adding.status_page_watch, name="watch"),
    path("lists/new/", lists.adding_new, name="adding_new"),
    path("lists/<int:pk>/", lists.adding_detail, name="adding"),
    path("lists/<int:pk>/again/", lists.adding_again, name="adding_again"),
    path("watched.csv", lists.export_csv, name="export_csv"),
    path("watched.opml", lists.export_opml, name="export_opml"),
    path(_one, detail.status_page_detail, name="detail"),
    path(f"{_one}updates/<int:update>/", detail.reported_update, name="update"),
    path(f"{_one}settings/", settings.status_page_settings, name="settings"),
    path(f"{_one}needed-by/", settings.dependency_new, name="dependency_new"),
    path(f"{_one}needed-by/<int:dependency>/remove/", settings.dependency_remove, name="dependency_remove"),
    path(f"{_one}webhook/renew/", settings.webhook_renew, name="webhook_renew"),
    path(f"{_one}webhook/remove/", settings.webhook_remove, name="webhook_remove"),
    path("webhook/<slug:key>/", webhook.webhook, name="webhook"),
    path(f"{_one}answers/", payloads.payload_list, name="payloads"),
    path(f"{_one}answers/<int:payload>/", payloads.payload_download, name="payload"),
    path(f"{_one}stop/", reading.status_page_stop, name="stop"),
    path(f"{_one}resume/", reading.status_page_resume, name="resume"),
    path(f"{_one}read/", reading.status_page_read, name="read"),
    path("alerts/", alerts.alert_list, name="alerts"),
    path("alerts/new/", alerts.alert_rule_new, name="alert_rule_new"),
    path("alerts/<int:pk>/", alerts.alert_rule, name="alert_rule"),
    path("alerts/<int:pk>/delete/", alerts.alert_rule_delete, name="alert_rule_delete"),
    path("alerts/channels/", alerts.channel_new, name="alert_channel_new"),
    path("alerts/channels/<int:pk>/test/", alerts.channel_test, name="alert_channel_test"),
    path("alerts/channels/<int:pk>/delete/", alerts.channel_delete, name="alert_channel_delete"),
    path(_behind, upstream.upstream_list, name="upstream"),
    path(f"{_behind}<int:pk>/link/", upstream.upstream_decide, {"state": "linked"}, "upstream_link"),
    path(f"{_behind}<int:pk>/decline/", upstream.upstream_decide, {"state": "declined"}, "upstream_decline"),
    path(f"{_behind}<int:pk>/undo/", upstream.upstream_undo, name="upstream_undo"),
]
