"""The sorts of deeds that end incidents: how they are told, and how a sentence here says them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of deed.

    - doing: “restarting”, said with what it was done to; alone: said without. pattern: how it is told.
    - worth: of having it in common. things: whether it says to what it was done: it "may", "must" to say
      anything, or has "no" use for it.
    """

    doing: str
    alone: str
    pattern: str
    worth: float = 1.0
    things: str = "may"


DEEDS = {
    "restart": Sort(
        "restarting",
        "a restart",
        r"(?:re-?start|(?:cold-)?re-?boot|power[- ]cycl)(?:s|e|ed|ing)?\b",
    ),
    "roll-back": Sort(
        "rolling back",
        "rolling back",
        r"roll(?:s|ed|ing)?[- ]?back\b|revert(?:s|ed|ing)?\b|reversion\b|back(?:ed|ing) out\b",
    ),
    "fail-over": Sort(
        "failing over",
        "a failover",
        r"fail(?:s|ed|ing)?[- ]?over\b|promot(?:ed|ing)\b|switch(?:ed|ing) over\b",
    ),
    "back-up": Sort(
        "restoring from a backup",
        "restoring from a backup",
        r"(?:from|using) (?:an? |the |our )?(?:[\w'’-]+ ){0,2}(?:back-?ups?|snapshots?|archives?)\b",
        things="no",
    ),
    "scale": Sort(
        "adding capacity",
        "adding capacity",
        r"scal(?:ed|ing) (?:it |them )?(?:up|out)\b|(?:add|increas|provision)(?:ed|ing) "
        r"(?:\w+ ){0,4}(?:capacity|nodes|servers|instances|replicas|memory)\b",
        things="no",
    ),
    "move-traffic": Sort(
        "moving traffic away",
        "moving traffic away",
        r"(?:re-?rout|redirect|shift|drain|divert|mov)(?:ed|ing) (?:\w+ ){0,3}traffic\b"
        r"|traffic (?:\w+ ){0,2}(?:re-?routed|redirected|shifted|drained|diverted|moved)\b",
        things="no",
    ),
    "fix": Sort(
        "deploying a fix",
        "deploying a fix",
        r"(?:(?:deploy|releas|ship|implement|push|appl|roll)(?:ed|ied|ing) (?:out )?(?:an? |the )?"
        r"(?:\w+ ){0,2}(?:hot-?)?(?:fix|patch)\b)"
        r"|(?:fix|patch) (?:was|has been|is) (?:\w+ ){0,2}"
        r"(?:deployed|released|implemented|applied|rolled out)\b",
        worth=0.3,
        things="no",
    ),
    "disable": Sort("disabling", "", r"(?:disabl|deactivat)(?:ed|ing)\b|turn(?:ed|ing) off\b", things="must"),
    "clear": Sort("clearing", "", r"(?:clear|flush|purg)(?:ed|ing)\b", things="must"),
    "replace": Sort("replacing", "", r"(?:replac|swapp)(?:ed|ing)\b", things="must"),
    "rebuild": Sort("rebuilding", "", r"(?:rebuil[dt]|rebuilding|recreat(?:ed|ing))\b", things="must"),
    "renew": Sort("renewing", "", r"(?:renew|rotat)(?:ed|ing)\b", things="must"),
    "remove": Sort("removing", "", r"(?:remov|delet)(?:ed|ing)\b", things="must"),
}
