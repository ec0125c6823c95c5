"""How many planted errors the checker of texts finds, and how often it is wrong.

./dev bench checker [REPORTS SEED]

Every report holds one error of a known class; anything else that is reported is a false alarm.
"""

import sys
import time
from collections import Counter
from dataclasses import dataclass, field

from departments.validation.narrative import examine
from tests.narrative.generator import Report, reports

LEAST_RECALL, MOST_ALARMS, MOST_SECONDS = 0.99, 0.2, 0.5


@dataclass
class Measured:
    """What came out: planted and found by class, false alarms, seconds for 10,000 characters."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    missed: list[Report] = field(default_factory=list)
    alarms: list[tuple[str, str, str]] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def recall(self) -> float:
        """Share of the planted errors that were found with their right value."""
        return self.found.total() / self.planted.total()

    @property
    def false_alarms(self) -> float:
        """False alarms in one report."""
        return len(self.alarms) / self.planted.total()


def measure(count: int, seed: int = 1) -> Measured:
    """Examine so many reports."""
    result, characters, spent = Measured(), 0, 0.0
    for report in reports(count, seed):
        started = time.process_time()
        faults = examine([("", "", report.text)]).faults
        spent += time.process_time() - started
        characters += len(report.text)
        result.planted[report.kind] += 1
        said = {(x.mention.quantity.text, x.expected) for x in faults}
        mates = {(report.wrong, report.right), (report.right, report.wrong)}
        if (report.wrong, report.right) in said:
            result.found[report.kind] += 1
        else:
            result.missed.append(report)
        result.alarms += [(*x, report.text) for x in said - mates]
    result.seconds = spent / characters * 10_000
    return result


def main() -> int:
    """Print the figures; 1 when one misses its target."""
    count, seed = (int(x) for x in (*sys.argv[1:], *("500", "1")[len(sys.argv) - 1 :]))
    result = measure(count, seed)
    for kind in sorted(result.planted):
        print(f"{kind:18} {result.found[kind]:4} of {result.planted[kind]:4}")  # noqa: T201
    print(f"recall {result.recall:.2%} (at least {LEAST_RECALL:.0%})")  # noqa: T201
    print(f"false alarms {result.false_alarms:.3f} per report (at most {MOST_ALARMS})")  # noqa: T201
    print(f"{result.seconds:.3f} s for 10,000 characters (at most {MOST_SECONDS})")  # noqa: T201
    good = result.recall >= LEAST_RECALL and result.false_alarms <= MOST_ALARMS
    return int(not good or result.seconds > MOST_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
