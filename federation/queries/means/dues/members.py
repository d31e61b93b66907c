"""Who owes dues for a period, by its days in the register."""

from dataclasses import dataclass

from cooperatives.models import Cooperative
from cooperatives.queries.directory import cooperatives_called
from coopplatform.tenancy.scope import required
from federation.domain.means.dues import Belonged
from federation.domain.means.dues_belonging import belonged_in
from federation.domain.means.dues_kinds import Group, group_of
from federation.domain.means.dues_periods import Period
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
    found = {
        slug: days
        for slug, rows in histories().items()
        if (days := belonged_in([row.step for row in rows], period))
    }
    known = cooperatives_called(found.keys())
    rows = [Owing(known[slug], days) for slug, days in found.items() if slug in known]
    return sorted(rows, key=lambda one: one.cooperative.name)


def belonged_here(period: Period) -> tuple[Belonged, ...]:
    """The days of the co-op in scope."""
    return belonged_in([row.step for row in history_of(required())], period)
