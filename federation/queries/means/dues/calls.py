"""Calls of dues and what was paid of them, period by period. A co-op sees its own, the federation all."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet

from cooperatives.models import Cooperative
from coopplatform.tenancy.scope import required
from federation.domain.means.dues_periods import Period
from federation.domain.review.deadlines import add_months
from federation.models import DuesCall, DuesPayment

VERY_LATE = timedelta(days=60)
"""From then on it is a warning in the review's criterion F1."""


@dataclass(frozen=True, slots=True)
class PeriodAccount:
    """A member's dues of a period: its calls in their order, credit notes included, and its payments."""

    member: Cooperative
    period: str
    calls: tuple[DuesCall, ...]
    payments: tuple[DuesPayment, ...]

    @property
    def standing(self) -> DuesCall | None:
        """The call that counts: the last one, if it was not taken back."""
        return None if self.calls[-1].is_credit else self.calls[-1]

    @property
    def currency(self) -> str:
        return self.calls[-1].currency

    @property
    def owed_cents(self) -> int:
        return sum(call.amount_cents for call in self.calls)

    @property
    def paid_cents(self) -> int:
        return sum(payment.cents for payment in self.payments)

    @property
    def left_cents(self) -> int:
        """Negative where it paid more than it owes."""
        return self.owed_cents - self.paid_cents

    @property
    def books_left_cents(self) -> int:
        """The same in the federation's books."""
        owed = sum(call.books_cents for call in self.calls)
        return owed - sum(payment.books_cents for payment in self.payments)

    @property
    def is_in_settlement(self) -> bool:
        """What was left moved into the settlement of the member's exit."""
        return any(payment.settlement_id is not None for payment in self.payments)

    def days_late(self, today: date) -> int:
        """0 where nothing is left, or it is not due yet."""
        call = self.standing
        return max(0, (today - call.due_on).days) if call and self.left_cents > 0 else 0

    def is_very_late(self, today: date) -> bool:
        return self.days_late(today) > VERY_LATE.days


def accounts_of(period: Period) -> dict[int, PeriodAccount]:
    """By member. In the federation's scope."""
    found = _accounts(DuesCall.objects.filter(period=str(period)))
    return {one.member.pk: one for one in found}


def all_accounts() -> list[PeriodAccount]:
    """Of all members, the newest period first, then by name. In the federation's scope. Two queries."""
    return _accounts(DuesCall.objects.all())


def own_accounts() -> list[PeriodAccount]:
    """Of the co-op in scope, the newest period first. Two queries."""
    return _accounts(DuesCall.objects.filter(member_id=required()))


def accounts_with(member_id: int) -> list[PeriodAccount]:
    """Of one member, the newest period first. In its own scope or the federation's. Two queries."""
    return _accounts(DuesCall.objects.filter(member_id=member_id))


def account_with(call_id: UUID) -> PeriodAccount | None:
    """The period's account a call belongs to; a co-op sees only its own."""
    call = DuesCall.objects.filter(pk=call_id).first()
    if call is None:
        return None
    return _accounts(DuesCall.objects.filter(member_id=call.member_id, period=call.period))[0]


def call_with(call_id: UUID) -> DuesCall | None:
    rows = DuesCall.objects.select_related("member", "terms", "base", "corrects")
    return rows.filter(pk=call_id).first()


def payment_with(payment_id: UUID) -> DuesPayment | None:
    return DuesPayment.objects.select_related("call", "member").filter(pk=payment_id).first()


def is_very_late_here(today: date) -> bool:
    """Whether dues of the co-op in scope are overdue for more than 60 days."""
    return any(one.is_very_late(today) for one in own_accounts())


def assessed_by_member(on: date) -> dict[str, int]:
    """By slug, what was called in the twelve months up to a day, credit notes off, in the federation's currency.

    In the federation's scope.
    """
    rows = DuesCall.objects.filter(issued_on__gt=add_months(on, -12), issued_on__lte=on)
    found: dict[str, int] = defaultdict(int)
    for slug, cents in rows.values_list("member__slug", "books_cents"):
        found[slug] += cents
    return {slug: max(0, cents) for slug, cents in found.items()}


def _accounts(rows: QuerySet[DuesCall]) -> list[PeriodAccount]:
    calls: dict[tuple[int, str], list[DuesCall]] = defaultdict(list)
    asked = rows.select_related("member", "terms", "base", "corrects")
    for call in asked.order_by("-period", "member__name", "turn"):
        calls[call.member_id, call.period].append(call)
    payments: dict[tuple[int, str], list[DuesPayment]] = defaultdict(list)
    ids = [call.pk for found in calls.values() for call in found]
    for payment in DuesPayment.objects.filter(call__in=ids).select_related("call").order_by("recorded_at"):
        payments[payment.member_id, payment.call.period].append(payment)
    return [
        PeriodAccount(found[0].member, key[1], tuple(found), tuple(payments[key]))
        for key, found in calls.items()
    ]
