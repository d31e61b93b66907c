"""The fund as its staff runs it, in the federation's scope: bases, calls, claims beside each other, conditions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import Sum

from coopplatform.kernel.money import half_up
from federation.domain.means.fund import Purpose
from federation.domain.means.fund_aftermath import Condition, Held, Instalment, missed, state_of
from federation.domain.means.fund_claims import Covered, available, claim_of, together
from federation.domain.means.histories import QuarterSum
from federation.domain.release.period import Quarter
from federation.models import (
    Contribution,
    FundBase,
    FundCall,
    FundClaim,
    FundDecision,
    FundMovement,
    FundProposal,
)
from federation.queries.contributions import latest
from federation.queries.means.fund import balances

EMPLOYERS = Fraction(14, 10)
"""Pay with employers’ contributions, of the gross, where a co-op does not tell them."""


def newest_bases(year: int) -> dict[int, FundBase]:
    """By co-op, the base that counts."""
    rows = FundBase.objects.filter(year=year).select_related("cooperative").order_by("shared_at", "id")
    return {row.cooperative_id: row for row in rows if row.cooperative_id is not None}


def calls() -> list[FundCall]:
    rows = FundCall.objects.select_related("member", "received", "version")
    return list(rows.order_by("-year", "member__name"))


def claims() -> list[FundClaim]:
    """All, the newest first."""
    rows = FundClaim.objects.select_related("cooperative", "version", "decision__proposal")
    rows = rows.prefetch_related("proposals__proposed_by", "decision__met", "decision__paid")
    return list(rows.order_by("-asked_at"))


def newest_proposal(claim_id: UUID) -> FundProposal | None:
    return FundProposal.objects.filter(claim_id=claim_id).order_by("-proposed_at", "-id").first()


def granted(member_id: int, purpose: Purpose, year: int) -> int:
    """What a co-op was granted for a purpose by decisions of a year, in cents."""
    rows = FundDecision.objects.filter(member_id=member_id, claim__purpose=purpose, decided_at__year=year)
    return int(rows.aggregate(cents=Sum("proposal__cents"))["cents"] or 0)


def promised(purpose: Purpose) -> int:
    """Granted for a purpose and not paid yet, in cents."""
    rows = FundDecision.objects.filter(claim__purpose=purpose)
    whole = rows.aggregate(cents=Sum("proposal__cents"))["cents"] or 0
    paid = FundMovement.objects.filter(decision__claim__purpose=purpose).aggregate(cents=Sum("cents"))
    return int(whole) - int(paid["cents"] or 0)


def reckoned(purpose: Purpose, today: date) -> dict[UUID, Covered]:
    """The open claims of a purpose beside each other, in the order they were asked, each by the rules it was asked by.

    The reserve is that of the newest of them.
    """
    balance = balances()[purpose]
    waiting = list(
        FundClaim.objects.filter(purpose=purpose, decision__isnull=True)
        .select_related("version")
        .order_by("asked_at", "id")
    )
    if not waiting:
        return {}
    alone = {
        claim.pk: claim_of(
            claim.version.rules,
            purpose,
            claim.year_figures,
            balance_cents=balance,
            granted_cents=granted(_owner(claim), purpose, today.year),
        )
        for claim in waiting
    }
    newest = max((claim.version for claim in waiting), key=lambda version: version.number)
    can = available(newest.rules, balance_cents=balance, promised_cents=promised(purpose))
    return dict(zip(alone, together(list(alone.values()), can), strict=True))


def owed_for_losses(member_id: int) -> int:
    """Help with losses received, less what was called to pay it back, in cents."""
    out = FundMovement.objects.filter(member_id=member_id, decision__claim__purpose=Purpose.SOLIDARITY)
    back = FundCall.objects.filter(member_id=member_id).aggregate(cents=Sum("repayment_cents"))["cents"]
    return max(0, int(out.aggregate(cents=Sum("cents"))["cents"] or 0) - int(back or 0))


@dataclass(frozen=True, slots=True)
class After:
    """What follows a decision: conditions (with whether they are kept), instalments with their state."""

    conditions: tuple[tuple[Condition, bool, bool], ...]
    instalments: tuple[tuple[Instalment, Held], ...]

    @property
    def is_stopped(self) -> bool:
        return any(state is Held.CONDITION for _one, state in self.instalments)


def aftermath(decision: FundDecision, purpose: Purpose, today: date) -> After:
    """From rows read with `met` and `paid`. Each condition with whether it is kept, and missed."""
    terms: Mapping[str, Any] = decision.proposal.terms
    conditions = [Condition(one["code"], date.fromisoformat(one["due_on"])) for one in terms["conditions"]]
    met = frozenset(one.code for one in decision.met.all())
    paid = frozenset(one.instalment for one in decision.paid.all())
    late = missed(conditions, met, today)
    instalments = [
        Instalment(one["number"], date.fromisoformat(one["due_on"]), one["cents"])
        for one in terms["instalments"]
    ]
    return After(
        tuple((one, one.code in met, one in late) for one in conditions),
        tuple(
            (one, state_of(one, purpose=purpose, paid=paid, missed_any=bool(late), today=today))
            for one in instalments
        ),
    )


def quarter_sums() -> dict[str, list[QuarterSum]]:
    """By slug, each whole quarter that was shared: sales, and value added less all pay with its contributions.

    That is a result before wear, interest, taxes and grants. Where the net is not known, contributions of employers
    are not either: 0.4 of the gross stands for them. A quarter with a month missing is left out.
    """
    months: dict[tuple[str, Quarter], list[Mapping[str, Any]]] = {}
    for row in latest(Contribution.objects.order_by("cooperative_id", "month")):
        key = (row.figures["cooperative"], Quarter.of(row.month))
        months.setdefault(key, []).append(row.figures["values"])
    found: dict[str, list[QuarterSum]] = {}
    for (slug, _quarter), shared in sorted(months.items(), key=lambda item: (item[0][0], str(item[0][1]))):
        sums = [_month(values) for values in shared]
        whole = [one for one in sums if one is not None]
        if len(whole) == 3:
            found.setdefault(slug, []).append(
                QuarterSum(sum(one[0] for one in whole), sum(one[1] for one in whole))
            )
    return found


def _month(values: Mapping[str, int | None]) -> tuple[int, int] | None:
    sales, added, gross = (values.get(f"{name}_cents") for name in ("sales", "value_added", "gross_pay"))
    if sales is None or added is None or gross is None:
        return None
    net, contributions = values.get("net_pay_cents"), values.get("contributions_cents")
    labour = half_up(EMPLOYERS * gross) if net is None or contributions is None else net + contributions
    return sales, added - labour


def _owner(claim: FundClaim) -> int:
    assert claim.cooperative_id is not None
    return claim.cooperative_id
