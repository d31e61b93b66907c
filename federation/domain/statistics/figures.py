"""A co-op's month as it leaves: its values by field, what is missing and why, and pay in groups of people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Self

from coopplatform.kernel.money import half_up
from coopplatform.kernel.text import Sentence
from federation.domain.statistics.fields import FIELDS, LEAST_IN_GROUP


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """Money in minor units of `currency`. `values` has every field, None where `missing` says why.

    `pay_groups` are (people, mean gross pay of a paid hour in minor units), each of three people at least.
    `editions` names the emission factors that were used.
    """

    cooperative: str
    country: str
    currency: str
    values: Mapping[str, int | None]
    missing: Mapping[str, Sentence] = field(default_factory=dict)
    pay_groups: tuple[tuple[int, int], ...] = ()
    editions: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "cooperative": self.cooperative,
            "country": self.country,
            "currency": self.currency,
            "values": {one.code: self.values.get(one.code) for one in FIELDS},
            "missing": {code: why.as_json() for code, why in sorted(self.missing.items())},
            "pay_groups": [list(group) for group in self.pay_groups],
            "editions": list(self.editions),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        return cls(
            stored["cooperative"],
            stored["country"],
            stored["currency"],
            dict(stored["values"]),
            {code: Sentence.from_json(why) for code, why in stored["missing"].items()},
            tuple((people, cents) for people, cents in stored["pay_groups"]),
            tuple(stored["editions"]),
        )


def pay_in_groups(hourly_cents: Iterable[Fraction]) -> tuple[tuple[int, int], ...]:
    """People by their hourly pay, three neighbours at a time, each group as its mean; what is left joins the last.

    Fewer than three people give no group at all.
    """
    ordered = sorted(hourly_cents)
    whole = len(ordered) // LEAST_IN_GROUP
    groups = []
    for turn in range(whole):
        begins = turn * LEAST_IN_GROUP
        ends = begins + LEAST_IN_GROUP if turn < whole - 1 else len(ordered)
        people = ordered[begins:ends]
        groups.append((len(people), half_up(sum(people, Fraction(0)) / len(people))))
    return tuple(groups)


@dataclass(frozen=True, slots=True)
class Change:
    """A field of two months side by side; `percent` is None where one of them is empty or the first is zero."""

    code: str
    before: int | None
    now: int | None

    @property
    def percent(self) -> Fraction | None:
        if not self.before or self.now is None:
            return None
        return Fraction(100 * (self.now - self.before), abs(self.before))

    @property
    def is_striking(self) -> bool:
        """A field that appears, goes away, or moves by a third or more: worth a second look before it leaves."""
        if (self.before is None) != (self.now is None):
            return True
        return self.percent is not None and abs(self.percent) >= 33


def changes(before: MonthFigures | None, now: MonthFigures) -> dict[str, Change]:
    """What moved since the month before; empty without one."""
    if before is None:
        return {}
    return {
        one.code: Change(one.code, before.values.get(one.code), now.values.get(one.code)) for one in FIELDS
    }


def contradictions(figures: MonthFigures, *, sales_cents: int, wages_cents: int) -> Sequence[tuple[str, int]]:
    """Fields that differ from the books by more than a unit of money, each with what the books say.

    Books that are silent on one of them do not contradict it: a co-op may keep it elsewhere.
    """
    said = {"sales_cents": sales_cents, "gross_pay_cents": wages_cents}
    return [
        (code, booked)
        for code, booked in said.items()
        if booked and (value := figures.values.get(code)) is not None and abs(value - booked) > 100
    ]
