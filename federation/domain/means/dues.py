"""What a member owes for a period: `max(floor, rate(kind, stage) × base)`, at most the cap, in proportion to its days.

A member for part of a period pays for the days it belonged, its first and its last included: admission and exit fall
on days, and a month counted as a whole would make one day in it cost as much as thirty. The stage may change within
the period: each of its stretches is reckoned by the stage it is in, over the same base. A suspended co-op still
belongs, and owes. Proposal P2 of the federation's design.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any, Self

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.money import half_up
from coopplatform.kernel.text import _
from federation.domain.means.dues_kinds import Group
from federation.domain.means.dues_periods import Period
from federation.domain.means.dues_terms import Stage, Terms
from federation.domain.means.dues_uses import WHOLE
from federation.domain.review.deadlines import add_months

DAY = timedelta(days=1)


class By(StrEnum):
    """What an amount came from."""

    RATE = "rate"
    FLOOR = "floor"
    CAP = "cap"


@dataclass(frozen=True, slots=True)
class Belonged:
    """Days of a period in which a co-op belonged, both included; it has belonged without a break `since`."""

    since: date
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch in one stage. `whole_cents` is what the whole period would cost by it, `cents` its days' part.

    `rate` in ten-thousandths; `by_rate_cents` is None where no base is known, and the floor stands for it.
    """

    stage: str
    first: str
    last: str
    days: int
    of_days: int
    rate: int
    floor_cents: int
    cap_cents: int | None
    by_rate_cents: int | None
    by: str
    whole_cents: int
    cents: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Self:
        return cls(**stored)


@dataclass(frozen=True, slots=True)
class Reckoned:
    """How dues come about, line by line; `base_cents` is None for what is assessed provisionally at the floor."""

    currency: str
    base_cents: int | None
    steps: tuple[Step, ...]

    @property
    def cents(self) -> int:
        return sum(step.cents for step in self.steps)


def reckon(
    terms: Terms,
    *,
    group: Group,
    period: Period,
    belonged: Sequence[Belonged],
    base_cents: int | None,
    base_currency: str,
    currency: str,
) -> Reckoned:
    """The dues of a member for a period, in its own currency; each line is rounded half up, the lines are the whole.

    Raises Invalid for a base in another currency than the member's, a currency without voted floors, a period the
    member did not belong in, or of another length than the terms are voted for.
    """
    if base_currency != currency:
        raise Invalid(
            "currencies_mixed",
            _("The base is in %(base)s, but dues are owed in %(own)s: they are never mixed."),
            base=base_currency,
            own=currency,
        )
    if currency not in terms.currencies:
        raise Invalid(
            "no_floor_in_currency",
            _("No floor is voted in %(currency)s: vote one first."),
            currency=currency,
        )
    if period.every is not terms.every:
        raise Invalid("other_period", _("These terms are not voted for a period of this length."))
    if not belonged:
        raise Invalid("no_admission", _("The co-op did not belong in this period: it owes no dues for it."))
    steps = [
        _step(terms, stage, group, period, first, last, base_cents, currency)
        for one in belonged
        for stage, first, last in _stretches(terms.stages, one)
    ]
    return Reckoned(currency, base_cents, tuple(steps))


def stage_on(stages: Sequence[Stage], since: date, day: date) -> Stage:
    """The stage of a member since a day, on another: whole months since its admission count."""
    reached = [stage for stage in stages if add_months(since, stage.from_month) <= day]
    return reached[-1] if reached else stages[0]


def _stretches(stages: Sequence[Stage], one: Belonged) -> Iterable[tuple[Stage, date, date]]:
    begins = [add_months(one.since, stage.from_month) for stage in stages]
    firsts = sorted({one.first, *(day for day in begins if one.first < day <= one.last)})
    lasts = [day - DAY for day in firsts[1:]] + [one.last]
    for first, last in zip(firsts, lasts, strict=True):
        yield stage_on(stages, one.since, first), first, last


def _step(
    terms: Terms,
    stage: Stage,
    group: Group,
    period: Period,
    first: date,
    last: date,
    base_cents: int | None,
    currency: str,
) -> Step:
    rate, floor, cap = stage.rates[group], stage.floors[currency], terms.caps.get(currency)
    by_rate = None if base_cents is None else Fraction(rate * base_cents, WHOLE)
    whole, by = Fraction(floor), By.FLOOR
    if by_rate is not None and by_rate > floor:
        whole, by = by_rate, By.RATE
    if cap is not None and whole > cap:
        whole, by = Fraction(cap), By.CAP
    days = (last - first).days + 1
    return Step(
        stage=stage.code,
        first=first.isoformat(),
        last=last.isoformat(),
        days=days,
        of_days=period.days,
        rate=rate,
        floor_cents=floor,
        cap_cents=cap,
        by_rate_cents=None if by_rate is None else half_up(by_rate),
        by=by.value,
        whole_cents=half_up(whole),
        cents=half_up(whole * days / period.days),
    )
