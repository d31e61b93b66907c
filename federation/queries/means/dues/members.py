"""Who owes dues for a period, by its days in the register."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cooperatives.models import Cooperative
from cooperatives.queries.directory import cooperatives_called
from coopplatform.tenancy.scope import required
from federation.domain.means.dues import Belonged
from federation.domain.means.dues_belonging import belonged_in
from federation.domain.means.dues_kinds import Group, group_of
from federation.domain.means.dues_periods import Every, Period
from federation.domain.review.membership import Step
from federation.queries.membership import histories, history_of


@dataclass(frozen=True, slots=True)
class Owing:
    """A member with the days it belonged, and the kind of member it is."""

    cooperative: Cooperative
    belonged: tuple[Belonged, ...]

    @property
    def group(self) -> Group:
        return group_of(self.cooperative.legal_form)


def owing(period: Period) -> list[Owing]:
    """Everyone who belonged on a day of it, by name. In the federation's scope."""
    return owing_in([period])[str(period)]


def owing_in(periods: Iterable[Period]) -> dict[str, list[Owing]]:
    """The same for several periods. In the federation's scope. Two queries, whatever the number."""
    steps = {slug: [row.step for row in rows] for slug, rows in histories().items()}
    known = cooperatives_called(steps.keys())
    found: dict[str, list[Owing]] = {}
    for period in periods:
        rows = [
            Owing(known[slug], days)
            for slug, own in steps.items()
            if slug in known and (days := belonged_in(own, period))
        ]
        found[str(period)] = sorted(rows, key=lambda one: one.cooperative.name)
    return found


def belonged_here(period: Period) -> tuple[Belonged, ...]:
    """The days of the co-op in scope."""
    return belonged_in(steps_here(), period)


def steps_here() -> list[Step]:
    """Of the co-op in scope, in the register."""
    return [row.step for row in history_of(required())]


def owing_on(day: date) -> list[Owing]:
    """Everyone who belongs in the quarter of a day, by name. In the federation's scope."""
    return owing(Period.of(day, Every.QUARTER))
