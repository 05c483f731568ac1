"""Which mechanism of the vocabulary words suggest, by slug of `incidents/vocabulary/mechanisms.yaml`."""

from __future__ import annotations

import re

from timelines.reading.model import Place

_SECRETS = r"(?:certificates?|certs?|credentials?|tokens?|secrets?|keys?|licen[cs]es?|passwords?|domain)"
_GONE = r"(?:delet|remov|dropp|wip|destroy|terminat|purg)"
_PARTS = (
    r"(?:disk|drive|\bssd\b|\bnic\b|switch|router|fan|cooling|battery|\bups\b|generator|dimm|raid|cable|"
    r"fib(?:re|er)|hypervisor)"
)
_VENDORS = (
    r"(?:aws|azure|gcp|google|amazon|github|cloudflare|fastly|microsoft|digital ?ocean|hetzner|"
    r"hosting|provider|vendor)"
)

# Slug; literal words without which the pattern cannot match; pattern. Narrower ones stand before wider ones:
# the first whose words are there is suggested.
_SAID: tuple[tuple[str, str, str], ...] = (
    (
        "expired-credential",
        "expir|ran out|lapsed|outdated|renew",
        rf"{_SECRETS}\b[^.]{{0,60}}\b(?:expir\w+|ran out|lapsed|outdated)|"
        rf"expir\w+ (?:of |the |our |an? |ssl |tls |https ){{0,4}}{_SECRETS}|(?:not|never|failed to be?) "
        rf"(?:been )?renew",
    ),
    (
        "circular-dependency",
        "circular|cyclic|chicken|depend|bootstrap",
        r"circular|cyclic|chicken[- ]and[- ]egg|depend(?:s|ed|ing)? on (?:itself|each other)|bootstrapp\w+ "
        r"(?:problem|loop)",
    ),
    (
        "thundering-herd",
        "thundering|stampede|pil|all |reconnect",
        r"thundering|stampede|dog-?pil\w+|\ball (?:\w+ ){0,4}at (?:once|the same time)|reconnect\w* (?:storm|"
        r"simultaneously)|"
        r"simultaneous\w* (?:\w+ ){0,3}reconnect",
    ),
    (
        "retry-storm",
        "retr|trying|re-tr",
        r"retry (?:storm|loop|logic|traffic|attempts)|\bretri(?:es|ed)\b|\bretrying\b|re-?tr(?:y|ies) "
        r"(?:\w+ ){0,3}(?:without|amplif|repeatedly)|kept (?:re)?trying|repeatedly (?:re)?tr(?:y|ied)",
    ),
    (
        "alert-fatigue",
        "alert|alarm|page|warning|notification",
        r"alert (?:fatigue|noise)|noisy alert|too many (?:alerts|pages|alarms|notifications)|"
        r"(?:alert|alarm|page|warning)s?\b[^.]{0,40}(?:ignored|silenced|muted|dismissed|overlooked)",
    ),
    (
        "monitoring-gap",
        "monitor|alert|alarm|observab|metric|visib|notif|telemetry|notice|detect|page|catch|report|relied|"
        "unaware",
        r"\b(?:no|not|lack(?:ed|ing|s)?|missing|without|insufficient|inadequate|absen\w+|poor|limited|"
        r"incomplete|any)\b[^.]{0,50}(?:monitor|alert|alarm|observab|metrics|visibility|notif|telemetry)|"
        r"(?:monitor\w*|alert\w*|alarms?|observability|metrics)\b[^.]{0,50}(?:\bnot |n't |missing|absent|"
        r"lack|insufficient|fail|gap\b|never|inadequate)|went (?:unnoticed|undetected)|(?:did not|didn'?t|"
        r"didn’t|failed to|not) (?:notice|detect|catch|page)|undetected|unnoticed|(?:customers?|users?) "
        r"(?:had to )?(?:report|notif|alert)\w*|relied (?:\w+ ){0,2}on (?:customer|user)|unaware",
    ),
    (
        "misleading-health",
        "health|liveness|readiness|status|appear|healthy|green|false|misleading|probe",
        r"(?:health|liveness|readiness)[- ]?(?:checks?|probes?)|status checks?|appear(?:ed|ing)? (?:to be "
        r")?(?:healthy|fine|normal|operational)|(?:reported|showed|considered|marked|"
        r"looked)\b[^.]{0,30}\b(?:healthy|green|successful|operational|as up\b)|false (?:positive|negative|"
        r"sense)|misleading",
    ),
    (
        "missing-evidence",
        "log|determine|tell|reproduce|diagnose|debug|identify| see",
        r"\b(?:no|missing|lack\w*|without|lost|insufficient)\b[^.]{0,20}\blog(?:s|ging)?\b|"
        r"logs? (?:were|was|had|are|is) (?:not|lost|missing|deleted|gone|rotated)|"
        r"(?:could|can) ?not (?:determine|tell|reproduce|be determined)|"
        r"(?:hard|difficult|unable|impossible) to (?:diagnose|debug|determine|reproduce|identify|see)",
    ),
    (
        "untested-recovery",
        "rollback|roll back|roll-back|rolled back|backup|restor|recover|disaster|revert",
        r"(?:roll ?-?back|backups?|restores?|recovery|disaster|revert\w*)\b[^.]{0,60}\b(?:fail|untested|"
        r"never (?:been )?(?:tested|tried|done)|not (?:tested|work|possible)|didn'?t|broken|unable|"
        r"insufficien|blocked|delayed|slow|took)|(?:unable|failed|could not|couldn'?t) to (?:roll ?-?back|"
        r"restore|revert|recover)|untested (?:recovery|backup|restore)",
    ),
    (
        "failover-failure",
        "failover|fail over|fail-over|failed over|stand-by|standby|split|replica|redundan|leader",
        r"fail(?:ed|ing|s|ure)? ?-?over|stand-?by|split[- ]?brain|\breplica\b[^.]{0,30}promot|redundan\w+ "
        r"(?:fail|did not)|"
        r"leader election",
    ),
    (
        "runbook-gap",
        "book|document|procedure|process|instruction|escalation",
        r"run-?books?|play-?books?|document(?:ation|ed)\b[^.]{0,40}(?:missing|lack|not|out|old|wrong|"
        r"unclear|incorrect|insufficient)|(?:\bno\b|lack\w*|missing|outdated|undocumented|\bnot\b|"
        r"insufficient|poor|unclear)\b[^.]{0,30}(?:document|procedure|process\b|instructions|escalation "
        r"polic)|undocumented|polic\w+ weren't",
    ),
    (
        "knowledge-held-by-one",
        "single|only|bus factor|knowledge|tribal",
        r"single (?:engineer|person|developer|operator|individual|maintainer)|only (?:one|two) (?:person|"
        r"people|engineer|"
        r"developer|team member)s?|bus factor|(?:tribal|institutional) knowledge|knowledge (?:gap|silo)|"
        r"only \w+ (?:knew|had access)",
    ),
    (
        "unclear-ownership",
        "owner|responsib|commander|escalation|miscommunicat|communicated|hand|between teams",
        r"owner(?:ship)?\b[^.]{0,30}(?:unclear|unknown|\bno\b|lack|miss)|(?:unclear|no clear|undefined|lack "
        r"of|\bno) (?:\w+ )?"
        r"(?:owner|responsib|incident commander|escalation)|responsibilit\w+\b[^.]{0,30}(?:unclear|not)|"
        r"nobody (?:owned|was responsible)|miscommunicat|not communicated|hand-?over|between teams",
    ),
    (
        "deletion-by-mistake",
        "delet|remov|dropp|wip|destroy|terminat|purg|rm -rf",
        rf"(?:accidental|inadvertent|unwitting|mistaken|erroneous|unintention)\w*\b[^.]{{0,40}}{_GONE}|"
        rf"{_GONE}\w*\b[^.]{{0,60}}(?:by (?:mistake|accident)|accidental|inadvertent|unintention|unwitting|"
        rf"wrong)|rm -rf|"
        r"\b(?:deleted|wiped|destroyed)\b",
    ),
    (
        "stale-cache",
        "stale|cache|cached|replication lag|ttl|out of date|out-of-date|outdated",
        r"\bstale|out-?of-?date (?:cache|copy|data|record)|\bcach\w+\b[^.]{0,40}(?:invalid|old\b|outdated|"
        r"expire|not updated|"
        r"poison|wrong)|(?:invalid|old|outdated|expired|poisoned|wrong) (?:\w+ )?cache|cache (?:miss|"
        r"invalidation|contention)|"
        r"cached (?:response|record|root|data|error|route)|replication lag|\bttl\b",
    ),
    ("dns", "dns|name server|nameserver|domain name|resolv|zone file",
     r"\bdns\b|name ?servers?|domain name|\bresolvers?\b|resolving names|\bcoredns\b|kube-dns|\bzone file"),
    (
        "data-migration",
        "migrat|schema|alter table|backfill|database change|data change",
        r"(?:schema|data|database|db) (?:migration|change|update)|migrat\w+ (?:of |the |our )?(?:data|"
        r"database|schema|table)|"
        r"alter table|backfill",
    ),
    (
        "resource-leak",
        "leak|released|freed|closed|cleaned|evicted|orphan|left ",
        r"\bleak\w*|not (?:being )?(?:released|freed|closed|cleaned|evicted)|never (?:released|freed|closed|"
        r"cleaned|evicted)|"
        r"(?:left|orphan)\w* (?:behind|connections|processes|files)",
    ),
    ("rate-limit", "limit|throttl|quota|too many requests|429|blocked by",
     r"(?<!no )(?<!without )rate[- ]?limit\w*|throttl\w+|(?<!no )\bquotas?\b|too many requests|\b429s?\b|"
     r"blocked by (?:github|aws|google|"
     r"the provider)|api limit"),
    (
        "noisy-neighbour",
        "neighbo|customer|tenant|user|job|process|query|shared",
        r"nois[ey] neighbou?r|\b(?:one|single|another|large) (?:customer|tenant|user|job|process|"
        r"query)\b[^.]{0,60}"
        r"(?:all|most|excess|overload|exhaust|consum|saturat)|shared (?:\w+ ){0,2}(?:redis|database|"
        r"infrastructure|cluster|"
        r"resource|instance|pool)",
    ),
    (
        "scaling-cliff",
        "o(n|quadratic|exponential|n^2|n²|scal|grew|iptables|inefficien",
        r"\bo\(n|quadratic|exponential|n\^2|n²|(?:did|does)(?: not|n'?t) scale|grew (?:too|faster)|"
        r"scal(?:e|es|ing) (?:poorly|badly|limit)|iptables mode|inefficien",
    ),
    (
        "capacity-exhaustion",
        "exhaust| out|oom|full|saturat|overload|overwhelm|starv|insufficient|limit|too |under|not enough|"
        "lack of|high |traffic|surge|memory|cpu|disk|connection|capacity|inode|storage|descriptor",
        r"exhaust\w*|\b(?:ran|run(?:ning)?) out|out of (?:memory|disk|space|ip|addresses|connections|"
        r"inodes|capacity|file)|\boom\b|oomkill|\b(?:is|was|were|disks?|cluster|nodes?|too) full\b|"
        r"saturat\w*|overload\w*|overwhelm\w*|starv\w*|insufficient (?:capacity|memory|cpu|resources|disk|"
        r"nodes)|(?:memory|cpu|disk|connection|capacity|inode|file descriptor|storage|ip "
        r"address)\w*\b[^.]{0,40}(?:limit|\bfull\b|high|pressure|spike|usage|maximum|max\b|reached|exceed|"
        r"undersiz)|(?:limit|maximum|max)\b[^.]{0,30}(?:reached|exceed|hit)|too (?:small|many|few)|"
        r"under-?siz|under-?provision|not enough|lack of (?:capacity|memory|resources)|high (?:cpu|memory|"
        r"load)|traffic (?:spike|surge)|\bsurge|memory limit",
    ),
    (
        "single-point-of-failure",
        "single|spof|redundan|no fail",
        r"single points? of\b[^.]{0,20}failure|\bspof\b|no redundan|not redundant|lack of redundan|"
        r"\b(?:an?|one) single (?:node|server|instance|database|machine|replica|zone)|no fail-?over",
    ),
    (
        "version-skew",
        "version|incompatib|mismatch|requires an|format|breaking|compatib",
        r"version (?:mismatch|skew|conflict|incompatib)|incompatib\w*|mismatch\w*|"
        r"(?:different|older?|newer|wrong|latest|unsupported) versions?|version (?:of|"
        r"\d)[^.]{0,50}(?:incompatib|not support|"
        r"requires?)|requires an api|format (?:of|changed)|breaking changes?|backwards?[- ](?:in)?compatib",
    ),
    (
        "partial-rollout",
        "partial|half|only |fully|not all|canary|never |not ",
        r"partial(?:ly)? (?:roll|deploy|appl|upgrad)|half[- ]?way|only (?:some|part|half) of|not (?:fully|"
        r"all) (?:upgraded|"
        r"deployed|rolled|applied)|\bcanary|never (?:actually )?(?:deployed|committed|released|published)|"
        r"not (?:deployed|committed|published)",
    ),
    (
        "configuration-drift",
        "drift|sync|manual|left|commit|not in|hand-edit|hand edit|revert|default|inconsisten",
        r"\bdrift\w*|out[- ]of[- ]sync|manual(?:ly)? (?:change|edit|config|tweak|modif)\w*|left ?over|left "
        r"(?:an?) (?:\w+ ){0,3}(?:file|config)|never committed|not in (?:git|version|terraform|code)|"
        r"hand[- ]edit|revert(?:ed)? (?:back )?to (?:the )?(?:known|old|bad|previous|default)|default "
        r"(?:values?|variables)|inconsisten\w+ config",
    ),
    (
        "missing-guard-rail",
        "no |without|lack|unbounded|unlimited|not |did|memory limit|insufficient|coded|missing|untested|test|"
        "staging|review|qa",
        r"\bno (?:\w+ ){0,3}(?:limits?|checks?|validation|safeguards?|protection|guard|circuit breakers?|"
        r"verification|quota|confirmation|review|bound|max|safety|tests?|warning|rate|version lock)|"
        r"without (?:\w+ ){0,3}(?:limits?|checks?|validation|review|tests?|testing|approval|verification|"
        r"bound|guard)|lack\w* (?:of )?(?:\w+ ){0,3}(?:limits?|checks?|validation|circuit|backoff|"
        r"safeguards?|protection|tests?|testing|review|verification|guard)|unbounded|unlimited|not "
        r"(?:covered by|tested|validated|verified|enforced|checked|reviewed)|did(?: not|n'?t) (?:test|"
        r"validate|verify|check)|memory limits?|insufficient (?:test|valid)|hard-?coded|missing (?:\w+ "
        r"){0,2}(?:tests?|checks?|validation|limits?|index)|untested|\b(?:tests?|staging|qa|"
        r"review)\b[^.]{0,30}(?:did not|didn'?t|missed|not catch|fail)",
    ),
    (
        "cascading-failure",
        "cascad|knock|domino|ripple|snowball|spread|chain reaction|propagat|failure domain|coupl",
        r"cascad\w*|knock-?on|domino|ripple|snowball|spread(?:ing)? to|chain reaction|propagat\w*|failure "
        r"domains?|coupl(?:ed|ing)",
    ),
    (
        "unsafe-automation",
        "automat|script|autoscal|auto-scal|controller|pipeline|bot|cron|terraform|ansible|puppet|hpa|culler|"
        "scheduler|reconcil|ci ",
        r"(?:automat\w+|script|autoscal\w*|auto-scal\w*|controller|pipeline|\bbots?\b|cron ?job|terraform|"
        r"ansible|puppet|\bhpa\b|"
        r"culler|scheduler|reconcil\w*|\bci\b)\b[^.]{0,80}(?:delet|remov|destroy|restart|terminat|revert|"
        r"overwr|appl(?:y|ied)|"
        r"trigger|evict|flood|kill|replac|reset|modif|scal)",
    ),
    (
        "access-lost",
        "permission|access|lock|iam|role|credential|authenticat|unauthori|403|401",
        r"\bpermissions?|access (?:denied|lost|revoked|was)|lock(?:ed|s)? out|(?:lost|\bno|without|could "
        r"not) (?:\w+ )?access|"
        r"\biam\b|\biam roles?\b|credentials?|authenticat\w+|unauthori[sz]ed|\b403\b|\b401\b",
    ),
    (
        "corrupted-state",
        "corrupt|inconsistent|invalid|bad |wrong |duplicat|split state|two copies",
        r"corrupt\w*|inconsistent (?:state|data)|invalid (?:state|data|record|entry)|bad (?:state|data)|"
        r"wrong (?:cidr|state)|"
        r"duplicat\w+ (?:record|entr|key|id)|split state|two copies",
    ),
    (
        "fragile-queue",
        "queue|backlog|rabbitmq|kafka|sqs|broker|mempool|dead-letter|dead letter",
        r"\bqueues? (?:\w+ ){0,3}(?:stuck|full|lost|blocked|grow|grew|back|corrupt|overload|delay|stop)|"
        r"(?:stuck|full|lost|blocked|corrupted|broken|unbounded) (?:\w+ )?queues?\b|work queue|backlog|"
        r"rabbitmq|kafka|\bsqs\b|"
        r"message broker|\bmempool\b|dead[- ]letter",
    ),
    ("time-and-clock", "clock|leap|daylight|timezone|time zone|ntp|timestamp|dst|year 2|y2k",
     r"\bclock|leap (?:second|year|day)|daylight|time ?zones?|\bntp\b|timestamp overflow|\bdst\b|year 2\d{3}|"
     r"y2k"),
    (
        "hardware-fault",
        "hardware|power|disk|drive|ssd|nic|switch|router|fan|cooling|battery|ups|generator|dimm|raid|cable|"
        "fib|hypervisor|"
        "overheat|lightning|flooding|memory module",
        rf"hardware (?:fail|fault|defect|error|problem|issue)\w*|power (?:loss|failure|outage|supply|"
        rf"distribution|surge|cut)|"
        rf"{_PARTS}\b[^.]{{0,40}}(?:fail|fault|\bdied?\b|dead|"
        r"broke|\bcut\b|slow|error|defect|problem)|(?:failed|faulty|failing|broken|slow|bad|defective) "
        r"(?:disk|drive|ssd|nic|switch|"
        r"router|fan|card|memory|hardware)|overheat\w*|lightning|\bflooding\b",
    ),
    (
        "network-partition",
        "network|partition|isolat|packet|bgp|route|reach|connectivity|link|peering",
        r"partitioned from|network (?:partition|split|isolat|connectivity|failure|outage|issue|problem)|"
        r"isolat\w+ from|"
        r"packet loss|\bbgp\b|routes? (?:leak|withdraw)|unreachable|could(?: not|n'?t) reach|connectivity|"
        r"link (?:down|failure|flap)|\bpeering",
    ),
    (
        "vendor-failure",
        "third|provider|vendor|upstream|supplier|hosting|external service|isp|carrier|partner|aws|azure|gcp|"
        "google|amazon|"
        "github|cloudflare|fastly|microsoft|digital|hetzner",
        r"third[- ]part(?:y|ies)|\bupstream\b|supplier|external service|\bisp\b|carrier|vendor (?:bug|issue|"
        r"problem|fail|specific)|"
        rf"(?:outage|bug|incident|issue|problem|change|failure) (?:at|with|of|by|from|in) (?:our |the "
        rf")?(?:\w+ )?{_VENDORS}|"
        rf"\b{_VENDORS}\b[^.]{{0,30}}(?:outage|incident|\bbug|fail|\bdown|issue|changed)",
    ),
    (
        "latent-bug",
        "bug|race|lock|defect|null pointer|off-by|off by|overflow|edge case|regression|memory|segfault|"
        "infinite|unhandled|"
        "exception|error|fault|flaw|crash|typo",
        r"\bbugs?\b|race conditions?|dead-?lock\w*|\bdefects?\b|null pointer|off[- ]by[- ]one|overflow|edge "
        r"case|regression|"
        r"memory (?:error|access|corruption)|segfault|infinite (?:loop|recursion)|unhandled|exception|"
        r"(?:logic|programming|coding) error|software (?:error|fault|flaw)|\bflaws?\b|crash(?:ed|es|ing)?\b|"
        r"typo",
    ),
    (
        "configuration-change",
        "config|flag|rule|renam|misplaced|parameter|variable|timeout",
        r"misconfig\w*|configur\w*|\bconfig\b|feature flag|firewall rule|renam(?:e|ed|ing)|misplaced|"
        r"parameter|"
        r"\bvariables?\b|\btimeouts?\b",
    ),
    (
        "mistaken-model",
        "assum|believ|mistaken|misunder|misconception|wrongly|thought|incorrectly|unaware|did|lack of|"
        "unexpected|unfamiliar|"
        "not |confus|misread|misinterpret",
        r"assum(?:ed|ption|ing)|believ(?:ed|ing)|mistaken|misunder\w*|misconception|wrongly|thought (?:that|"
        r"it)|incorrectly|"
        r"did(?: not|n'?t) (?:know|realis|realiz|understand|anticipate|expect)|lack of (?:\w+ "
        r")?understanding|unexpected|"
        r"unfamiliar|not (?:aware|understood|expected|anticipated)|confus\w+|misread|misinterpret",
    ),
    ("hidden-dependency", "depend|relied on|relies on|reliance", r"depend(?:s|ed|ency|encies|ent|ing)\b|"
                                                                 r"relied on|relies on|reliance"),
)  # fmt: skip
_TABLE = tuple((slug, tuple(words.split("|")), re.compile(pattern)) for slug, words, pattern in _SAID)

SLUGS = frozenset(slug for slug, _words, _pattern in _SAID)
_LONGEST = 600  # characters of a factor that are looked at


def mechanism_in(words: str) -> tuple[str, Place | None]:
    """The mechanism that these words suggest, with the place within them that does; "" and None for none."""
    low = words[:_LONGEST].lower()
    for slug, literals, pattern in _TABLE:
        for word in literals:
            if word in low:
                if found := pattern.search(low):
                    return slug, Place(found.start(), found.end())
                break
    return "", None
