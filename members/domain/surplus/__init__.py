"""How a year's surplus is shared: `allocate_surplus(year, statutes, people)` by the rules of a SCOP.

Other legal forms (SCIC, SC agréée, cooperativa de trabajo, eG) and the seniority coefficient are left out.
"""

from members.domain.surplus.scop import (
    Allocation,
    AllocationLine,
    PersonShare,
    allocate_surplus,
)
from members.domain.surplus.year import Key, Person, Statutes, SurplusYear

__all__ = [
    "Allocation",
    "AllocationLine",
    "Key",
    "Person",
    "PersonShare",
    "Statutes",
    "SurplusYear",
    "allocate_surplus",
]
