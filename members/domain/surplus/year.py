"""What the sharing starts from: the closed year and the people of it."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _

PRESENCE_MONTHS = 3
SENIORITY_MONTHS = 6
MOST_SENIORITY = 2


class Key(StrEnum):
    """By what a share is divided; MIXED is half by hours, half equal, ACTIVITY what was done with the co-op."""

    HOURS = "hours"
    WAGES = "wages"
    EQUAL = "equal"
    MIXED = "mixed"
    ACTIVITY = "activity"


@dataclass(frozen=True, slots=True)
class SurplusYear:
    """The result after amortisation, provisions and tax, before it is allocated; all in minor units."""

    year: int
    currency: str
    result_cents: int
    losses_brought_forward_cents: int
    legal_reserve_cents: int
    highest_capital_cents: int
    public_aid_cents: int = 0
    other_result_cents: int = 0
    """Of the result, what came from outside the co-op's own activity (Ley 27/1999 art. 57)."""

    @property
    def base_cents(self) -> int:
        """What may be shared: prior losses are made good first."""
        return max(0, self.result_cents - self.losses_brought_forward_cents)


@dataclass(frozen=True, slots=True)
class Person:
    """Someone employed in the year, member or not, and the shares they hold."""

    id: str
    name: str
    seconds: int
    wages_cents: int
    months_present: int
    months_of_seniority: int
    capital_cents: int = 0
    activity_cents: int = 0
    seniority_coefficient: Fraction = Fraction(1)

    def __post_init__(self) -> None:
        if not 1 <= self.seniority_coefficient <= MOST_SENIORITY:
            raise Invalid(
                "seniority_out_of_range",
                _("A seniority coefficient is from 1 to %(most)s (loi 78-763 art. 33, 3°)."),
                field="seniority_coefficient",
                most=MOST_SENIORITY,
            )

    @property
    def is_entitled(self) -> bool:
        """Three months' presence in the year, or six months' seniority when it closed."""
        return self.months_present >= PRESENCE_MONTHS or self.months_of_seniority >= SENIORITY_MONTHS
