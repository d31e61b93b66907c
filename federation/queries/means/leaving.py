"""The account of a member that leaves: what is open, what was drawn up of it, signed and paid.

In the federation's scope of any member, in a co-op's of itself: both read the same rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import Sum

from cooperatives.models import Cooperative
from coopplatform.kernel.text import Sentence, _
from federation.domain.means.dues import Reckoned, reckon
from federation.domain.means.dues_belonging import belonged_in, left_after
from federation.domain.means.dues_kinds import group_of
from federation.domain.means.dues_periods import Period
from federation.domain.means.fund import Purpose
from federation.domain.means.fund_aftermath import owed_on_exit
from federation.domain.means.leaving import Account, Kind, Line, Settlement, State, state_of
from federation.domain.review.membership import Step
from federation.models import (
    DuesBase,
    DuesTerms,
    ExitAgreed,
    ExitAnswer,
    ExitPayment,
    ExitSettlement,
    FundCall,
    FundDecision,
    FundMovement,
    Transition,
)
from federation.queries.means.dues.calls import accounts_with
from federation.queries.means.dues.terms import periods, terms_for
from federation.queries.means.fund import version_in_force
from federation.queries.membership import histories, history_of

CALLED = _("Dues of %(period)s, called and not paid")
TOO_MUCH = _("Dues of %(period)s, paid too much or taken back by a credit note")
PART = _("Dues of %(period)s, %(days)s of %(all)s days, by the base of %(base)s")
PART_AT_FLOOR = _("Dues of %(period)s, %(days)s of %(all)s days, at the floor: no base was ever shared")
FUND_CALL = _("Contribution to the fund for %(year)s, called and not paid")
FUND_EXIT = _(
    "Help with losses of the last %(years)s years, less what was paid back: owed at once by the rules of the fund"
)
NOT_BACK = _("Contributions to the fund are not paid back")
NOT_PAID = _("Help that was granted and not paid yet: it ends with the exit")
CONTRIBUTION, REPAYMENT = "contribution", "repayment"


@dataclass(frozen=True, slots=True)
class Uncalled:
    """A period the member belonged in and was not called for. `base` is of that period, else the newest one before."""

    period: Period
    terms: DuesTerms
    base: DuesBase | None
    reckoned: Reckoned


def uncalled_of(member: Cooperative, last_day: date) -> list[Uncalled]:
    """Up to the last day, the oldest first; the period it is in counts by its days."""
    called = {one.period for one in accounts_with(member.pk)}
    steps = steps_of(member.pk)
    found = []
    for period in reversed(periods(last_day)):
        row, days = terms_for(period), belonged_in(steps, period)
        if str(period) in called or row is None or not days:
            continue
        base = _base_for(member.pk, period, row)
        reckoned = reckon(
            row.terms,
            group=group_of(member.legal_form),
            period=period,
            belonged=days,
            base_cents=base.cents if base else None,
            base_currency=base.currency if base else member.currency,
            currency=member.currency,
        )
        found.append(Uncalled(period, row, base, reckoned))
    return found


def account_of(member: Cooperative, last_day: date) -> Account:
    """Everything that is open on the last day, line by line; nothing that an earlier settlement took up."""
    lines = [*_dues(member), *_parts(member, last_day), *_fund(member, last_day)]
    return Account(member.slug, last_day, member.currency, tuple(lines))


def _dues(member: Cooperative) -> list[Line]:
    return [
        Line(
            Kind.DUES,
            one.period,
            one.left_cents,
            Sentence(CALLED if one.left_cents > 0 else TOO_MUCH, {"period": one.period}),
        )
        for one in reversed(accounts_with(member.pk))
        if one.left_cents
    ]


def _parts(member: Cooperative, last_day: date) -> list[Line]:
    found = []
    for one in uncalled_of(member, last_day):
        params: dict[str, Any] = {
            "period": str(one.period),
            "days": sum(step.days for step in one.reckoned.steps),
            "all": one.period.days,
        }
        words = Sentence(PART_AT_FLOOR, params)
        if one.base is not None:
            words = Sentence(PART, params | {"base": one.base.period})
        found.append(Line(Kind.PART, str(one.period), one.reckoned.cents, words))
    return found


def _fund(member: Cooperative, last_day: date) -> list[Line]:
    settled = [one.settlement.read.account for one in agreed_of(member.pk)]
    taken_up = {line.of for account in settled for line in account.lines if line.kind is Kind.FUND_CALL}
    calls = [
        call
        for call in FundCall.objects.filter(member_id=member.pk, received__isnull=True).order_by("year")
        if call.total_cents and str(call.pk) not in taken_up
    ]
    found = [
        Line(
            Kind.FUND_CALL,
            str(call.pk),
            call.total_cents,
            Sentence(FUND_CALL, {"year": str(call.year)}),
            _parts_of(call),
        )
        for call in calls
    ]
    version = version_in_force()
    if version is not None:
        back = sum(account.cents_of(Kind.FUND_EXIT) for account in settled)
        cents = owed_on_exit(version.rules, _received(member.pk), _repaid(member.pk) + back, last_day)
        if cents:
            words = Sentence(FUND_EXIT, {"years": version.rules.exit_years})
            parts = {f"{Purpose.SOLIDARITY}:{REPAYMENT}": cents}
            found.append(Line(Kind.FUND_EXIT, str(version.pk), cents, words, parts))
    paid_in = FundMovement.objects.filter(member_id=member.pk, call__isnull=False)
    if paid_in.exists():
        found.append(Line(Kind.TOLD, "contributions", 0, Sentence(NOT_BACK)))
    if _granted_unpaid(member.pk):
        found.append(Line(Kind.TOLD, "granted", 0, Sentence(NOT_PAID)))
    return found


def _parts_of(call: FundCall) -> dict[str, int]:
    parts = {
        f"{Purpose.SOLIDARITY}:{CONTRIBUTION}": call.solidarity_cents,
        f"{Purpose.GUARANTEE}:{CONTRIBUTION}": call.guarantee_cents,
        f"{Purpose.SOLIDARITY}:{REPAYMENT}": call.repayment_cents,
    }
    return {name: cents for name, cents in parts.items() if cents}


def _received(member_id: int) -> Sequence[tuple[date, int]]:
    rows = FundMovement.objects.filter(member_id=member_id, decision__claim__purpose=Purpose.SOLIDARITY)
    return list(rows.values_list("moved_on", "cents"))


def _repaid(member_id: int) -> int:
    sums = FundCall.objects.filter(member_id=member_id).aggregate(cents=Sum("repayment_cents"))
    return int(sums["cents"] or 0)


def _granted_unpaid(member_id: int) -> bool:
    rows = FundDecision.objects.filter(member_id=member_id).select_related("proposal")
    whole = sum(row.proposal.cents for row in rows)
    paid = FundMovement.objects.filter(member_id=member_id, decision__isnull=False)
    return whole > int(paid.aggregate(cents=Sum("cents"))["cents"] or 0)


def _base_for(member_id: int, period: Period, row: DuesTerms) -> DuesBase | None:
    """Of a period that cannot be over, or was not shared: the newest one of the same kind before it."""
    rows = DuesBase.objects.filter(cooperative_id=member_id, kind=row.terms.base.value)
    known = sorted(rows, key=lambda one: (Period.parse(one.period).first, one.version))
    return next((one for one in reversed(known) if Period.parse(one.period).first <= period.first), None)


def steps_of(member_id: int) -> list[Step]:
    return [row.step for row in history_of(member_id)]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the settlement of an exit is; `row` is None before one was drawn up."""

    member: Cooperative
    last_day: date
    transition: Transition
    row: ExitSettlement | None
    answer: ExitAnswer | None
    agreed: ExitAgreed | None
    payments: tuple[ExitPayment, ...]

    @property
    def settlement(self) -> Settlement | None:
        return self.row.read if self.row else None

    @property
    def paid(self) -> list[int]:
        return [one.instalment for one in self.payments]

    @property
    def state(self) -> State | None:
        if self.settlement is None:
            return None
        answer = self.answer.is_agreed if self.answer else None
        return state_of(self.settlement, answer=answer, is_confirmed=self.agreed is not None, paid=self.paid)

    @property
    def left_cents(self) -> int:
        """What is still to be paid of what was agreed."""
        return self.settlement.left_cents(self.paid) if self.settlement and self.agreed else 0

    def has_left(self, today: date) -> bool:
        return self.last_day < today


def standing_of(member: Cooperative) -> Standing | None:
    """None for one whose exit is not decided; one that came back still has what it agreed to and did not pay yet."""
    rows = history_of(member.pk)
    last_day = left_after([row.step for row in rows])
    if last_day is None:
        return _unpaid(member)
    exits = [row for row in rows if row.in_force_from > last_day]
    return _standing(member, last_day, exits[0])


def who_left() -> list[Standing]:
    """Every member whose exit is decided, or that came back with instalments left, by name. In its scope."""
    found = []
    for rows in histories().values():
        last_day = left_after([row.step for row in rows])
        if last_day is None and (unpaid := _unpaid(rows[0].member)):
            found.append(unpaid)
        elif last_day is not None:
            exits = [row for row in rows if row.in_force_from > last_day]
            found.append(_standing(rows[0].member, last_day, exits[0]))
    return sorted(found, key=lambda one: one.member.name)


def settlement_called(settlement_id: UUID) -> ExitSettlement | None:
    rows = ExitSettlement.objects.select_related("member", "transition", "answer", "agreed")
    return rows.filter(pk=settlement_id).first()


def agreed_of(member_id: int) -> list[ExitAgreed]:
    """All settlements of a member that both sides agreed to."""
    rows = ExitAgreed.objects.filter(member_id=member_id).select_related(
        "settlement__member", "settlement__transition"
    )
    return list(rows.order_by("confirmed_at"))


def is_call_in_settlement(call: FundCall) -> bool:
    """Whether a call of the fund was taken up by the settlement of its member's exit."""
    of = str(call.pk)
    return any(
        line.of == of
        for one in agreed_of(call.member_id)
        for line in one.settlement.read.account.lines
        if line.kind is Kind.FUND_CALL
    )


def part_of_books(books_cents: int, net_cents: int, before: int, after: int) -> int:
    """Of the net in the federation's books, what belongs to the payment from one sum of the net to another."""
    if not net_cents:
        return 0
    return _floor(Fraction(books_cents * after, net_cents)) - _floor(
        Fraction(books_cents * before, net_cents)
    )


def _floor(value: Fraction) -> int:
    return value.numerator // value.denominator


def _unpaid(member: Cooperative) -> Standing | None:
    """The newest settlement that both agreed to and of which something is left."""
    for one in reversed(agreed_of(member.pk)):
        row = one.settlement
        standing = _standing(member, row.read.account.last_day, row.transition)
        if standing.left_cents:
            return standing
    return None


def _standing(member: Cooperative, last_day: date, transition: Transition) -> Standing:
    rows = ExitSettlement.objects.filter(transition__member_id=member.pk, transition=transition)
    row = (
        rows.select_related("answer__answered_by", "agreed__confirmed_by", "proposed_by", "member")
        .order_by("-turn")
        .first()
    )
    payments = tuple(row.payments.order_by("instalment")) if row else ()
    answer, agreed = getattr(row, "answer", None), getattr(row, "agreed", None)
    return Standing(member, last_day, transition, row, answer, agreed, payments)
