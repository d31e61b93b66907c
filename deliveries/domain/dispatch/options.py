"""Everyone who might carry an order, the best for the whole board first, then those who cannot, with the reason."""

from collections.abc import Iterable
from dataclasses import dataclass

from coopplatform.kernel.text import Sentence
from deliveries.domain.dispatch.assignment import NEVER
from deliveries.domain.dispatch.board import REASONS
from deliveries.domain.dispatch.explain import WHY_NOT, terms
from deliveries.domain.dispatch.model import Term
from deliveries.domain.dispatch.record import Problem


@dataclass(frozen=True, slots=True)
class Option:
    """A courier for an order: `extra` cost for the whole board if they were made to go, or `why_not` they cannot."""

    courier_id: str
    is_suggested: bool
    extra: int | None
    terms: tuple[Term, ...] = ()
    why_not: Sentence | None = None

    @property
    def extra_minutes(self) -> float | None:
        return None if self.extra is None else self.extra / 60_000

    @property
    def minutes(self) -> float:
        """The pair's cost, in minutes at the door."""
        return sum(term.minutes for term in self.terms)


def worth_reading(terms: Iterable[Term]) -> tuple[Term, ...]:
    """The terms that show in a tenth of a minute; the others are there, and nothing to read."""
    return tuple(term for term in terms if abs(term.minutes) >= 0.05)


def options(problem: Problem, order_id: str) -> tuple[Option, ...]:
    """Raises KeyError for an order the problem does not hold."""
    row = problem.row_of(order_id)
    extra = problem.extra_costs(row).tolist()
    able = sorted((c for c in range(len(extra)) if extra[c] < NEVER), key=lambda c: (extra[c], c))
    chosen = problem.chosen[row]
    able.sort(key=lambda c: c != chosen)
    found = [Option(problem.couriers[c], c == chosen, int(extra[c]), terms(problem, row, c)) for c in able]
    unable = [c for c in range(len(extra)) if extra[c] >= NEVER]
    return (*found, *(_unable(problem, row, c) for c in unable))


def _unable(problem: Problem, row: int, courier: int) -> Option:
    code = REASONS[problem.against[row, courier]]
    minutes = problem.params["courier_horizon_seconds"] // 60
    reason = Sentence(WHY_NOT[code], {"minutes": minutes}) if code == "busy" else Sentence(WHY_NOT[code])
    return Option(problem.couriers[courier], is_suggested=False, extra=None, why_not=reason)
