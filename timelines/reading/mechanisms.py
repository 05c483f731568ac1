"""Which mechanism of the vocabulary words suggest, by slug of `incidents/vocabulary/mechanisms.yaml`."""

from __future__ import annotations

import re

from timelines.reading.model import Place

# Narrower mechanisms stand before wider ones: the first whose words are there is suggested.
_SAID: tuple[tuple[str, str], ...] = (
    (
        "expired-credential",
        r"(?:certificates?|certs?|credentials?|tokens?|secrets?|keys?|licen[cs]es?|passwords?|domain)\b[^.]{0,60}"
        r"\b(?:expir\w+|ran out|lapsed|outdated)|expir\w+ (?:of |ssl |tls |https )*(?:certificates?|certs?|credentials?|tokens?|"
        r"secrets?|keys?|licen[cs]es?|passwords?|domain)|(?:not|never|failed to be?) (?:been )?renew",
    ),
    ("circular-dependency", r"circular|cyclic|chicken[- ]and[- ]egg|depend(?:s|ed|ing)? on (?:itself|each other)|bootstrapp\w+ (?:problem|loop)"),
    ("thundering-herd", r"thundering|stampede|dog-?pil\w+|all (?:\w+ ){0,4}at (?:once|the same time)|reconnect\w* (?:storm|simultaneously)|simultaneous\w* (?:\w+ ){0,3}reconnect"),
    ("retry-storm", r"retry (?:storm|loop|logic|traffic|attempts)|retri(?:es|ed|ying)|re-?tr(?:y|ies) (?:\w+ ){0,3}(?:without|amplif|repeatedly)|kept (?:re)?trying|repeatedly (?:re)?tr(?:y|ied)"),
    ("alert-fatigue", r"alert (?:fatigue|noise)|noisy alert|too many (?:alerts|pages|alarms|notifications)|(?:alert|alarm|page|warning)s?\b[^.]{0,40}(?:ignored|silenced|muted|dismissed|overlooked)"),
    (
        "monitoring-gap",
        r"\b(?:no|not|lack(?:ed|ing|s)?|missing|without|insufficient|inadequate|absen\w+|poor|limited|incomplete|any)\b[^.]{0,50}"
        r"(?:monitor|alert|alarm|observab|metrics|visibility|notif|telemetry)|(?:monitor\w*|alert\w*|alarms?|observability|metrics)\b[^.]{0,50}"
        r"(?:not |n't |missing|absent|lack|insufficient|fail|gap|never|didn|inadequate)|went (?:unnoticed|undetected)|"
        r"(?:did not|didn'?t|didn’t|failed to|not) (?:notice|detect|catch|page)|undetected|unnoticed|(?:customers?|users?) (?:had to )?(?:report|notif|alert)\w*|"
        r"relied (?:\w+ ){0,2}on (?:customer|user)|unaware",
    ),
    (
        "misleading-health",
        r"(?:health|liveness|readiness|status)[- ]?(?:checks?|probes?)|appear(?:ed|ing)? (?:to be )?(?:healthy|fine|normal|operational)|"
        r"(?:reported|showed|considered|marked|looked)\b[^.]{0,30}\b(?:healthy|green|successful|operational|as up\b)|false (?:positive|negative|sense)|misleading",
    ),
    (
        "missing-evidence",
        r"(?:no|missing|lack\w*|without|lost|insufficient)\b[^.]{0,20}\blog(?:s|ging)?\b|logs? (?:were|was|had|are|is) (?:not|lost|missing|deleted|gone|rotated)|"
        r"(?:could|can) ?not (?:determine|tell|reproduce|be determined)|(?:hard|difficult|unable|impossible) to (?:diagnose|debug|determine|reproduce|identify|see)",
    ),
    (
        "untested-recovery",
        r"(?:roll ?-?back|backups?|restores?|recovery|fail-?over|disaster|revert\w*)\b[^.]{0,60}\b(?:fail|untested|never (?:been )?(?:tested|tried|done)|not (?:tested|work|possible)|didn'?t|broken|unable|insufficien|"
        r"blocked|delayed|slow|took)|(?:unable|failed|could not|couldn'?t) to (?:roll ?-?back|restore|revert|recover)|untested (?:recovery|backup|restore)",
    ),
    ("failover-failure", r"fail(?:ed|ing|s|ure)? ?-?over|stand-?by|split[- ]?brain|\breplica\b[^.]{0,30}promot|redundan\w+ (?:fail|did not)|leader election"),
    ("runbook-gap", r"run-?books?|play-?books?|document(?:ation|ed)\b[^.]{0,40}(?:missing|lack|not|out|old|wrong|unclear|incorrect|insufficient)|"
                    r"(?:no|lack\w*|missing|outdated|undocumented|not|insufficient|poor|unclear)\b[^.]{0,30}(?:document|procedure|process|instructions|escalation polic)|undocumented"),
    ("knowledge-held-by-one", r"single (?:engineer|person|developer|operator|individual|maintainer)|only (?:one|two) (?:person|people|engineer|developer|team member)s?|"
                              r"bus factor|tribal knowledge|institutional knowledge|knowledge (?:gap|silo)|only \w+ (?:knew|had access)"),
    ("unclear-ownership", r"owner(?:ship)?\b[^.]{0,30}(?:unclear|unknown|no|lack|miss)|(?:unclear|no clear|undefined|lack of|no) (?:\w+ )?(?:owner|responsib|incident commander|escalation)|"
                          r"responsibilit\w+\b[^.]{0,30}(?:unclear|not)|nobody (?:owned|was responsible)|miscommunicat|not communicated|hand-?over|between teams"),
    ("stale-cache", r"stale|out-?of-?date (?:cache|copy|data|record)|\bcach(?:e|ed|es|ing)\b|replication lag|\bttl\b"),
    ("dns", r"\bdns\b|name ?servers?|domain name|resolv(?:er|ers|ing names)|\bcoredns\b|kube-dns|\bzone file"),
    ("deletion-by-mistake", r"(?:accidental|inadvertent|unwitting|mistaken|erroneous|unintention)\w*\b[^.]{0,40}(?:delet|remov|dropp|wip|destroy|terminat|purg)|"
                            r"(?:delet|remov|dropp|wip|destroy|terminat|purg)\w*\b[^.]{0,60}(?:by (?:mistake|accident)|accidental|inadvertent|unintention|unwitting|wrong)|rm -rf|"
                            r"\b(?:deleted|wiped|destroyed)\b"),
    ("data-migration", r"(?:schema|data|database|db) (?:migration|change|update)|migrat\w+ (?:of |the )?(?:data|database|schema|table)|\bmigration\b|alter table|backfill|column"),
    ("resource-leak", r"\bleak\w*|not (?:being )?(?:released|freed|closed|cleaned|evicted)|never (?:released|freed|closed|cleaned|evicted)|(?:left|orphan)\w* (?:behind|connections|processes|files)"),
    ("rate-limit", r"rate[- ]?limit\w*|throttl\w+|\bquotas?\b|too many requests|\b429s?\b|blocked by (?:github|aws|google|the provider)|api limit"),
    ("noisy-neighbour", r"nois[ey] neighbou?r|(?:one|single|another|large) (?:customer|tenant|user|job|process|query)\b[^.]{0,60}(?:all|most|excess|overload|exhaust|consum|saturat)|"
                        r"shared (?:\w+ ){0,2}(?:redis|database|infrastructure|cluster|resource|instance|pool)"),
    ("scaling-cliff", r"\bO\(n|quadratic|exponential|n\^2|n²|did(?: not|n'?t) scale|does(?: not|n'?t) scale|grew (?:too|faster)|scal(?:e|es|ing) (?:poorly|badly|limit)|"
                      r"iptables mode|performance degrad\w+ (?:as|with)|inefficien"),
    ("capacity-exhaustion", r"exhaust\w*|ran out|run(?:ning)? out|out of (?:memory|disk|space|ip|addresses|connections|inodes|capacity|file)|\boom\b|oomkill|\bfull\b|saturat\w*|overload\w*|overwhelm\w*|"
                            r"starv\w*|insufficient (?:capacity|memory|cpu|resources|disk|nodes)|(?:memory|cpu|disk|connection|capacity|inode|file descriptor|storage|ip address)\w*\b[^.]{0,40}"
                            r"(?:limit|full|high|pressure|spike|usage|maximum|max\b|reached|exceed|undersiz)|(?:limit|maximum|max)\b[^.]{0,30}(?:reached|exceed|hit)|too (?:small|many|few)|under-?siz|"
                            r"under-?provision|not enough|lack of (?:capacity|memory|resources)|high (?:cpu|memory|load)|traffic (?:spike|surge)|surge|memory limit"),
    ("single-point-of-failure", r"single points? of\b[^.]{0,20}failure|\bspof\b|no redundan|not redundant|lack of redundan|(?:a|one) single (?:node|server|instance|database|machine|replica|zone|autoscaling)|no fail-?over"),
    ("version-skew", r"version (?:mismatch|skew|conflict|incompatib)|incompatib\w*|mismatch\w*|(?:different|older?|newer|wrong|latest|unsupported) versions?|version (?:of|\d)[^.]{0,50}(?:incompatib|not support|requires?)|"
                     r"requires an api|format (?:of|changed)|breaking changes?|backwards?[- ](?:in)?compatib|dependency (?:version|upgrade|update|conflict)|upgrade\w*"),
    ("partial-rollout", r"partial(?:ly)? (?:roll|deploy|appl|upgrad)|half[- ]?way|only (?:some|part|half) of|not (?:fully|all) (?:upgraded|deployed|rolled|applied)|canary|"
                        r"never (?:deployed|committed|released|published)|not (?:deployed|committed|published)"),
    ("configuration-drift", r"drift\w*|out[- ]of[- ]sync|manual(?:ly)? (?:change|edit|config|tweak|modif)\w*|left ?over|left (?:a|an) (?:\w+ ){0,3}(?:file|config)|never committed|not in (?:git|version|terraform|code)|"
                            r"hand[- ]edit|revert(?:ed)? (?:back )?to (?:the )?(?:known|old|bad|previous|default)|default (?:values?|variables)|inconsisten\w+ config"),
    ("missing-guard-rail", r"\bno (?:\w+ ){0,3}(?:limits?|checks?|validation|safeguards?|protection|guard|circuit breakers?|verification|quota|confirmation|review|bound|max|safety|tests?|warning|rate)|"
                           r"without (?:\w+ ){0,3}(?:limits?|checks?|validation|review|tests?|testing|approval|verification|bound|guard)|lack\w* (?:of )?(?:\w+ ){0,3}(?:limits?|checks?|validation|circuit|backoff|"
                           r"safeguards?|protection|tests?|testing|review|verification|guard)|unbounded|unlimited|not (?:covered by|tested|validated|verified|enforced|checked|reviewed)|did(?: not|n'?t) (?:test|validate|verify|check)|"
                           r"memory limits?|insufficient (?:test|valid)|hard-?coded|missing (?:\w+ ){0,2}(?:tests?|checks?|validation|limits?|index)|untested|(?:tests?|staging|qa|review)\b[^.]{0,30}(?:did not|didn'?t|missed|not catch|fail)"),
    ("cascading-failure", r"cascad\w*|knock-?on|domino|ripple|snowball|spread(?:ing)? to|chain reaction|propagat\w*|failure domains?|coupl(?:ed|ing)"),
    ("unsafe-automation", r"(?:automat\w+|script|autoscal\w*|auto-scal\w*|controller|pipeline|\bbots?\b|cron ?job|terraform|ansible|puppet|\bhpa\b|culler|scheduler|reconcil\w*|\bci\b)\b[^.]{0,80}"
                          r"(?:delet|remov|destroy|restart|terminat|revert|overwr|appl|trigger|evict|flood|kill|replac|reset|modif|scal)"),
    ("access-lost", r"permissions?|access (?:denied|lost|revoked|was)|lock(?:ed|s)? out|(?:lost|no|without|could not) (?:\w+ )?access|iam\b|\broles?\b|credentials?|authenticat\w+|unauthori[sz]ed|\b403\b|\b401\b"),
    ("corrupted-state", r"corrupt\w*|inconsistent (?:state|data)|invalid (?:state|data|record|entry)|bad (?:state|data)|wrong (?:cidr|state)|duplicat\w+ (?:record|entr|key|id)|split state|two copies"),
    ("fragile-queue", r"\bqueues?\b|backlog|rabbitmq|kafka|\bsqs\b|message broker|\bmempool\b|dead[- ]letter|consumers?\b"),
    ("time-and-clock", r"clock|leap (?:second|year|day)|daylight|time ?zones?|\bntp\b|timestamp overflow|\bdst\b|year 2\d{3}|y2k"),
    ("hardware-fault", r"hardware|power (?:loss|failure|outage|supply|distribution|surge|cut)|(?:disk|drive|\bssd\b|nic|switch|router|fan|cooling|battery|\bups\b|generator|memory module|dimm|raid|cable|fib(?:re|er)|hypervisor)"
                       r"\b[^.]{0,40}(?:fail|fault|die|dead|broke|cut|slow|error|defect|problem)|(?:failed|faulty|failing|broken|slow|bad|defective) (?:disk|drive|ssd|nic|switch|router|fan|card|memory|hardware)|overheat\w*|lightning|flood(?:ing)?\b"),
    ("network-partition", r"partition(?:ed)? (?:from|network)|network (?:partition|split|isolat|connectivity|failure|outage|issue|problem)|isolat\w+ from|packet loss|\bbgp\b|routes? (?:leak|withdraw)|(?:un|not )reachable|"
                          r"could(?: not|n'?t) reach|connectivity|link (?:down|failure|flap)|peering"),
    ("vendor-failure", r"(?:third[- ]part(?:y|ies)|provider|vendor|upstream|supplier|hosting|external service|\bisp\b|carrier|partner)\b|(?:outage|bug|incident|issue|problem|change) (?:at|with|of|by|from|in) (?:our |the )?(?:aws|azure|gcp|google|amazon|"
                       r"github|cloudflare|fastly|microsoft|digital ?ocean|hetzner|hosting|provider|vendor)|\b(?:aws|azure|gcp|github|fastly|cloudflare|google cloud)\b[^.]{0,30}(?:outage|incident|bug|fail|down|issue|changed)"),
    ("latent-bug", r"\bbugs?\b|race conditions?|dead-?lock\w*|\bdefects?\b|null pointer|off[- ]by[- ]one|overflow|edge case|regression|memory (?:error|access|corruption)|segfault|infinite (?:loop|recursion)|unhandled|exception|"
                   r"logic error|programming error|coding error|software (?:error|fault|flaw)|\bflaw\b|crash(?:ed|es|ing)?\b|typo"),
    ("configuration-change", r"misconfig\w*|configur\w*|\bconfig\b|setting|feature flag|firewall rule|(?:change|update) to (?:the |our )?(?:\w+ ){0,3}(?:rules?|polic|setting|template|manifest|definition|terraform|dns|load balancer)|renam(?:e|ed|ing)|"
                             r"misplaced|parameter|environment variable|\bvariables?\b|\btimeouts?\b|deploy\w*|release|rolled out|change\b"),
    ("hidden-dependency", r"depend(?:s|ed|ency|encies|ent|ing)\b|relied on|relies on|reliance|assum(?:ed|ing|ption) (?:that )?"),
    ("mistaken-model", r"assum(?:ed|ption|ing)|believ(?:ed|ing)|mistaken|misunder\w*|misconception|wrongly|thought (?:that|it)|incorrectly|unaware|did(?: not|n'?t) (?:know|realis|realiz|understand|anticipate|expect)|lack of understanding|unexpected|unfamiliar|"
                       r"not (?:aware|understood|expected|anticipated)|confus\w+|misread|misinterpret"),
)  # fmt: skip
_READERS = tuple((slug, re.compile(words, re.IGNORECASE)) for slug, words in _SAID)
SLUGS = frozenset(slug for slug, _words in _SAID)
_LONGEST = 600  # characters of a factor that are looked at


def mechanism_in(words: str) -> tuple[str, Place | None]:
    """The mechanism that these words suggest, with the place within them that does; "" and None for none."""
    words = words[:_LONGEST]
    for slug, reader in _READERS:
        found = reader.search(words)
        if found:
            return slug, Place(found.start(), found.end())
    return "", None
