"""What is open between the federation and a member on its last day, line by line.

In the federation's scope of any member, in a co-op's of itself: both read the same rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum

from cooperatives.models import Cooperative
from coopplatform.kernel.text import Sentence, _
from federation.domain.means.dues import Reckoned, reckon
from federation.domain.means.dues_belonging import belonged_in
from federation.domain.means.dues_kinds import group_of
from federation.domain.means.dues_periods import Period
from federation.domain.means.fund import Purpose
from federation.domain.means.fund_aftermath import owed_on_exit
from federation.domain.means.leaving import Account, Kind, Line
from federation.domain.means.leaving_again import carried
from federation.models import DuesBase, DuesTerms, FundCall, FundDecision, FundMovement
from federation.queries.means.dues.calls import accounts_with
from federation.queries.means.dues.terms import periods, terms_for
from federation.queries.means.fund import version_in_force
from federation.queries.means.leaving import agreed_of, running_with
from federation.queries.membership import history_of

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
    steps = [row.step for row in history_of(member.pk)]
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
    """Everything that is open on the last day, line by line; of an earlier settlement what is left of its plan."""
    lines = [
        *_dues(member),
        *_parts(member, last_day),
        *_fund(member, last_day),
        *_earlier(member),
    ]
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


def _earlier(member: Cooperative) -> list[Line]:
    """What is left of the plans of earlier exits, each as one line."""
    found = []
    for one in running_with(member):
        assert one.row is not None
        line = carried(str(one.row.pk), one.row.read, one.paid)
        if line is not None:
            found.append(line)
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
