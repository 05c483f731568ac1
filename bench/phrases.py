"""Words that generated incidents are made of."""

from timelines.models import Kind, Lane

PARTS = (
    "Checkout", "Search", "Sign-in", "The job queue", "The image store", "Webhooks", "The public API",
    "Billing runs", "The event stream", "Exports", "Mail", "The mobile gateway", "Replicas", "The scheduler",
    "Cache nodes", "The ledger",
)  # fmt: skip
FAILURES = (
    "answers late after a configuration change", "stands still while a queue drains",
    "loses its leader twice in an hour", "returns errors in one region", "runs out of connections at noon",
    "reads yesterday's data",
    "fails over and does not come back", "drops one request in fifty", "restarts every ninety seconds",
    "refuses a renewed certificate",
)  # fmt: skip
SENTENCES = (
    "The queue grows faster than the workers empty it.",
    "A node is taken out of the pool and the errors move to its neighbour.",
    "`p99` of the write path passes four seconds and stays there.",
    "Somebody remembers that the limit was raised by hand in spring.",
    "The roll-back finishes, and nothing changes.",
    "Two of three replicas agree on a leader; the third has not heard of it.",
    "Retries triple the load on a service that was barely keeping up.",
    "The dashboard is green, because it shows the average.",
    "The on-call engineer asks for a second pair of eyes.",
    "Traffic is moved to the other region, **slowly**, a tenth at a time.",
    "The alert fires for the first time, eleven minutes after the first complaint.",
    "An old job holds a lock that nobody looks at.",
    "A flag is turned off for all customers.",
    "The certificate on one of eight hosts is last year's.",
    "Memory climbs by a gigabyte an hour and falls with each restart.",
    "Customers report that it works again; we are not sure why.",
)
KINDS = {
    Lane.PEOPLE: (
        Kind.OBSERVATION,
        Kind.ACTION,
        Kind.DECISION,
        Kind.COMMUNICATION,
        Kind.QUESTION,
        Kind.CHANGE,
    ),
    Lane.MACHINES: (Kind.ALERT, Kind.OBSERVATION, Kind.CHANGE),
    Lane.WRITE_UP: (Kind.OBSERVATION, Kind.DECISION, Kind.CHANGE),
}
ACTORS = (
    "deploy robot",
    "on-call",
    "incident lead",
    "database team",
    "load balancer",
    "a customer",
    "autoscaler",
)
TEAMS = ("Storage", "Network", "Payments", "Platform", "Search", "Identity")
TAGS = (
    "dns", "queues", "deploy", "certificates", "database", "capacity", "cache", "kubernetes", "network",
    "region",
)  # fmt: skip
VERBS = (
    "Alert on",
    "Put a limit on",
    "Write the runbook for",
    "Rehearse the loss of",
    "Take the lock out of",
)
NAMES = (
    "Harbour", "Lantern", "Meridian", "Orchard", "Quarry", "Saltmarsh", "Tramway", "Viaduct", "Weir",
    "Yarrow", "Zephyr", "Kestrel",
)  # fmt: skip
