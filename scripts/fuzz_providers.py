"""Throws what no page should answer at every provider of status pages, and says whether one of them gave way.

    pip install -r requirements-bench.txt
    python scripts/fuzz_providers.py --seconds 60            # each provider that long
    python scripts/fuzz_providers.py --only slack --seconds 600

Atheris watches which lines an input reaches and keeps those that reach new ones. Half of the time it changes
bytes, half of the time values of the JSON, as statuspages/tests/providers/mutations.py does. A provider gives
way where it raises anything but PageUnreadable, where what it read is not sound, or where it takes longer
than TOO_LONG_SECONDS. The input is then left in --keep (a folder), to be named in a test.
"""

import argparse
import copy
import json
import random
import re
import subprocess
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

IS_FUZZING = "--in-this-process" in sys.argv
watched = atheris.instrument_imports(include=["statuspages.providers"]) if IS_FUZZING else nullcontext()
with watched:
    from statuspages import providers

from statuspages.exceptions import PageUnreadable  # noqa: E402 (after the providers, which are instrumented)
from statuspages.tests.providers.documents import ALL  # noqa: E402
from statuspages.tests.providers.mutations import NASTY, places  # noqa: E402
from statuspages.tests.providers.sound import check  # noqa: E402

TOO_LONG_SECONDS = 10
LONGEST_INPUT = 200_000  # bytes


def targets(name: str) -> list[tuple]:
    """What of a provider is fuzzed: (answers, the name of the Ask), in a fixed order."""
    return [(answers, ask) for answers in ALL if answers.provider == name for ask in answers.values]


def fuzz(name: str, seconds: int, keep: Path) -> None:
    """Fuzz one provider in this process, which ends with it."""
    provider, aims = providers.BY_NAME[name], targets(name)

    def one_input(data: bytes) -> None:
        if not data:
            return
        answers, ask = aims[data[0] % len(aims)]
        try:
            account = provider.read(answers.write() | {ask: data[1:]}, answers.facts)
        except PageUnreadable:
            return
        check(account)

    def mutate(data: bytes, longest: int, seed: int) -> bytes:
        chance = random.Random(seed)  # noqa: S311 (libFuzzer's own seed: the same input again)
        changed = _other_value(data, aims, chance) if chance.random() < 0.5 else None
        return changed[:longest] if changed else atheris.Mutate(data, longest)

    with tempfile.TemporaryDirectory() as seeds:
        for number, (answers, ask) in enumerate(aims):
            Path(seeds, str(number)).write_bytes(bytes([number]) + answers.write()[ask])
        bounds = [f"-max_total_time={seconds}", f"-timeout={TOO_LONG_SECONDS}", f"-max_len={LONGEST_INPUT}"]
        arguments = [sys.argv[0], *bounds, f"-artifact_prefix={keep}/{name}-", "-print_final_stats=1", seeds]
        atheris.Setup(arguments, one_input, custom_mutator=mutate)
        atheris.Fuzz()


def _other_value(data: bytes, aims: list[tuple], chance: random.Random) -> bytes | None:
    """The input with values of its JSON changed; from the sound answer where it is JSON no longer."""
    number = (data[0] if data else 0) % len(aims)
    answers, ask = aims[number]
    try:
        value = json.loads(data[1:])
    except (ValueError, RecursionError):
        value = copy.deepcopy(answers.values[ask])
    for _ in range(chance.randint(1, 4)):
        found = list(places(value)) if isinstance(value, (dict, list)) else []
        if not found:
            break
        *path, last = chance.choice(found)
        holder = value
        for key in path:
            holder = holder[key]
        holder[last] = copy.deepcopy(chance.choice((*NASTY, holder[last])))
        if isinstance(holder, list) and chance.random() < 0.2:
            holder.append(copy.deepcopy(holder[last]))
    written = answers.written.get(ask)
    body = written(value) if written else json.dumps(value).encode(errors="replace")
    return bytes([number]) + body


def all_of_them(names: list[str], seconds: int, keep: Path) -> int:
    """Fuzz providers one after the other, each in a process of its own; how many gave way."""
    gave_way = 0
    for name in names:
        command = [sys.executable, __file__, "--in-this-process", "--only", name]
        command += ["--seconds", str(seconds), "--keep", str(keep)]
        run = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        tried = re.search(r"stat::number_of_executed_units:\s*(\d+)", run.stderr)
        number = f"{int(tried[1]):,} inputs" if tried else "ended early"
        say(f"{name:12} {number:>16}  {'gave way' if run.returncode else 'held'}")
        if run.returncode:
            gave_way += 1
            say(run.stdout[-4_000:] + run.stderr[-1_000:])
    return gave_way


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", choices=sorted(providers.BY_NAME), help="one provider")
    parser.add_argument("--seconds", type=int, default=60, help="for each provider")
    parser.add_argument(
        "--keep", type=Path, default=Path(tempfile.gettempdir()), help="where what broke one goes"
    )
    parser.add_argument("--in-this-process", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.in_this_process:
        fuzz(chosen.only, chosen.seconds, chosen.keep)
        return 0
    chosen.keep.mkdir(parents=True, exist_ok=True)
    names = [chosen.only] if chosen.only else [provider.NAME for provider in providers.IN_ORDER]
    return min(all_of_them(names, chosen.seconds, chosen.keep), 1)


if __name__ == "__main__":
    sys.exit(main())
