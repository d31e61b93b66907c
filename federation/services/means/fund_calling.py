"""The federation calls yearly contributions, and enters what came in; it books its own side."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from cooperatives.domain.charts import Role
from cooperatives.domain.journals import BANK, GENERAL
from cooperatives.domain.ledger import DraftEntry, DraftLine
from cooperatives.queries.bank import bank_accounts
from cooperatives.queries.here import cooperative_here
from cooperatives.services.accounts import complete_chart
from cooperatives.services.ledger import post_entry
from cooperatives.services.turns import one_at_a_time
from coopplatform.contracts.funding import FundContributionCalled, FundMoved
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import Sentence, _
from coopplatform.tenancy.work import as_part, unit_of_work
from federation.domain.means.fund import Purpose
from federation.domain.means.fund_aftermath import repayment_of
from federation.domain.means.fund_figures import contribution_of
from federation.domain.means.third_parties import auxiliary_of
from federation.models import FundBase, FundCall, FundLine, FundMovement, FundVersion
from federation.queries.means.fund_staff import newest_bases, owed_for_losses
from federation.queries.means.leaving import is_call_in_settlement
from federation.queries.membership import admitted_slugs
from federation.services.here import require_federation
from federation.services.means.fund_rules import required_version
from federation.services.review.register import person_of

DAYS_TO_PAY = 30


@unit_of_work
def call_contributions(*, year: int, by: Actor, at: datetime) -> list[FundCall]:
    """Call the contribution of a year from every member that shared it; whom it was called from is left as it is.

    In the federation's scope. Returns the new calls. Raises NotAllowedNow without adopted rules or for a year not over.
    """
    require_federation()
    version = required_version()
    here = cooperative_here()
    today = timezone.localdate(at, here.zone)
    if year >= today.year:
        raise NotAllowedNow("year_not_over", _("Call a year that is over."))
    one_at_a_time("fund")
    as_part(complete_chart)(by=by, at=at)
    known = set(FundCall.objects.filter(year=year).values_list("member_id", flat=True))
    members = admitted_slugs(on=today)
    return [
        _call(base, version, today, by=by, at=at)
        for owner, base in newest_bases(year).items()
        if owner not in known and base.cooperative.slug in members and base.currency == here.currency
    ]


def _call(base: FundBase, version: FundVersion, today: date, *, by: Actor, at: datetime) -> FundCall:
    assert base.cooperative_id is not None
    figures = base.year_figures
    dues = {due.purpose: due for due in contribution_of(version.rules, figures)}
    back = repayment_of(
        version.rules,
        surplus_cents=figures.surplus_cents,
        owed_cents=owed_for_losses(base.cooperative_id),
    )
    made = FundCall.objects.create(
        member_id=base.cooperative_id,
        year=base.year,
        version=version,
        base=base,
        solidarity_cents=dues[Purpose.SOLIDARITY].cents,
        guarantee_cents=dues[Purpose.GUARANTEE].cents,
        repayment_cents=back,
        currency=base.currency,
        lines=[due.as_json() for due in dues.values()],
        due_on=today + timedelta(days=DAYS_TO_PAY),
        called_by_id=person_of(by),
        called_at=at,
    )
    if made.total_cents:
        held = {
            Purpose.SOLIDARITY: made.solidarity_cents + made.repayment_cents,
            Purpose.GUARANTEE: made.guarantee_cents,
        }
        lines = [DraftLine(Role.CUSTOMERS, made.total_cents, auxiliary=auxiliary_of(base.cooperative.slug))]
        lines += [DraftLine(Role.FUND_HELD, -cents, label=str(one)) for one, cents in held.items() if cents]
        post_entry(
            DraftEntry(f"fund_call:{made.pk}", _called(made.year, base.cooperative.name), tuple(lines)),
            journal=GENERAL,
            posted_on=today,
            by=by,
            at=at,
        )
    record(FundContributionCalled(call_id=made.pk, occurred_at=at), by=by)
    return made


@unit_of_work
def receive_contribution(*, call_id: UUID, moved_on: date, by: Actor, at: datetime) -> FundMovement:
    """Enter that a call was paid. Twice is once. In the federation's scope.

    Where the bank's statements are imported the money is booked from them; else it is booked here.
    Raises NotFound; NotAllowedNow for a call of nothing; Invalid for a day to come.
    """
    require_federation()
    one_at_a_time("fund")
    call = FundCall.objects.select_related("member").filter(pk=call_id).first()
    if call is None:
        raise NotFound("no_call", _("There is no such contribution."))
    known = FundMovement.objects.filter(call=call).first()
    if known is not None:
        return known
    if is_call_in_settlement(call):
        raise NotAllowedNow(
            "in_settlement", _("It is part of the settlement of the co-op's exit: both sides agreed.")
        )
    if not call.total_cents:
        raise NotAllowedNow("nothing_due", _("Nothing is due for this year."))
    check_day(moved_on, at)
    made = FundMovement.objects.create(
        member_id=call.member_id,
        call=call,
        cents=call.total_cents,
        currency=call.currency,
        moved_on=moved_on,
        entered_by_id=person_of(by),
        entered_at=at,
    )
    _into_the_ledger(call, made, at)
    if not bank_accounts():
        lines = (
            DraftLine(Role.BANK, made.cents),
            DraftLine(Role.CUSTOMERS, -made.cents, auxiliary=auxiliary_of(call.member.slug)),
        )
        post_entry(
            DraftEntry(f"fund_received:{made.pk}", _called(call.year, call.member.name), lines),
            journal=BANK,
            posted_on=moved_on,
            by=by,
            at=at,
        )
    record(FundMoved(movement_id=made.pk, occurred_at=at), by=by)
    return made


def _into_the_ledger(call: FundCall, made: FundMovement, at: datetime) -> None:
    name = call.member.name if call.version.rules.names_shown else ""
    kinds = FundLine.Kind
    parts = (
        (Purpose.SOLIDARITY, kinds.CONTRIBUTION, call.solidarity_cents),
        (Purpose.GUARANTEE, kinds.CONTRIBUTION, call.guarantee_cents),
        (Purpose.SOLIDARITY, kinds.REPAYMENT, call.repayment_cents),
    )
    FundLine.objects.bulk_create(
        FundLine(
            purpose=purpose,
            kind=kind,
            cents=cents,
            currency=call.currency,
            moved_on=made.moved_on,
            name=name,
            entered_at=at,
        )
        for purpose, kind, cents in parts
        if cents
    )


def check_day(day: date, at: datetime) -> None:
    """Raises Invalid for a day to come, or of long ago."""
    today = timezone.localdate(at, cooperative_here().zone)
    if not today - timedelta(days=366) <= day <= today:
        raise Invalid("bad_day", _("Choose a day of the last year, today at the latest."), field="moved_on")


def _called(year: int, name: str) -> Sentence:
    return Sentence(_("Fund contribution of %(name)s for %(year)s"), {"name": name, "year": str(year)})
