"""The words by which prose commits to a deed, as patterns. `action_prose` says what follows from them."""

from __future__ import annotations

import re

from timelines.reading.cues import words_in

# What a cheap search finds first. A sentence without any of these is no commitment.
CUES = (
    "will ", "'ll ", "’ll ", "plan", "going to", "intend", "aims to", "aiming", "commit", "since ", "now ",
    "going forward", "moving forward", "in the future", "future ", "prevent", "follow-up", "followup",
    "follow up", "evaluating", "recurrence", "improvements", "measures", "working on", "working to",
    "underway", "in progress", "corrective", "remediation", "long-term", "long term", "short-term",
    "implementing", "improving", "adding", "enhanc", "we have ", "we've ", "we’ve ", "also ",
    "these include", "they include", "next step", "initiatives", "being ", "been ", "recommend", "consider",
    "exploring", "looking into", "should ", "need to ", "needs to ", "must ", "reviewing", "redesign",
    "investing", "auditing", " steps", " changes", "safeguards", " actions",
)  # fmt: skip

_ADVERB = (
    r"(?:(?:also|now|soon|currently|actively|already|then|further|additionally|therefore|thus|again|"
    r"immediately|since|subsequently|recently|next|first|both|be|each|continue to|in the (?:near )?future|"
    r"going forward|in addition|as a result|\w{3,15}ly),? ){0,3}"
)
_WHO = (
    r"(?:\b[Ww]e|\b[Tt]hey|\b[Tt]eams?|\bengineers|\bengineering|\bcompany|\bdevelopers|\boperators|"
    r"\bproject|\bmaintainers|\borgani[sz]ation|\bproviders?|\bvendors?|\b[A-Z][\w.&+-]{1,30}(?: (?:Inc|"
    r"Cloud|Games|Labs|Web Services)\.?)?)"
)
WILL = re.compile(
    rf"(?P<who>{_WHO})? ?(?:\bwill|[’']ll)\s(?P<not>not )?{_ADVERB}"
    rf"(?:need to |have to |work (?:to|on|with .{{3,60}} to) )?(?P<verb>[a-z-]{{2,20}})\b"
)
PLAN = re.compile(
    rf"(?:(?P<who>{_WHO})\s(?:(?:is|are|am|was|were|has|have) )?|\band ){_ADVERB}(?:planning|plans?|"
    rf"planned|intends?|intending|aims?|aiming|hopes?|going|needs?|wants?|expects?|commits?|committed|"
    rf"committing|pledged|vowed|looking|working|striving|continuing|outlined plans|proposed) (?:also "
    rf")?(?:to|on|into|towards?) {_ADVERB}(?P<verb>[a-z-]{{2,20}})\b"
)
DOING = re.compile(
    rf"(?P<who>{_WHO})(?:[’']re|[’']m|\s(?:is|are|am|will be|have been|has been)) "
    rf"{_ADVERB}(?P<verb>[a-z-]{{3,20}}ing)\b"
)
BEING = re.compile(
    r"\b(?:is|are) (?:now |currently |also |actively ){0,2}being "
    r"(?P<verb>[a-z-]{3,20}ed|built|made|put|written|rewritten)\b|"
    r"\b(?:[Ww]ork|[Ee]fforts?|project|design|development) (?:is|are) (?:also |already |now ){0,2}"
    r"(?:underway|under way|in progress|ongoing|planned) to (?P<work>[a-z-]{2,20})\b"
)
HAVE = re.compile(
    rf"(?P<who>{_WHO})?(?:[’']ve|\s(?:has|have)) (?P<when>{_ADVERB})(?P<been>been "
    rf")?(?P<verb>[a-z-]{{2,20}})\b"
)
OUGHT = re.compile(
    r"\b(?:should|must|need(?:s)? to|ought to) (?:also |always |probably |really |never |not )?(?:be )?"
    r"(?P<verb>[a-z-]{2,20})\b(?<!have)"
)
_AIMS = (
    r"(?:prevent|avoid|ensure|reduce|mitigate|minimi[sz]e|address|guard against|protect against|stop|"
    r"eliminate|make sure|lower|limit)"
)
TO_PREVENT = re.compile(
    rf"(?:^|\. |, )(?:in order )?to (?:help )?{_AIMS}\b(?P<what>[^,]{{3,160}}), (?P<who>[\w.&' -]{{1,50}}?) "
    r"(?:also |immediately |subsequently |\w{3,12}ly )?(?P<verb>[a-z]{2,20})\b",
    re.IGNORECASE,
)
OF_RECURRENCE = re.compile(
    r"recur|similar|future|again|this|such|these|risk|likelihood|the same|from happening", re.IGNORECASE
)

_KINDS = (
    r"(?:efforts?|actions?|measures?|steps?|plans?|improvements?|initiatives?|remediations?|work|"
    r"fix(?:es)?|changes|follow[- ]?ups?|mitigations?|items?|enhancements?|recommendations?|areas|"
    r"commitments?|prevention|goals?|strategies|solutions?)"
)
_NOT_YET = r"(?!include|involve|are |is |was |were )"
HEAD = re.compile(
    r"\b(?P<kind>future|long(?:er)?[- ]term|short(?:er)?[- ]term|medium[- ]term|corrective|prevent\w{2,6}|"
    r"planned|committed|ongoing|follow[- ]?up|remediation|remedial|further|key|next|additional|"
    r"post-incident|proposed|recommended|recommendations?|improvements?|mitigation|immediate|other|"
    r"permanent|subsequent|commitments?)"
    rf"(?: {_NOT_YET}[\w/-]{{1,20}}){{0,4}}?(?: {_KINDS}|s)?(?: {_NOT_YET}[\w,'’()/-]{{1,24}}){{0,8}}? ?"
    r"(?P<tense>includes?|involves?|are|is|consists? of|:|included|involved|were|was|will include|will "
    r"involve|focus(?:es)? on|identified (?:are|is|include))(?::| (?:to |the following:? )?)\s?(?P<rest>\S)",
    re.IGNORECASE,
)
OF_LATER = re.compile(r"future|long|planned|committed|corrective|prevent|follow|propos|recommend|commit")
OF_THEN = re.compile(r"improvement|other|key|mitigation|immediate|subsequent|additional|further")

THESE = re.compile(
    r"^(?:these|they|this|such (?:measures|improvements|changes)|among these)[^.]{0,40}?"
    r"\b(?:includes?|involves?|are|included|cover)\b:? (?P<rest>\S)",
    re.IGNORECASE,
)
VAGUE = re.compile(
    r"\b(?:several|a (?:number|series|set|few|couple|variety) of|the following|these|many|various|some|"
    r"multiple|numerous|two|three|four|five|six|further|additional|more|all|any)\b(?: [\w’'-]{1,20}){0,4} "
    r"(?:measures|changes|improvements?|steps|actions?|action items|things|efforts?|safeguards|initiatives|"
    r"remediations?|mitigations?|ways|areas|work|fixes|updates)\b",
    re.IGNORECASE,
)
ANNOUNCED = re.compile(
    r"\b(?:implemented|introduced|took|made|announced|outlined|undertook|adopted) "
    r"(?P<what>(?:several|a (?:number|series|set) of|the following|various|some|multiple|many|two|three|four|"
    r"five|six)\b"
    r"(?: [\w’'-]{1,20}){0,4} (?:measures|changes|improvements|steps|actions|safeguards|action items))"
)
WERE = re.compile(r"\b(?:was|were) (?:also |then |subsequently )?(?P<verb>[a-z-]{3,20})\b")
INCLUDING = re.compile(r"\b(?:including|such as|namely)(?: \w{1,12}:)?:? (?P<rest>\S)|:\s(?P<after>\S)")
AGAIN = re.compile(
    r"prevent|recur|in (?:the )?future|(?:happen|occur)\w* again|avoid|going forward|moving forward|"
    r"long[- ]term|next time|"
    r"similar (?:incidents?|issues?|problems?|outages?|failures?|events?|occurrences?|situations?)|"
    r"so that (?:we|this|it|future)|reduce the|more (?:resilient|robust)|resilien|following this|in response",
    re.IGNORECASE,
)
PITCH = re.compile(
    r"\b(?:you|your|yours|you'll|contact us|sign up|learn more|free trial|request a demo|our (?:product|"
    r"solution|customers can)|we recommend (?:that )?(?:all )?(?:users|customers|everyone))\b|"
    r"^\W*(?:(?:once )?again,? |finally,? )?(?:we|i)\b[^.]{0,40}(?:apologi[sz]|\bsorry\b|thank)|patience|"
    r"\?\s*$|^\W*this (?:post-?mortem|report|document|page|post|article|blog|write-?up)\b|"
    r"\b(?:could|would|might) have (?:been )?(?:avoided|prevented|caught|helped|reduced)|^\W*(?:if|when|once|"
    r"unless)\b[^,]{0,120},",
    re.IGNORECASE,
)
NOBODY = re.compile(
    r"\b(?:which|that|who|customers?|users?|clients?|there|it|this|and|attackers?|when|if|once|until|"
    r"visitors|[Tt]hese|[Tt]hose|[Tt]his|[Ii]t|[Tt]here)\s*$",
    re.IGNORECASE,
)
RELATIVE = re.compile(
    r"\b(?:changes|work|efforts?|steps|measures|what|that|which) \Z"
)  # “the changes they are making”
WAYS = re.compile(
    r" (?:\w+ ){0,2}?(?:ways|whether|how we|options|methods|solutions|possib|into (?:ways|how|whether|"
    r"implement|add|improv|mov)|improvements|steps to|sure (?:that|we|to|this)|the feasib|to (?:improve|"
    r"invest|build|harden|strengthen|refine|enhance|add|work (?:on|to)|automate|migrate|reduce))"
)
AFTER_WORKING = re.compile(r"(?: (?!to\b|on\b)[\w.-]{1,20}){0,8} (?:to|on) (?P<rest>[a-z])")

# Deeds of the incident itself, or of telling about it.
WATCHING = words_in(
    "monitor provide post share continue investigate keep watch update inform let tell follow see wait",
    "get be have give report notify resume begin start try take make go come experience reach check",
    "publish know like happen need find announce explain describe discuss talk cover look help become",
    "remain work fail restart recover require result cause",
)
OWN = words_in("make take start work look help find investigate check publish begin")
IDLE = words_in(
    "been be had made taken seen gone identified confirmed resolved found received begun mitigated",
    "restored recovered started completed concluded released fixed experienced known shown caused led",
    "heard noticed discovered discussed posted published rolled reverted verified contacted stopped",
    "finished returned reached acknowledged agreed called come decided determined described explained",
    "given happened investigated kept lost observed reported restarted run sent scaled set spent thought",
    "tried used worked written done learned learnt failed switched read impacted affected",
)
BUILDING = words_in(
    "implementing improving adding enhancing evaluating redesigning rebuilding building developing",
    "hardening reviewing introducing strengthening updating auditing migrating automating creating",
    "changing planning exploring considering refining expanding investing rewriting revising replacing",
    "separating accelerating",
)
