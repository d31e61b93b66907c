"""What an allocation is: lines with their article, and what each person receives."""

from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from coopplatform.kernel.text import Sentence

# As the laws list them, for whoever shows the lines.
ORDER = ("legal_reserve", "statutory_reserve", "fro", "fro_other", "fep", "development", "work", "interest")


@dataclass(frozen=True, slots=True)
class AllocationLine:
    """One destination of the surplus, the sum that gave it, and its article."""

    code: str
    label: Sentence
    cents: int
    formula: Sentence
    article: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class PersonShare:
    """What one person receives: for work, and as interest on shares."""

    person_id: str
    work_cents: int
    interest_cents: int
    work_formula: Sentence

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Allocation:
    """Lines that add up to `base_cents`, and shares that add up to the lines of work and interest."""

    currency: str
    base_cents: int
    lines: tuple[AllocationLine, ...]
    people: tuple[PersonShare, ...]

    def cents(self, code: str) -> int:
        return sum(line.cents for line in self.lines if line.code == code)


def percent(value: Fraction) -> int | float:
    """As it is written in a sentence: 40, not 40.0."""
    return int(value) if value.denominator == 1 else float(value)
