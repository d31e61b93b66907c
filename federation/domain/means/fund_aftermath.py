"""After a claim was granted: conditions with their days, instalments, what is paid back, what an exit owes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from coopplatform.kernel.money import allocate
from coopplatform.kernel.text import _
from federation.domain.means.fund import FundRules, Purpose
from federation.domain.review.deadlines import add_months

MOST_INSTALMENTS = 12
CONDITIONS = {
    "plan": _("A recovery plan, dated, sent to the federation"),
    "figures": _("Monthly figures shared, without a gap"),
    "review": _("A review opened"),
}


@dataclass(frozen=True, slots=True)
class Condition:
    code: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Instalment:
    number: int
    due_on: date
    cents: int


class Held(StrEnum):
    """Why an instalment is not paid now."""

    PAID = "paid"
    NOT_YET = "not_yet"
    CONDITION = "condition"
    OPEN = "open"


def conditions_of(rules: FundRules, purpose: Purpose, granted_on: date) -> tuple[Condition, ...]:
    """Those of help with a loss, by their days; wages are guaranteed without."""
    if purpose is Purpose.GUARANTEE:
        return ()
    found = [Condition("plan", granted_on + timedelta(days=rules.plan_days))]
    if rules.review_days:
        found.append(Condition("review", granted_on + timedelta(days=rules.review_days)))
    if rules.figures_months:
        found.append(Condition("figures", add_months(granted_on, rules.figures_months)))
    return tuple(sorted(found, key=lambda one: one.due_on))


def instalments_of(cents: int, count: int, first_on: date) -> tuple[Instalment, ...]:
    """Equal parts, a month apart, adding up to the whole; fewer where there are fewer cents."""
    count = max(1, min(count, MOST_INSTALMENTS, cents))
    shares = allocate(cents, [1] * count)
    return tuple(
        Instalment(number, add_months(first_on, number - 1), share)
        for number, share in enumerate(shares, start=1)
    )


def missed(conditions: Iterable[Condition], met: frozenset[str], today: date) -> list[Condition]:
    """Those whose day is past and that nobody recorded as met."""
    return [one for one in conditions if one.code not in met and one.due_on < today]


def state_of(
    one: Instalment, *, purpose: Purpose, paid: frozenset[int], missed_any: bool, today: date
) -> Held:
    """A condition missed stops the next instalment, never guaranteed wages."""
    if one.number in paid:
        return Held.PAID
    if missed_any and purpose is Purpose.SOLIDARITY:
        return Held.CONDITION
    return Held.NOT_YET if today < one.due_on else Held.OPEN


def repayment_of(rules: FundRules, *, surplus_cents: int, owed_cents: int) -> int:
    """What a surplus pays back of help received, in cents; never more than is owed."""
    return max(0, min(owed_cents, max(0, surplus_cents) * rules.repay_percent // 100))


def owed_on_exit(rules: FundRules, received: Sequence[tuple[date, int]], repaid_cents: int, on: date) -> int:
    """What one that leaves owes: received for losses in its last years, less all it paid back; nobody is owed."""
    since = add_months(on, -12 * rules.exit_years)
    return max(0, sum(cents for day, cents in received if day > since) - repaid_cents)
