"""`python -m bench.reading`: score the reading of write-ups against labels made by hand.

The labels and the rules of scoring are those of `../shared/data/postmortems/gold/README.md`. Each line is a
document. Precision, recall and F1 are in percent; `start` and `end` say whether the bound is right: `=` the
labelled one, `~` another reading that the text allows, `x` wrong or missing.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
KINDS = ("events", "contributing_factors", "action_items", "affected")
MINUTE = timedelta(minutes=1)
TOLERANCE = {
    "exact": timedelta(seconds=1),
    "minute": MINUTE,
    "hour": 30 * MINUTE,
    "approximate": 5 * MINUTE,
}
WIDE = 30 * MINUTE  # of an approximate time that was derived, or said by the hour


@dataclass
class Count:
    """Right, wrongly claimed and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    told: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        both = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / both if both else 1.0

    def add(self, other: Count) -> None:
        self.right += other.right
        self.wrong += other.wrong
        self.missed += other.missed


# Where a quote stands


class Text:
    """A document in which quotes are found, however their blanks are written."""

    def __init__(self, text: str):
        self.text = text
        kept, self.places = [], []
        for at, character in enumerate(text):
            if not character.isspace():
                kept.append(character)
                self.places.append(at)
            elif kept and kept[-1] != " ":
                kept.append(" ")
                self.places.append(at)
        self.collapsed = "".join(kept)

    def spans(self, quote: str) -> list[tuple[int, int]]:
        """Every place of a quote, as characters of the document."""
        words = " ".join(quote.split())
        found, at = [], self.collapsed.find(words) if words else -1
        while at >= 0:
            found.append((self.places[at], self.places[at + len(words) - 1] + 1))
            at = self.collapsed.find(words, at + 1)
        return found

    def said_at(self, item: dict) -> list[tuple[int, int]]:
        """The place of a predicted item: as it says itself, if its quote stands there, else any."""
        start, end = item.get("start"), item.get("end")
        if isinstance(start, int) and self.text[start:end] == item["quote"]:
            return [(start, end)]
        return self.spans(item["quote"])


def overlap(text: Text, predicted: dict, gold: dict) -> int:
    """How many characters both share; 1 where they only say the same words; 0 for nothing in common."""
    spans = [tuple(gold["span"])] if "span" in gold else text.spans(gold["quote"])
    for other in gold.get("alt_quotes", ()):
        spans += text.spans(other)
    shared = max(
        (min(a[1], b[1]) - max(a[0], b[0]) for a in text.said_at(predicted) for b in spans), default=0
    )
    if shared > 0:
        return shared
    return int(
        any(same_words(predicted["quote"], said) for said in [gold["quote"], *gold.get("alt_quotes", ())])
    )


def same_words(one: str, other: str) -> bool:
    """Whether at least half of the words of the shorter one are in the other."""
    shorter, longer = sorted((one.lower().split(), other.lower().split()), key=len)
    held = set(longer)
    return bool(shorter) and 2 * sum(word in held for word in shorter) >= len(shorter)


# Times


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def bounds(told: dict) -> tuple[datetime, datetime] | None:
    """The predicted interval; of an open one the minute at its known bound."""
    earliest, latest = (told.get(name) and instant(told[name]) for name in ("earliest", "latest"))
    if earliest is None and latest is None:
        return None
    return earliest or latest - MINUTE, latest or earliest + MINUTE


def time_apart(told: dict, gold: dict, offset: timedelta) -> timedelta | None:
    """How far a predicted time lies from the labelled one; None where that is too far."""
    predicted = bounds(told)
    if predicted is None:
        return None
    said = [gold["at"], *gold.get("at_alternatives", ())]
    if gold["precision"] == "day":
        days = {date.fromisoformat(at[:10]) for at in said}
        shown = {
            moment.date()
            for zone in (timedelta(0), offset)
            for moment in (predicted[0] + zone, predicted[1] + zone - timedelta(microseconds=1))
        }
        narrow = predicted[1] - predicted[0] <= timedelta(hours=50)
        return timedelta(0) if narrow and days & shown else None
    width = TOLERANCE[gold["precision"]]
    if gold["precision"] == "approximate" and (gold.get("derived_from") or gold.get("said_by_the_hour")):
        width = WIDE
    apart = min(_gap(predicted, instant(at)) for at in said)
    return apart if apart <= width else None


def _gap(interval: tuple[datetime, datetime], moment: datetime) -> timedelta:
    """From a moment to the nearest end of an interval; nothing within it."""
    first, last = interval[0], max(interval[1] - timedelta(microseconds=1), interval[0])
    return max(first - moment, moment - last, timedelta(0))


# One document


def score_items(text: Text, predicted: list[dict], gold: list[dict], fits) -> Count:
    """Match predictions with labels one to one, nearest first. `fits(told, label)` ranks, or is None."""
    pairs = sorted(
        (rank, p, g)
        for p, told in enumerate(predicted)
        for g, label in enumerate(gold)
        if (rank := fits(told, label)) is not None
    )
    given: dict[int, int] = {}
    for _, p, g in pairs:
        if p not in given and g not in given.values():
            given[p] = g
    count = Count()
    again = {p for _, p, g in pairs if p not in given}  # a duplicate of what is matched: ignored
    for p, told in enumerate(predicted):
        if p in given and not gold[given[p]].get("optional"):
            count.right += 1
        elif p not in given and p not in again:
            count.wrong += 1
            count.told.append(f"  + {told.get('earliest', '')} {_short(told['quote'])}")
    for g, label in enumerate(gold):
        if g not in given.values() and not label.get("optional"):
            count.missed += 1
            count.told.append(
                f"  - {label.get('at', '')} {label.get('precision', '')} {_short(label['quote'])}"
            )
    return count


def _short(quote: str) -> str:
    words = " ".join(quote.split())
    return words if len(words) < 150 else f"{words[:147]}…"


def score_affected(predicted: list[str], gold: list[str]) -> Count:
    count, left = Count(), [name.lower() for name in gold]
    named = {name.lower() for name in gold}
    for name in dict.fromkeys(name.lower() for name in predicted):
        match = next((one for one in left if one in name or name in one), None)
        if match:
            left.remove(match)
            count.right += 1
        elif not any(one in name or name in one for one in named):
            count.wrong += 1
            count.told.append(f"  + {name}")
    count.missed = len(left)
    count.told += [f"  - {name}" for name in left]
    return count


def score_bound(told: dict | None, gold: dict, name: str, offset: timedelta) -> str:
    """`=`, `~` or `x`, see above."""
    label = gold[name]
    if label is None:
        if told is None:
            return "="
        others = gold.get(f"{name}_alternatives") or ()
        allowed = [{"at": at, "precision": "approximate"} for at in others if at]
        return "~" if any(time_apart(told, one, offset) is not None for one in allowed) else "x"
    if told is None:
        return "~" if None in label.get("alternatives", ()) else "x"
    if time_apart(told, label, offset) is not None:
        return "="
    others = [{**label, "at": at, "at_alternatives": ()} for at in label.get("alternatives", ()) if at]
    return "~" if any(time_apart(told, one, offset) is not None for one in others) else "x"


@dataclass
class Score:
    name: str
    counts: dict[str, Count]
    start: str
    end: str
    bounds_told: list[str]
    zone: str


def score(gold: dict, told: dict, raw: str) -> Score:
    text, offset = Text(raw), _offset(gold.get("utc_offset"))

    def event_fits(one, label):
        apart, shared = time_apart(one, label, offset), overlap(text, one, label)
        return (apart, -shared) if apart is not None and shared else None

    def quote_fits(one, label):
        shared = overlap(text, one, label)
        return -shared if shared else None

    counts = {"events": score_items(text, told["events"], gold["events"], event_fits)}
    for kind in KINDS[1:3]:
        counts[kind] = score_items(text, told[kind], gold[kind], quote_fits)
    counts["affected"] = score_affected(told["affected"], gold["affected"])
    start = score_bound(told["started"], gold, "started_at", offset)
    end = score_bound(told["resolved"], gold, "resolved_at", offset)
    said = [
        f"  {name}: told {told[name] and (told[name]['earliest'], told[name]['latest'])}, label "
        f"{gold[label] and gold[label]['at']}"
        for name, label, mark in (("started", "started_at", start), ("resolved", "resolved_at", end))
        if mark != "="
    ]
    return Score(
        gold["document"], counts, start, end, said, f"{told.get('timezone')} / {gold.get('timezone')}"
    )


def _offset(words: str | None) -> timedelta:
    if not words:
        return timedelta(0)
    sign = -1 if words[0] in "-−" else 1
    hours, _, minutes = words[1:].partition(":")
    return sign * timedelta(hours=int(hours), minutes=int(minutes or 0))


# All of them


def main() -> int:
    asked = _arguments()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "throughline.settings")
    import django

    django.setup()

    folder = Path(asked.gold)
    if not folder.is_dir():
        print(f"There are no labels in {folder}. Name the folder with --gold.", file=sys.stderr)
        return 1
    scores = []
    for path in sorted(folder.glob("*.json")):
        gold = json.loads(path.read_text())
        if asked.only and asked.only not in path.name:
            continue
        document = Path(asked.documents) / gold["document"]
        data = document.read_bytes()
        told = reported(data, document.name)
        scores.append(score(gold, told, data.decode("utf-8-sig")))
        _say(scores[-1], misses=asked.misses)
    if len(scores) > 1:
        _say_total(scores)
    return 0


def reported(data: bytes, name: str) -> dict:
    """What `import_postmortem --json` says of a document."""
    from incidents.importing.document import ReadSettings
    from incidents.importing.opening import open_document, read_opened
    from incidents.importing.reporting import report_of

    [opened] = open_document(data, name=name)
    return report_of(read_opened(opened, ReadSettings()))


def _say(one: Score, *, misses: bool) -> None:
    print(f"{_name(one.name)}  {_figures(one.counts)}  {one.start} {one.end}")
    if misses:
        for kind in KINDS:
            if one.counts[kind].told:
                print(f" {kind}")
                print("\n".join(one.counts[kind].told))
        print("\n".join([f" zone: {one.zone}", *one.bounds_told]))


def _name(document: str) -> str:
    return f"{'/'.join(Path(document).parts[-2:])[:44]:44}"


def _figures(counts: dict[str, Count]) -> str:
    return "  ".join(
        f"{100 * c.precision:3.0f} {100 * c.recall:3.0f} {100 * c.f1:3.0f}" for c in counts.values()
    )


def _say_total(scores: list[Score]) -> None:
    totals = {kind: Count() for kind in KINDS}
    for one in scores:
        for kind in KINDS:
            totals[kind].add(one.counts[kind])
    print(f"{'':44}  {'events       factors      actions      affected':51} start end")
    print(f"{'all items together':44}  {_figures(totals)}")
    mean = {kind: 100 * sum(one.counts[kind].f1 for one in scores) / len(scores) for kind in KINDS}
    print(f"{'mean F1 of the documents':44}  " + "  ".join(f"{mean[kind]:11.1f}" for kind in KINDS))
    for name, marks in (("start", [one.start for one in scores]), ("end", [one.end for one in scores])):
        strict, lenient = marks.count("="), marks.count("=") + marks.count("~")
        print(f"{name}: {strict} of {len(marks)} right, {lenient} with other readings that the text allows")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.reading", description=__doc__)
    parser.add_argument("--gold", default=DATA / "postmortems" / "gold", help="folder of labels")
    parser.add_argument("--documents", default=DATA, help="folder that the labels' paths begin in")
    parser.add_argument("--only", default="", help="labels whose file name contains this")
    parser.add_argument("--misses", action="store_true", help="what was wrongly claimed (+) and missed (-)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
