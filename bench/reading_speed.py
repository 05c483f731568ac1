"""`python -m bench.reading_speed`: how fast write-ups are read, in seconds of the processor.

Of documents as people write them: the public ones beside the repository where they are, else one made up
here. Then of text made to trouble the reader. Each figure is the best of three.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
SMALL = 20_000
SIZES = (250_000, 500_000, 1_000_000, 2_000_000)
MOST_MILLISECONDS = 50
LEAST_SPEED = 1.0  # MB/s

HEAD = "# The queue was stuck on 14 March 2023\n\n**Severity:** SEV-2\n\n## Summary\n\n"
STORY = (
    "On 14 March 2023, at approximately {h:02d}:{m:02d} UTC, customers of region {n} saw delays because the "
    "disk of queue-{n} was full. Engineers had been watching another graph for {m} minutes, and nobody "
    "noticed the alert. The team restarted the workers by {h:02d}:59 UTC, which made it worse for a while. "
    "Once the backlog had drained, all jobs ran as they should.\n\n"
)
ENTRY = "- {h:02d}:{m:02d} UTC: the on-call engineer of part {n} was paged and opened an incident\n"
ACTION = (
    "- [ ] Add an alert on the disk of queue-{n} ([QUEUE-{n}](https://issues.example/{n})), owner: Mira\n"
)


def made_up(characters: int) -> str:
    """A write-up of about so many characters (all ASCII): story, timeline, actions, in turn."""
    pieces, size = [HEAD], len(HEAD)
    n = 0
    while size < characters:
        timeline = ["## Timeline\n\n", *[ENTRY] * 8]
        actions = ["\n## Action items\n\n", *[ACTION] * 4]
        part = [*[STORY] * 3, *timeline, *actions, "\n## Impact\n\n"]
        for piece in part:
            n += 1
            pieces.append(piece.format(h=n // 60 % 24, m=n % 60, n=n))
            size += len(pieces[-1])
    return "".join(pieces)[:characters]


def public() -> list[str]:
    """The texts of the collection, if it is here."""
    paths = [path for path in sorted(DATA.rglob("*")) if path.suffix in (".md", ".txt")]
    return [
        path.read_text(encoding="utf-8", errors="replace") for path in paths if path.parent.name != "gold"
    ]


def seconds_for(texts: list[str], rounds: int = 3) -> float:
    """The processor time that reading these takes, at best."""
    from timelines.reading.reader import read_write_up

    def once() -> float:
        started = time.process_time()
        for text in texts:
            read_write_up(text)
        return time.process_time() - started

    return min(once() for _ in range(rounds))


def megabytes(texts: list[str]) -> float:
    return sum(len(text.encode(errors="surrogatepass")) for text in texts) / 1e6


def measure_documents() -> bool:
    """Print the figures that are aimed at; whether all are reached."""
    small = seconds_for([made_up(SMALL)]) * 1000
    print(f"{'a document of 20 KB':34} {small:8.1f} ms      (aim: under {MOST_MILLISECONDS})")
    good = small < MOST_MILLISECONDS
    texts = public()
    if texts:
        speed = megabytes(texts) / seconds_for(texts)
        print(f"{f'{len(texts)} public documents':34} {speed:8.2f} MB/s    (aim: {LEAST_SPEED:.0f})")
        good = good and speed >= LEAST_SPEED
        joined = "\n\n".join(texts)
        pieces = [joined[start : start + SMALL] for start in range(0, len(joined) - SMALL, SMALL)]
        took = seconds_for(pieces) / len(pieces) * 1000
        what = f"{len(pieces)} pieces of them, 20 KB each"
        print(f"{what:34} {took:8.1f} ms each (aim: under {MOST_MILLISECONDS})")
        good = good and took < MOST_MILLISECONDS
    return good


def measure_growth() -> None:
    """Print how the time grows with the length of one document."""
    for size in SIZES:
        took = seconds_for([made_up(size)], rounds=1)
        print(f"{f'one document of {size / 1e6:g} MB':34} {took:8.2f} s {size / 1e6 / took:10.2f} MB/s")


def measure_hostile(characters: int) -> None:
    """Print the slowest of the texts made to trouble the reader, at two sizes."""
    from timelines.tests.reading_hostile import PIECES, hostile

    took = {name: seconds_for([hostile(name, characters)], rounds=1) for name in PIECES}
    slowest = sorted(took, key=lambda name: took[name], reverse=True)[:10]
    print(f"\nthe slowest of {len(took)} hostile texts of {characters / 1e6:g} MB, and of twice as much")
    for name in slowest:
        twice = seconds_for([hostile(name, 2 * characters)], rounds=1)
        print(f"{name:34} {took[name]:8.2f} s {twice:10.2f} s  ({twice / max(took[name], 1e-6):.1f} times)")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hostile", type=int, default=0, metavar="CHARACTERS", help="hostile texts, too")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "throughline.settings")
    os.environ.setdefault("DEBUG", "1")
    import django

    django.setup()
    good = measure_documents()
    measure_growth()
    if asked.hostile:
        measure_hostile(asked.hostile)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
