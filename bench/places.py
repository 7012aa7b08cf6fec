"""How long the gazetteer takes to be read, to find a name with a typo and to read a sentence; how often it is right.

    python -m bench.places [--samples 1000]

Every typo is one letter left out, added, changed or swapped, of a commune drawn by population (what members type) or
evenly (villages as often as cities). No network. Measured on two cores with a load of seven; CPU time in brackets:

    read: 2.9 s (0.8), 43 MB with the libraries · a typo: p50 12 ms (2.5 to 4), p95 35 ms (10)
    first: 93.8 % (evenly 84.8 %) · among those asked about or proposed: 4.8 % (13.2 %) · not found: 0.8 % (1.6 %)
    taken for sure and wrong: 0.6 % (0.4 %), most of them the name of another commune by now
"""

import argparse
import resource
import string
import time
from collections import Counter
from collections.abc import Callable
from random import Random
from statistics import quantiles
from typing import Any

TARGET_MS = 10.0
SENTENCES = (
    "un pédiatre secteur 1 du côté de Tours",
    "podologue Quimper",
    "téléphone du Dr Morel à Lyon 3e",
    "trouvez-moi un dentiste pas trop loin de Strasbour",
    "combien coûte une couronne chez le dentiste",
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=int, default=1_000)
    samples = parser.parse_args().samples
    before = memory_mb()
    started = time.perf_counter()
    from mutuelle.places.finding import locate
    from mutuelle.places.gazetteer import gazetteer
    from mutuelle.places.sentences import mentioned

    locate("Xyzkk")
    print(f"read: {time.perf_counter() - started:.2f} s, {memory_mb() - before:.0f} MB with the libraries")
    known, random = gazetteer(), Random(7)
    communes = [n for n in known.current() if known.populations[n] and known.kinds[n] == "C"]
    for how, weights in (("by population", [known.populations[n] for n in communes]), ("evenly", None)):
        outcomes: Counter[str] = Counter()
        times = []
        for n in random.choices(communes, weights, k=samples):
            name, typed = known.place(n).name, misspelt(known.names[n].lower(), random)
            took, found = timed(lambda typed=typed: locate(typed).found)
            times.append(took)
            outcomes[outcome(name, [one.name for one in found.places], [one.name for one in found.suggestions])] += 1
        report(f"a typo, communes drawn {how}", times, TARGET_MS)
        print("   ", ", ".join(f"{what}: {count / samples:.1%}" for what, count in outcomes.most_common()))
    for sentence in SENTENCES:
        report(f"mentioned(« {sentence} »)", [timed(lambda said=sentence: mentioned(said))[0] for _ in range(50)], None)


def outcome(name: str, places: list[str], suggestions: list[str]) -> str:
    """Return how a typo was understood."""
    if places[:1] == [name]:
        return "first"
    if name in places or name in suggestions:
        return "asked about or proposed"
    return "sure and wrong" if len(places) == 1 else "not found"


def misspelt(name: str, random: Random) -> str:
    """Return a name with one typo."""
    at, letter = random.randrange(len(name)), random.choice(string.ascii_lowercase)
    return random.choice(
        [
            name[:at] + name[at + 1 :],
            name[:at] + letter + name[at:],
            name[:at] + letter + name[at + 1 :],
            name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
        ]
    )


def timed(work: Callable[[], object]) -> tuple[tuple[float, float], Any]:
    """Return the milliseconds of wall and CPU that some work took, and its result."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    return ((time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000), result


def report(what: str, times: list[tuple[float, float]], target: float | None) -> None:
    """Print p50 and p95, and whether the first keeps its target."""
    wall, cpu = (quantiles(one, n=100) for one in zip(*times, strict=True))
    verdict = "" if target is None else "ok" if wall[49] <= target else "MISSED"
    print(f"{what:<70} p50 {wall[49]:6.1f} ({cpu[49]:.1f}) p95 {wall[94]:6.1f} ({cpu[94]:.1f}) ms {verdict}")


def memory_mb() -> float:
    """Return the most memory that this process held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
