"""The alternatives for a year's surplus, side by side."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from coopplatform.kernel.text import Sentence
from members.domain.surplus import AllocationLine, PersonShare
from members.domain.surplus.allocation import ORDER
from members.domain.surplus.terms import choices_of
from members.models import SurplusScenario
from members.queries.surplus import Ground, Proposal, ground_of


@dataclass(frozen=True, slots=True)
class Alternative:
    """One column: an alternative and what it comes to."""

    scenario: SurplusScenario
    proposal: Proposal

    def line(self, code: str) -> AllocationLine | None:
        lines = self.proposal.allocation.lines if self.proposal.allocation else ()
        return next((line for line in lines if line.code == code), None)

    def part_of(self, person_id: str) -> PersonShare | None:
        people = self.proposal.allocation.people if self.proposal.allocation else ()
        return next((part for part in people if part.person_id == person_id), None)


@dataclass(frozen=True, slots=True)
class Options:
    """A year's alternatives by name, on the same ground."""

    ground: Ground
    alternatives: tuple[Alternative, ...]

    @property
    def codes(self) -> list[str]:
        """The lines that any of them has, in the order of the law."""
        found = {
            line.code
            for one in self.alternatives
            for line in (one.proposal.allocation.lines if one.proposal.allocation else ())
        }
        return [code for code in ORDER if code in found]

    @property
    def chosen(self) -> Alternative | None:
        return next((one for one in self.alternatives if one.scenario.is_chosen), None)

    @property
    def obstacle(self) -> Sentence | None:
        return self.ground.obstacle


def options_of(year: int, *, on: date) -> Options:
    """Every alternative that was not withdrawn. One query more than the ground's."""
    ground = ground_of(year, on=on)
    rows = SurplusScenario.objects.filter(year=year, withdrawn_at__isnull=True).order_by("name")
    return Options(ground, tuple(Alternative(row, ground.propose(row.choices)) for row in rows))


def scenario_here(scenario_id: UUID) -> SurplusScenario | None:
    return SurplusScenario.objects.filter(pk=scenario_id, withdrawn_at__isnull=True).first()


def usual_choices(ground: Ground) -> dict[str, Any]:
    """What the statutes say of what an alternative may move: where one begins."""
    return {term.name: ground.terms.get(term.name) for term in choices_of(ground.legal_form)}
