"""Names of services, components and systems within a few words of text."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

from timelines.reading.cues import words_in
from timelines.reading.model import Place

# What systems are called by. “the billing service” is a name, “the service” is none.
SYSTEMS = words_in(
    "account accounts agent agents api apis app application applications apps auth authentication",
    "authorization backend backends balancer balancers bridge broker brokers browser bucket buckets build",
    "builds cache caches caching cdn checks checkout ci cli client cluster clusters component components",
    "compute console container containers control-plane controller controllers controlplane dashboard",
    "dashboards database databases datacenter datacentre db dns deployment deployments directory domain",
    "editor email emails endpoint endpoints engine environment environments exporter extension farm feed",
    "feeds firewall fleet forum frontend frontends function functions gateway gateways host hosts hub",
    "hubs ingestion ingress instance instances integration integrations interface job jobs library",
    "listener lists login logins logs machine machines mail mailing mempool mesh messaging metrics mirror",
    "mirrors module infrastructure monitoring namespace network networking node nodes notifications pages "
    "panel payments",
    "pipeline pipelines platform platforms plugin plugins pod pods pool portal processing production",
    "products proxies proxy queue queues region regions registry relay replica replicas repositories",
    "repository resolver resolvers router routers routing runner runners runtime scheduler sdk sdks",
    "search section server servers service services servicing signup site sites stack staging storage",
    "store stores stream streams subsystem subsystems switch switches system systems target tasks",
    "telemetry tier tool tools tracker ui uploads volume volumes wallet webhook webhooks website websites",
    "wiki worker workers workflow workflows workspace workspaces zone zones network array arrays centre",
    "signups downloads resets telephony wifi wi-fi",
)
# These are names by themselves.
_ALONE = words_in(
    "api apis cdn ci cli dashboard database dns jobs mempool pipelines proxy ui website webhooks search",
    "checkout payments",
)
_LEADING = words_in(
    "a all also an and any as at both but by certain each entire every few for from four full her his in",
    "its just many most multiple my no of on one only or other our own part partial partially parts",
    "several since some such that the their then these this those three to two various was were when",
    "where which while with within primarily mainly including like existing new following affected",
    "impacted customers customer users user significant majority core customers' users' approximately",
    "about around roughly nearly almost least more less than up any your internal main public total",
    "resulting causing severe major minor widespread brief today's yesterday's",
)
_NO_NAMES = words_in(
    "users user customers customer clients everyone everything people team teams engineers engineer we",
    "they it this that issue issues problem problems incident incidents outage outages error errors",
    "failure failures impact requests request time times day days hour hours minute minutes monday",
    "tuesday wednesday thursday friday saturday sunday january february march april may june july august",
    "september october november december jan feb mar apr jun jul aug sep sept oct nov dec utc pst pdt est",
    "edt cet cest bst gmt there however after before during when while since because once as the an in on",
    "at by for from all no if so then our root cause summary timeline resolution sev1 sev2 sev3 what how",
    "why who which where these those some many most performance availability latency traffic data access",
    "change changes version update updates report slack http https pr issue ticket status page you your i",
    "he she its their there's here am pm postmortem post-mortem day-to-day service-to-service recovery",
    "rollback mitigation investigation detection response remediation attempts attempt queries disruption",
    "interruption interruptions",
    "disruptions degradation downtime unavailability delays delay postmortems analysis communication",
    "communications symptoms retries resolved monday's post-incident incident-report review ops though "
    "although",
    "meanwhile additionally furthermore moreover unfortunately initially finally eventually despite instead",
    "otherwise nevertheless given due every another other others neither either whether upon within without",
    "shortly soon later earlier today yesterday tomorrow overall thus hence therefore still yes no not only",
    "just even here now thanks please let see note investigating identified monitoring until unless per via",
    "among between across along around above below over under again once twice next last first second third",
    "year years eastern western northern southern triggers transaction transactions ssl tls certificate "
    "certificates url urls doi dois",
)
_MODIFIERS = words_in(
    "feature flag flags virtual load web mobile data user customer image video audio message block",
    "session replay file object key value control plane edge origin primary secondary backup disk memory",
    "package artifact source code help desk support status page chat voice text push batch streaming",
    "stream event events log metric payment billing order identity access management configuration config",
    "deploy git ssh tls internal external shared dedicated write read query content delivery media static",
    "asset assets developer admin single sign-on sso availability production docker machine build hub",
    "proxy storage database network name names certificate autoscaling auto-scaling worker kernel",
    "inventory shipping checkout cart search recommendation analytics reporting e-commerce reference "
    "password telephone",
)
_PARTS = words_in(
    "apiserver manager scheduler proxy dns cache east west 1 2 3 operator driver daemon core prod dev",
)
_ENDINGS = words_in(
    "access availability functionality traffic performance operations users customers requests commands "
    "calls also",
    "all both then itself temporarily completely partially fully briefly again",
)
_JOINING = frozenset({"of", "for"})
_TOKEN = re.compile(r"`[^`\n]{2,60}`|[A-Za-z0-9À-ſ][\w.+&/@’'-]{0,60}|[^\w\s]")
_DOMAIN = re.compile(
    r"[\w-]+(?:\.[\w-]+){0,5}\.(?:com|org|io|net|dev|cloud|app|ai|co|sh|us|eu|uk|de|me|gov|edu|info|jp|rs|sh|"
    r"site|online|tech|ca|fr|nl|se|ch|at|be|es|it|pl|au|nz|br|in|int|gg|im|is|fi|dk|blog|pro|page)\Z",
    re.IGNORECASE,
)
_INNER_CAPITAL = re.compile(r"[a-z]+[A-Z]|[A-Z]{2,}|[A-Za-z]+\d|\d+[A-Za-z]")
_HYPHENED = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)+\Z")
_NO_NAME_ENDING = re.compile(r"[a-z](?:ly|ing|[^e]ed)\Z")  # “Increased”, “Cascading”
_TECHNIQUES = words_in("dns ssl tls http https tcp udp ip ipv4 ipv6 cpu ram io oom json yaml html css url")
_ANY = words_in("connectivity university company campus community service services system systems")
_ZONES = words_in("utc gmt pst pdt est edt cet cest bst")  # behind a time: “At 14:00 UTC checkout failed”
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)?\Z")
_REPOSITORY = re.compile(r"[a-z][\w.-]*/[a-z][\w./-]*\Z")
_MOST_TOKENS = 8


@dataclass(frozen=True, slots=True)
class Name:
    """place: within the words given. is_proper: it has a name of its own, and not only kinds of systems."""

    place: Place
    words: str
    is_proper: bool

    def moved(self, by: int) -> Name:
        return Name(Place(self.place.start + by, self.place.end + by), self.words, self.is_proper)


def is_domain(token: str) -> bool:
    """Whether a word is an address like `status.example.org`."""
    return bool(_DOMAIN.match(token))


def is_proper(token: str) -> bool:
    """Whether a word looks like a name: capital, address, code, or an identifier."""
    if token.startswith("`") or is_domain(token) or _INNER_CAPITAL.search(token):
        return True
    if token[:1].isupper():
        return not _NO_NAME_ENDING.search(token)
    return bool(_HYPHENED.match(token)) and re.split("[-_]", token)[-1] in SYSTEMS | _PARTS


def leading_name(words: str, common: Container[str] = (), *, alone: bool = False) -> Name | None:
    """The name that these words begin with, after articles and the like.

    `common`: words of the document in lower case; one of these with a capital is no name where a sentence
    begins. `alone`: a single word for a kind of system (“pipelines”) is a name too, as in a list.
    """
    tokens = list(_TOKEN.finditer(words[:200]))[:30]
    begin = 0
    while begin < len(tokens) and tokens[begin].group().lower() in _LEADING:
        begin += 1
    end = begin
    while end < len(tokens) and _goes_on(tokens, end, is_edge=end == begin):
        end += 1
    return _named(tokens[begin:end], words, common, alone=alone)


def trailing_name(words: str, common: Container[str] = (), *, alone: bool = False) -> Name | None:
    """The name that these words end with, before “access”, “customers” and the like."""
    tokens = list(_TOKEN.finditer(words, max(0, len(words) - 160)))
    while len(tokens) > 1 and tokens[-1].group().lower() in _ENDINGS:
        tokens.pop()
    begin = len(tokens)
    while begin > 0 and _goes_on(tokens, begin - 1, is_edge=begin == len(tokens)) and len(tokens) - begin < 7:
        begin -= 1
    while begin < len(tokens) and tokens[begin].group().lower() in _LEADING | _JOINING:
        begin += 1
    return _named(tokens[begin:], words, common, alone=alone)


def _goes_on(tokens: list[re.Match[str]], at: int, *, is_edge: bool) -> bool:
    """Whether a name may hold this word. `is_edge`: as the first one looked at."""
    token = tokens[at].group()
    low = token.lower()
    if not (token[0].isalnum() or token[0] == "`"):
        return False
    following = tokens[at + 1].group() if at + 1 < len(tokens) else ""
    if low in _JOINING:
        return not is_edge and bool(following) and is_proper(following)
    is_titled = token[:1].isupper() and following[:1].isupper()  # “Access Control Service”
    if (
        low in _ZONES
        or low in _LEADING
        or (_is_no_name(low) and following.lower() not in SYSTEMS and not is_titled)
    ):
        return False
    if is_proper(token) or low in SYSTEMS or low in _MODIFIERS:
        return True
    before = tokens[at - 1].group() if at else ""
    return (
        token.isalpha()
        and following.lower() in SYSTEMS
        and bool(before)
        and is_proper(before)
        and _may_qualify(low)
    )


def _is_no_name(low: str) -> bool:
    """Also of words with a slash between them: “monday/tuesday”."""
    return low in _NO_NAMES or ("/" in low and all(word in _NO_NAMES for word in low.split("/")))


def _may_qualify(word: str) -> bool:
    """“workshop” in “the Openscapes workshop hub”: no verb in the past, no preposition."""
    return len(word) > 3 and not word.endswith(("ed", "ly")) and word not in _NO_NAMES | _LEADING


def _named(tokens: list[re.Match[str]], words: str, common: Container[str], *, alone: bool) -> Name | None:
    while tokens and tokens[-1].group().lower() in _JOINING | _ENDINGS - SYSTEMS:
        tokens = tokens[:-1]
    if not tokens or len(tokens) > _MOST_TOKENS:
        return None
    lows = [token.group().lower() for token in tokens]
    if all(_is_no_name(low) or low in _LEADING for low in lows):
        return None
    has_name = any(
        is_proper(token.group()) and low not in _NO_NAMES and not _is_common(token, common)
        for token, low in zip(tokens, lows, strict=True)
    )
    if len(tokens) == 1 and lows[0] in SYSTEMS and tokens[0].group().istitle():
        has_name = False  # “Network” is any
    is_kind = lows[-1] in SYSTEMS and (len(tokens) > 1 or alone or lows[-1] in _ALONE)
    return _trimmed(tokens, words, has_name) if has_name or is_kind else None


def _is_common(token: re.Match[str], common: Container[str]) -> bool:
    """Whether a word has its capital only because a sentence or a title begins so."""
    word = token.group()
    starts = not token.string[: token.start()].strip(" \t\n*_#")
    return starts and word.istitle() and word.lower() in common


def _trimmed(tokens: list[re.Match[str]], words: str, has_name: bool) -> Name | None:
    start = tokens[0].start()
    said = words[start : tokens[-1].end()]
    shown = said.strip("`.,'’&/-*_")
    shown = shown.removesuffix("'s").removesuffix("’s")
    if (
        shown.lower() in _TECHNIQUES | _ANY
        or not re.search(r"[A-Za-z]{2}", shown)
        or _REPOSITORY.match(shown)
        or _ORDINAL.match(shown)
    ):
        return None
    start += said.index(shown)
    return Name(Place(start, start + len(shown)), shown, has_name)
