"""Who has contributed what to a quarter, and what is late: for the federation's staff, in its scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cooperatives.queries.directory import cooperatives_called
from coopplatform.kernel.time import last_of_month
from federation.domain.release.period import Quarter
from federation.models import Contribution, ContributionHold
from federation.queries.belonging import members_by_month
from federation.queries.contributions import contributions_of, holds_of

DUE_AFTER = timedelta(days=25)
"""A month is late from then on, counted from its last day."""


class State(StrEnum):
    SHARED = "shared"
    DECLARED = "declared"
    HELD = "held"
    LATE = "late"
    DUE = "due"
    NOT_OVER = "not_over"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class MonthOfMember:
    """A member's month: shared, held back, due or late; `outside` where it did not belong."""

    month: date
    state: State
    contribution: Contribution | None = None
    hold: ContributionHold | None = None


@dataclass(frozen=True, slots=True)
class MemberQuarter:
    slug: str
    name: str
    country: str
    months: tuple[MonthOfMember, ...]

    @property
    def is_whole(self) -> bool:
        return all(one.contribution or one.state is State.OUTSIDE for one in self.months)


def members_of_quarter(quarter: Quarter, *, today: date) -> list[MemberQuarter]:
    """Everyone who belonged in it, by name. Five queries, whatever the size."""
    belonged = members_by_month(quarter.months)
    found = cooperatives_called(set().union(*belonged.values()))
    shared = {(row.owner, row.month): row for row in contributions_of(quarter.months)}
    holds = holds_of(quarter.months)
    rows = [
        MemberQuarter(
            slug,
            one.name,
            one.country,
            tuple(
                _month(
                    month,
                    shared.get((one.pk, month)),
                    holds.get((one.pk, month)),
                    belongs=slug in belonged[month],
                    today=today,
                )
                for month in quarter.months
            ),
        )
        for slug, one in found.items()
    ]
    return sorted(rows, key=lambda row: row.name)


def state_of(
    month: date, contribution: Contribution | None, hold: ContributionHold | None, *, today: date
) -> State:
    """Of a month of a member."""
    if contribution is not None:
        return State.DECLARED if contribution.is_declared else State.SHARED
    last = last_of_month(month)
    if today <= last:
        return State.NOT_OVER
    if hold is not None and hold.until is not None and hold.until >= today:
        return State.HELD
    return State.LATE if today > last + DUE_AFTER else State.DUE


def _month(
    month: date,
    contribution: Contribution | None,
    hold: ContributionHold | None,
    *,
    belongs: bool,
    today: date,
) -> MonthOfMember:
    if not belongs:
        return MonthOfMember(month, State.OUTSIDE)
    return MonthOfMember(month, state_of(month, contribution, hold, today=today), contribution, hold)


def quarters_over(today: date, *, limit: int = 8) -> Sequence[Quarter]:
    """The last quarters that are over, the newest first."""
    quarter = Quarter.of(today).before
    found: list[Quarter] = []
    while len(found) < limit:
        found.append(quarter)
        quarter = quarter.before
    return found
