"""Rules, channels and happenings for tests, and a hook that takes what is sent to it."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import factory

from accounts.factories import UserFactory
from statuspages.factories import NOON, ReportedIncidentFactory
from statuspages.models import AlertRule, Channel, Happening


class ChannelFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Channel

    name = factory.Sequence(lambda n: f"Chat {n}")
    address = "json://chat.example/hook"


class HappeningFactory(factory.django.DjangoModelFactory):
    """An incident was opened at noon."""

    class Meta:
        model = Happening

    what = Happening.What.OPENED
    reported = factory.SubFactory(ReportedIncidentFactory)
    page = factory.LazyAttribute(lambda made: made.reported.page if made.reported else None)
    at = NOON
    says = "Builds wait: opened"


class RuleFactory(factory.django.DjangoModelFactory):
    """Everything, on every page, at once, to one person unless `people` are given."""

    class Meta:
        model = AlertRule
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Rule {n}")
    whats = factory.LazyFunction(lambda: list(Happening.What.values))

    @factory.post_generation
    def people(self, create, given, **said):
        self.people.set([UserFactory()] if given is None else given)

    @factory.post_generation
    def channels(self, create, given, **said):
        if given:
            self.channels.set(given)

    @factory.post_generation
    def pages(self, create, given, **said):
        if given:
            self.pages.set(given)


class Hook:
    """A site on 127.0.0.1 that keeps what is posted to it and answers `status`."""

    def __init__(self):
        self.bodies = []
        self.status = 200
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                length = int(self.headers["Content-Length"])
                hook.bodies.append(json.loads(self.rfile.read(length)))
                self.send_response(hook.status)
                self.end_headers()

            def log_message(self, *said):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"json://127.0.0.1:{self.server.server_address[1]}/hook"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *problem):
        self.server.shutdown()
        self.server.server_close()
