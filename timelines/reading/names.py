"""Names of services, components and systems within a few words of text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from timelines.reading.model import Place

# Words that systems are called by. “the billing service” is a name, “the service” is none.
SYSTEMS = frozenset(
    """account accounts agent agents api apis app application applications apps auth authentication authorization backend
    backends balancer balancers bridge broker brokers browser bucket buckets build builds cache caches caching cdn checks
    checkout ci cli client cluster clusters component components compute console container containers control-plane
    controller controllers controlplane dashboard dashboards database databases datacenter datacentre db dns
    deployments directory domain editor email emails endpoint endpoints engine environment environments events exporter
    extension farm feed feeds firewall fleet forum frontend frontends function functions gateway gateways host hosts hub hubs
    ingestion ingress instance instances integration integrations interface job jobs library listener lists login logins logs
    machine machines mail mailing mempool mesh messaging metrics mirror mirrors module monitoring network networking node nodes
    notifications pages panel payments pipeline pipelines platform platforms plugin plugins pod pods pool portal processing
    product production products proxies proxy queue queues region regions registry relay replica replicas repositories
    repository resolver resolvers router routers routing runner runners runtime scheduler sdk sdks search section server
    servers service services servicing signup site sites stack staging storage store stores stream streams subsystem
    subsystems switch switches system systems target tasks telemetry tier tool tools tracker ui uploads volume volumes
    wallet webhook webhooks website websites wiki worker workers workflow workflows workspace workspaces zone zones""".split()  # noqa: SIM905
)
_ALONE = frozenset(
    "api apis cdn ci cli dashboard database dns jobs mempool pipelines proxy ui website webhooks search notifications checkout payments".split()
)  # noqa: SIM905
_LEADING = frozenset(
    """a all also an and any as at both but by certain each entire every few for from four full her his in its just many most
    multiple my no of on one only or other our own part partial partially parts several since some such that the their then
    these this those three to two various was were when where which while with within primarily mainly including like
    existing new following affected impacted customers customer users user significant majority core customers' users'
    approximately about around roughly nearly almost least more less than up any your internal main public""".split()  # noqa: SIM905
)
_NO_NAMES = frozenset(
    """users user customers customer clients everyone everything people team teams engineers engineer we they it this that
    issue issues problem problems incident incidents outage outages error errors failure failures impact requests request
    time times day days hour hours minute minutes monday tuesday wednesday thursday friday saturday sunday january february
    march april may june july august september october november december utc pst pdt est edt cet cest bst gmt there however
    after before during when while since because once as the an in on at by for from all no if so then our root cause summary
    timeline resolution sev1 sev2 what how why who which where these those some many most performance availability latency traffic
    data service services system systems access change changes version update updates report slack github.com
    http https pr issue ticket status page you your i he she its their there's here am pm""".split()  # noqa: SIM905
)
_TOKEN = re.compile(r"`[^`\n]{2,60}`|[A-Za-z0-9À-ſ][\w.+&/@’'-]{0,60}|[^\w\s]")
_DOMAIN = re.compile(
    r"[\w-]+(?:\.[\w-]+)*\.(?:com|org|io|net|dev|cloud|app|ai|co|sh|us|eu|uk|de|me|gov|edu|info|jp)\Z",
    re.IGNORECASE,
)
_INNER_CAPITAL = re.compile(r"[a-z]+[A-Z]|[A-Z]{2,}|[A-Za-z]+\d|\d+[A-Za-z]")
_HYPHENED = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+\Z")


@dataclass(frozen=True, slots=True)
class Name:
    """place: within the words given. is_proper: it has a name of its own, and not only kinds of systems."""

    place: Place
    words: str
    is_proper: bool


def is_proper(token: str, *, begins_sentence: bool = False) -> bool:
    """Whether a word looks like a name: capital, address, code, or an identifier."""
    if token.startswith("`") or _DOMAIN.match(token) or _INNER_CAPITAL.search(token):
        return True
    if token[:1].isupper():
        return not begins_sentence
    return bool(_HYPHENED.match(token)) and token.split("-")[-1] in SYSTEMS | _PARTS


_PARTS = frozenset(
    "apiserver manager scheduler proxy dns cache east west 1 2 3 operator driver daemon core prod dev".split()
)  # noqa: SIM905
_JOINING = frozenset({"of", "for"})


def leading_name(words: str, *, at_start: bool = False, alone: bool = False) -> Name | None:
    """The name that these words begin with, after articles and the like.

    `at_start`: the first word begins a sentence, so that its capital says nothing. `alone`: a single word for a
    kind of system (“pipelines”) is a name too, as in a list of what was affected.
    """
    tokens = list(_TOKEN.finditer(words[:200]))
    begin = 0
    while begin < len(tokens) and tokens[begin].group().lower() in _LEADING:
        begin += 1
    end = begin
    while end < len(tokens) and _goes_on(tokens, end, begin):
        end += 1
    while end > begin and tokens[end - 1].group().lower() in _JOINING:
        end -= 1
    return _named(tokens[begin:end], words, at_start=at_start and begin == 0, alone=alone)


def trailing_name(words: str, *, at_start: bool = False, alone: bool = False) -> Name | None:
    """The name that these words end with."""
    cut = max(0, len(words) - 160)
    tokens = list(_TOKEN.finditer(words, cut))
    while tokens and tokens[-1].group().lower() in (
        "also",
        "all",
        "both",
        "then",
        "itself",
        "temporarily",
        "completely",
    ):
        tokens.pop()
    begin = len(tokens)
    while begin > 0 and _goes_on(tokens, begin - 1, len(tokens)) and len(tokens) - begin < 7:
        begin -= 1
    while begin < len(tokens) and tokens[begin].group().lower() in _LEADING | _JOINING:
        begin += 1
    starts = at_start and begin < len(tokens) and not words[: tokens[begin].start()].strip()
    return _named(tokens[begin:], words, at_start=starts, alone=alone)


def _goes_on(tokens: list[re.Match[str]], at: int, first: int) -> bool:
    token = tokens[at].group()
    low = token.lower()
    if not (token[0].isalnum() or token[0] == "`"):
        return False
    if low in _JOINING:
        return at != first and at + 1 < len(tokens) and is_proper(tokens[at + 1].group())
    if low in _NO_NAMES and low not in (
        "service",
        "services",
        "system",
        "systems",
        "page",
        "status",
        "data",
        "access",
    ):
        return False
    if low in _LEADING:
        return False
    return is_proper(token) or low in SYSTEMS or low in _MODIFIERS


_MODIFIERS = frozenset(
    """feature flag flags virtual load web mobile data user customer image video audio message block session replay file
    object key value control plane edge origin primary secondary backup disk memory package artifact source code
    help desk support status page chat voice text push batch streaming stream event log metric payment billing order
    identity access management configuration config deploy deployment git ssh tls api internal external shared dedicated
    write read query content delivery media static asset assets developer admin single sign-on sso availability
    production docker machine build hub proxy storage database network name names certificate autoscaling auto-scaling
    worker kernel memory inventory shipping checkout cart search recommendation analytics reporting""".split()  # noqa: SIM905
)


def _named(tokens: list[re.Match[str]], words: str, *, at_start: bool, alone: bool) -> Name | None:
    if not tokens or len(tokens) > 8:
        return None
    lows = [token.group().lower() for token in tokens]
    if all(low in _NO_NAMES or low in _LEADING for low in lows):
        return None
    proper = [
        is_proper(token.group(), begins_sentence=at_start and at == 0) for at, token in enumerate(tokens)
    ]
    has_name = any(p and low not in _NO_NAMES for p, low in zip(proper, lows, strict=True))
    is_kind = lows[-1] in SYSTEMS and (len(tokens) > 1 or alone or lows[-1] in _ALONE)
    if not has_name and not is_kind:
        return None
    place = Place(tokens[0].start(), tokens[-1].end())
    said = place.of(words)
    trimmed = said.strip("`.,'’&/-")
    if len(trimmed) < 2 or not re.search(r"[A-Za-z]{2}", trimmed):
        return None
    start = place.start + said.index(trimmed)
    return Name(Place(start, start + len(trimmed)), trimmed, has_name)
