"""A status page on 127.0.0.1 for tests."""

import gzip

from incidents.tests.served import Served as Site
from statuspages.tests import vendor

INCIDENTS = "/api/v2/incidents.json"
SUMMARY = "/api/v2/summary.json"
MAINTENANCES = "/api/v2/scheduled-maintenances.json"
HISTORY = "/history.atom"


class Served(Site):
    """A site of our own that can be a Statuspage. Paths it was not told of are 404."""

    def statuspage(self, *incidents: dict, components=None, indicator="none", compress=False, **page) -> None:
        """Be a Statuspage with these incidents, the newest first; both answers carry an ETag."""
        components = [vendor.component()] if components is None else components
        answers = {
            INCIDENTS: vendor.incidents_answer(*incidents, **page),
            SUMMARY: vendor.summary_answer(*components, indicator=indicator, **page),
        }
        for path, told in answers.items():
            body = vendor.as_json(told)
            headers = {"Content-Type": "application/json; charset=utf-8"}
            if compress:
                body, headers = gzip.compress(body), headers | {"Content-Encoding": "gzip"}
            self.answer(path, body, headers=headers, has_etag=True)
