"""What the sharing starts from: the closed year, the statutes, and the people of the year."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _

PRESENCE_MONTHS = 3
SENIORITY_MONTHS = 6
LEAST_WORK_PERCENT = 25


class Key(StrEnum):
    """By what the work share is divided; MIXED is half by hours, half equal."""

    HOURS = "hours"
    WAGES = "wages"
    EQUAL = "equal"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class SurplusYear:
    """The result after amortisation, provisions and tax, before it is allocated; all in minor units."""

    year: int
    currency: str
    result_cents: int
    losses_brought_forward_cents: int
    legal_reserve_cents: int
    highest_capital_cents: int

    @property
    def base_cents(self) -> int:
        """What may be shared: prior losses are made good first."""
        return max(0, self.result_cents - self.losses_brought_forward_cents)


@dataclass(frozen=True, slots=True)
class Statutes:
    """What the members voted. `interest_percent` is asked on capital; the law caps it.

    Raises Invalid for a work share under the legal 25 % or shares beyond the whole.
    """

    work_percent: int
    key: Key = Key.HOURS
    interest_percent: Fraction = Fraction(0)
    development_percent: int = 0

    def __post_init__(self) -> None:
        if not LEAST_WORK_PERCENT <= self.work_percent <= 100:
            raise Invalid(
                "work_share_too_small",
                _("The work share is at least %(least)s %% of the surplus."),
                field="work_percent",
                least=LEAST_WORK_PERCENT,
            )
        if self.development_percent < 0 or self.interest_percent < 0:
            raise Invalid("share_negative", _("No share of the surplus is negative."))
        if self.work_percent + self.development_percent > 85:
            raise Invalid(
                "shares_beyond_whole", _("Work share and development fund leave less than the legal 15 %%.")
            )


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

    @property
    def is_entitled(self) -> bool:
        """Three months' presence in the year, or six months' seniority when it closed."""
        return self.months_present >= PRESENCE_MONTHS or self.months_of_seniority >= SENIORITY_MONTHS
