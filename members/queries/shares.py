"""The register of members' shares, and what each one has subscribed, paid in and got back."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import F, Sum

from cooperatives.domain.charts import Role
from cooperatives.queries.books import balances_by_role, closed_results, highest_credit_cents
from cooperatives.queries.charters import terms_on
from cooperatives.queries.here import cooperative_here
from members.domain.surplus.capital import ShareTerms, capital_floor, share_terms
from members.domain.surplus.refund import refund_cents
from members.models import MemberWorker, PayVariable, ShareMovement, ShareRefund
from members.queries.closed import closed_months

CAPITAL = (Role.CAPITAL, Role.CAPITAL_UNPAID)


@dataclass(slots=True)
class CapitalAccount:
    """One member's shares, in cents; `movements` the oldest first, with `payments` and `refund`."""

    member: MemberWorker
    movements: list[ShareMovement] = field(default_factory=list)

    @property
    def entered_on(self) -> date:
        return self.movements[0].on

    @property
    def units(self) -> int:
        return sum(move.units for move in self.movements)

    @property
    def nominal_cents(self) -> int:
        """The value of a share, as last subscribed."""
        return next(move.nominal_cents for move in reversed(self.movements) if move.units > 0)

    @property
    def subscribed_cents(self) -> int:
        return sum(move.cents for move in self.movements)

    @property
    def paid_in_cents(self) -> int:
        paid = sum(payment.cents for move in self.movements for payment in move.payments.all())
        back = sum(-move.cents - move.refund.cancelled_cents for move in self.movements if move.units < 0)
        return paid - back

    @property
    def outstanding_cents(self) -> int:
        return self.subscribed_cents - self.paid_in_cents


def capital_accounts(*, last: date | None = None, member_id: UUID | None = None) -> list[CapitalAccount]:
    """Everyone who has or had shares, by the day of their first one. Two queries, whatever the size."""
    moves = ShareMovement.objects.filter(on__lte=last or date.max).select_related("member", "refund")
    if member_id is not None:
        moves = moves.filter(member_id=member_id)
    accounts: dict[UUID, CapitalAccount] = {}
    for move in moves.prefetch_related("payments").order_by("on", "number"):
        accounts.setdefault(move.member_id, CapitalAccount(move.member)).movements.append(move)
    return list(accounts.values())


def capital_account(member_id: UUID) -> CapitalAccount | None:
    return next(iter(capital_accounts(member_id=member_id)), None)


def shares_held(*, last: date) -> dict[UUID, tuple[int, int]]:
    """By member: shares held at the end of a day, and their nominal value in cents."""
    moves = ShareMovement.objects.filter(on__lte=last).values("member_id")
    sums = moves.annotate(held=Sum("units"), worth=Sum(F("units") * F("nominal_cents")))
    return {row["member_id"]: (row["held"], row["worth"]) for row in sums}


def terms_of_shares(day: date) -> ShareTerms:
    """What the statutes in force on a day say of shares. Raises Invalid where they break an article."""
    return share_terms(terms_on(day, "surplus"))


def refunds_owed() -> list[ShareRefund]:
    """Refunds that were decided and not paid yet, the first due first."""
    owed = ShareRefund.objects.filter(paid_on__isnull=True).select_related("movement__member")
    return list(owed.order_by("payable_until", "movement__number"))


@dataclass(frozen=True, slots=True)
class Capital:
    """The co-op's capital today and the losses it bears, in cents."""

    subscribed_cents: int
    paid_in_cents: int
    highest_cents: int
    floor_cents: int
    losses_cents: int
    absorbed_cents: int

    def refund_cents(self, *, units: int, nominal_cents: int) -> int:
        """What shares come to after their part of the losses. Raises Invalid for more than the capital."""
        return refund_cents(
            units=units,
            nominal_cents=nominal_cents,
            losses_cents=self.losses_cents,
            absorbed_by_reserves_cents=self.absorbed_cents,
            capital_cents=self.subscribed_cents,
        )


def capital_here(terms: ShareTerms) -> Capital:
    """From the books: five queries."""
    held = balances_by_role(last=date.max)
    highest = highest_credit_cents(*CAPITAL, last=date.max)
    losses = losses_borne()
    reserves = -held.get(Role.LEGAL_RESERVE, 0) - held.get(Role.DEVELOPMENT_FUND, 0)
    return Capital(
        subscribed_cents=-sum(held.get(role, 0) for role in CAPITAL),
        paid_in_cents=-held.get(Role.CAPITAL, 0),
        highest_cents=highest,
        floor_cents=capital_floor(terms, cooperative_here().legal_form, highest),
        losses_cents=losses,
        absorbed_cents=max(0, min(losses, reserves)) if terms.reserves_absorb_losses else 0,
    )


def losses_borne() -> int:
    """Losses of closed years that no later surplus made good, less what refunds since then have borne of them."""
    losses, since = 0, 0
    for year, result in sorted(closed_results().items()):
        since = year if not losses else since
        losses = max(0, losses - result)
    if not losses:
        return 0
    refunds = ShareRefund.objects.filter(movement__on__gt=date(since, 12, 31))
    borne = refunds.aggregate(cents=Sum("loss_cents", default=0))["cents"]
    return max(0, losses - int(borne))


@dataclass(frozen=True, slots=True)
class DueInstalment:
    """The next deduction of a subscription, and which one it is."""

    movement: ShareMovement
    number: int
    outstanding_cents: int
    left: int


def due_instalments(month: date) -> list[DueInstalment]:
    """What a month's pay deducts: of each subscription by instalments one, where nothing stands there yet.

    Deductions entered in months whose pay is not approved count as made. Five queries.
    """
    closed = closed_months()
    refunded: dict[UUID, int] = {}
    for member_id, number in ShareMovement.objects.filter(units__lt=0).values_list("member_id", "number"):
        refunded[member_id] = max(number, refunded.get(member_id, 0))
    entered: dict[str, list[PayVariable]] = defaultdict(list)
    for variable in PayVariable.objects.filter(kind=PayVariable.Kind.SHARE_INSTALMENT):
        entered[variable.source_key.split(":")[1]].append(variable)
    plans = ShareMovement.objects.filter(instalments__gt=0, first_month__lte=month)
    found = []
    for move in plans.select_related("member").prefetch_related("payments").order_by("number"):
        if move.number < refunded.get(move.member_id, 0) or _gone(move.member, month):
            continue
        variables = entered.get(str(move.pk), [])
        paid = {payment.source_key: payment.cents for payment in move.payments.all()}
        waiting = [
            variable
            for variable in variables
            if variable.source_key not in paid
            and variable.withdrawn_at is None
            and variable.month not in closed
        ]
        left = move.cents - sum(paid.values()) - sum(v.cents for v in waiting)
        if left > 0 and not any(v.month == month for v in variables):
            turns = max(1, move.instalments - len(paid) - len(waiting))
            found.append(DueInstalment(move, len(variables) + 1, left, turns))
    return found


def _gone(member: MemberWorker, month: date) -> bool:
    return member.left_on is not None and member.left_on < month
