"""Leave earned and not taken is a debt at each month's end: pay, and contributions on it (PCG 4282, 4382)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cooperatives.domain.charts import Role
from cooperatives.domain.ledger import DraftEntry, DraftLine
from coopplatform.kernel.money import half_up
from coopplatform.kernel.text import Sentence, _

WORKING_DAYS_A_MONTH = 26


@dataclass(frozen=True, slots=True)
class Unused:
    """One person's working days left, and the salary of a full month, in cents."""

    days: Decimal
    monthly_cents: int

    @property
    def cents(self) -> int:
        """By the salary kept up; the tenth is settled when the days are taken."""
        return half_up(Fraction(max(self.days, Decimal(0))) * self.monthly_cents / WORKING_DAYS_A_MONTH)


@dataclass(frozen=True, slots=True)
class LeaveOwed:
    """What the co-op owes for leave not taken, in cents: the days' pay and the employer's contributions on it."""

    pay_cents: int
    charge_cents: int


def leave_owed(people: Iterable[Unused], *, gross_cents: int, employer_cents: int) -> LeaveOwed:
    """`gross_cents` and `employer_cents` of a month say what a euro of pay costs in contributions."""
    pay = sum(person.cents for person in people)
    return LeaveOwed(pay, half_up(Fraction(pay * employer_cents, gross_cents)) if gross_cents else 0)


def leave_provision(*, period: str, owed: LeaveOwed, booked: LeaveOwed) -> DraftEntry | None:
    """The entry from what is in the books to what is owed; None where they agree."""
    pay, charge = owed.pay_cents - booked.pay_cents, owed.charge_cents - booked.charge_cents
    amounts = {
        Role.LEAVE_PROVISION: pay,
        Role.LEAVE_ACCRUED: -pay,
        Role.LEAVE_PROVISION_CHARGE: charge,
        Role.LEAVE_ACCRUED_CHARGE: -charge,
    }
    lines = tuple(DraftLine(role, cents) for role, cents in amounts.items() if cents)
    if not lines:
        return None
    return DraftEntry(
        f"leave_provision:{period}",
        Sentence(_("Leave owed at the end of %(period)s"), {"period": period}),
        lines,
    )
