"""Deeds in words: what begins like something to do, and sentences that list several of them."""

from __future__ import annotations

import re

from timelines.reading.cues import words_in
from timelines.reading.model import Place

# Verbs that follow-ups begin with, as a person would write a list of things to do.
VERBS = words_in(
    "accelerate accept achieve acquire adapt add address adjust adopt advise agree alert align allow",
    "alter amend analyse analyze announce apply appoint arrange ask assess assign audit augment author",
    "automate avoid back backport backup balance ban batch begin block bolster bound break bring build",
    "bump buy cache call cap capture catch cease centralise centralize change check choose circulate",
    "clarify clean clear close codify collaborate collect combine come commission communicate compare",
    "complete compress conduct configure confirm connect consider consolidate contact contain contribute",
    "continue control convert coordinate correct cover create cut deactivate deal debug decide declare",
    "decommission decouple decrease deepen default defer define delay delegate delete deliver deploy",
    "deprecate describe design detect determine develop devise diagnose disable discontinue discuss",
    "disseminate distribute diversify divide document double downgrade draft drain drive drop edit",
    "educate eliminate embed emit emphasise emphasize employ enable encourage encrypt end enforce engage",
    "enhance ensure enrich escalate establish evaluate examine execute expand expedite experiment explain",
    "explore expose extend extract factor fail fence figure file fill filter finalise finalize find",
    "finish fix flag follow force forbid formalise formalize fork freeze generate get give go grant",
    "guarantee guard handle harden have help hire hold host identify illustrate implement import improve",
    "include incorporate increase inform initiate inject insert inspect install institute instrument",
    "integrate introduce invest investigate invite involve isolate issue iterate join keep kick label",
    "launch lead learn leverage lift limit link list lock log look lower maintain make manage map mark",
    "match measure merge migrate minimise minimize mirror mitigate mock modernise modernize modify",
    "monitor move mute name negotiate nominate notify obtain offer onboard open optimise optimize order",
    "organise organize outline overhaul package page parallelise parallelize parse partition patch pause",
    "perform persist phase pick pin place plan point populate port post practise practice prefer prepare",
    "prevent prioritise prioritize probe procure produce profile prohibit promote propose protect",
    "prototype prove provide provision publish pull purchase purge push put query quantify raise",
    "randomise randomize rate re-architect re-design re-enable re-evaluate re-examine re-implement re-run",
    "re-test re-think re-visit re-work reach read rearchitect rearrange rebalance rebuild recheck",
    "recommend reconcile reconfigure reconsider record recover recreate rectify redeploy redesign",
    "redirect redistribute reduce redo reenable reevaluate refactor refine refresh register regenerate",
    "regulate reimplement reinforce reinstall reinstate reiterate reject release relocate rely remind",
    "remove rename renew reorganise reorganize repair replace replicate reply report repeat request",
    "require rerun research reschedule resend reserve reset resize resolve respond restart restore",
    "restrict restructure retain rethink retire retrain retrofit retry return reuse reveal revert review",
    "revise revisit revoke rework rewrite roll rotate route run sample sandbox scale scan schedule scope",
    "script search secure seek segment segregate select send separate serialise serialize set setup shard",
    "share shift ship shorten shrink shut silence simplify simulate speed split spread stabilise",
    "stabilize stagger stage standardise standardize start stop store streamline strengthen stress",
    "subscribe submit suggest supply support surface suspend swap switch sync synchronise synchronize tag",
    "take teach tell terminate test throttle tidy tie tighten time track train transfer transition",
    "translate treat triage trial trim trigger try tune turn unblock understand unify uninstall update",
    "upgrade upskill use utilise utilize validate vendor verify version visit wait walk warm warn watch",
    "whitelist work wrap write",
)
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_ADVERBS = words_in(
    "actively additionally also always automatically better carefully completely continuously correctly",
    "clearly explicitly finally further fully gradually immediately possibly potentially proactively",
    "properly quickly re regularly significantly temporarily then perhaps maybe please permanently",
    "periodically never not to eventually",
)
_SOFT_GERUNDS = words_in(
    "being during following going having something nothing anything everything including regarding",
    "concerning according warning morning evening string thing king ring spring outstanding missing",
    "pending existing remaining ongoing upcoming underlying resulting",
)


def first_words(words: str) -> list[str]:
    """The first few words of a text, in lower case."""
    return [word.lower() for word in _WORD.findall(words[:120])[:6]]


def is_base(word: str) -> bool:
    return word in VERBS


def is_gerund(word: str) -> bool:
    """Whether a word is the -ing form of a verb that deeds begin with."""
    return word.endswith("ing") and word not in _SOFT_GERUNDS and _has_verb(word[:-3])


def _has_verb(stem: str) -> bool:
    """Whether what is left of a verb without its ending is a verb that deeds begin with."""
    doubled = len(stem) > 2 and stem[-1] == stem[-2] and stem[:-1] in VERBS
    return stem in VERBS or stem + "e" in VERBS or doubled


def is_participle(word: str) -> bool:
    """Whether a word is the past form of a verb that deeds begin with."""
    if word in _IRREGULAR:
        return True
    if not word.endswith("ed"):
        return False
    stem = word[:-2]
    return _has_verb(stem) or (stem.endswith("i") and stem[:-1] + "y" in VERBS)


_IRREGULAR = words_in(
    "built bought broken brought chosen cut done drawn driven found given gone held kept led learnt made",
    "met overhauled put rebuilt redone reset rewritten rolled run sent set shut split spread taken taught",
    "tightened told understood wrote written begun",
)


def begins_with_deed(words: str) -> str:
    """How a text begins with a deed: "base", "gerund", "past", or "" where it does not."""
    for word in first_words(words)[:3]:
        if is_base(word):
            return "base"
        if is_gerund(word):
            return "gerund"
        if is_participle(word):
            return "past"
        if word not in _ADVERBS:
            return ""
    return ""


# Sentences that list deeds

_BREAK = re.compile(
    r"(?:[,;]\s+(?:(?:and|or|as well as|along with|plus)\s+)?|\s(?:and|as well as|along with)\s+)(?:then\s+|"
    r"also\s+)?(?:to\s+)?"
)


def parts_of(words: str, form: str) -> list[Place]:
    """The deeds of a list in a sentence, all in one form: “base”, “gerund” or “past”; one where it is none.

    “adding metrics, improving the review, and moving to a newer version”: three. Places count from the
    beginning of the words.
    """
    is_form = {"gerund": is_gerund, "past": is_participle}.get(form, is_base)
    cuts = [(0, 0)]
    for found in _BREAK.finditer(words):
        following = _WORD.match(words, found.end())
        word = following.group().lower() if following else ""
        if word in _ADVERBS and following:
            second = _WORD.search(words, following.end(), following.end() + 30)
            word = second.group().lower() if second else ""
        if is_form(word) and found.start() - cuts[-1][1] > 12:
            cuts.append((found.start(), found.end()))
    ends = [start for start, _end in cuts[1:]] + [len(words)]
    return [Place(begin, end) for (_start, begin), end in zip(cuts, ends, strict=True)]


def things_of(words: str) -> list[Place]:
    """The things of a list with an “and” before the last one: “better alerts, a runbook, and more tests”."""
    ends = list(re.finditer(r",\s+(?:and|as well as|plus)\s+", words))
    if not ends:
        return [Place(0, len(words))]
    cuts = [(0, 0)]
    for found in re.finditer(r"[,;]\s+(?:(?:and|as well as|plus)\s+)?", words[: ends[-1].end()]):
        if found.start() - cuts[-1][1] > 8:
            cuts.append((found.start(), found.end()))
    ends = [start for start, _end in cuts[1:]] + [len(words)]
    return [Place(begin, end) for (_start, begin), end in zip(cuts, ends, strict=True)]
