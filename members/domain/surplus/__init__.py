"""How a year's surplus is shared: `allocate_surplus(year, statutes, people)`, by the rules of the legal form.

A legal form is a module with its statutes, which know how to allocate: SCOP and SCIC (France), SC agréée (Belgium),
cooperativa de trabajo (Spain). `FORMS` finds them by code. Others (eG, CCBS) are left out.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from members.domain.surplus.allocation import Allocation, AllocationLine, PersonShare
from members.domain.surplus.be_sc import BelgianScStatutes
from members.domain.surplus.es_trabajo import SpanishStatutes
from members.domain.surplus.refund import refund_cents
from members.domain.surplus.scic import ScicStatutes
from members.domain.surplus.scop import ScopStatutes
from members.domain.surplus.year import Key, Person, SurplusYear


class Statutes(Protocol):
    """What the members voted, and the law of their legal form."""

    def allocate(self, year: SurplusYear, people: Sequence[Person]) -> Allocation: ...


FORMS: Mapping[str, type[Statutes]] = {
    "scop": ScopStatutes,
    "scic": ScicStatutes,
    "be_sc": BelgianScStatutes,
    "es_trabajo": SpanishStatutes,
}


def allocate_surplus(year: SurplusYear, statutes: Statutes, people: Sequence[Person]) -> Allocation:
    """Share out the surplus of a closed year, prior losses first. A year without surplus gives no lines.

    Raises Invalid where the statutes break an article, or nobody is entitled to what is to be shared.
    """
    if year.base_cents == 0:
        return Allocation(year.currency, 0, (), ())
    return statutes.allocate(year, people)


__all__ = [
    "FORMS",
    "Allocation",
    "AllocationLine",
    "BelgianScStatutes",
    "Key",
    "Person",
    "PersonShare",
    "ScicStatutes",
    "ScopStatutes",
    "SpanishStatutes",
    "Statutes",
    "SurplusYear",
    "allocate_surplus",
    "refund_cents",
]
