"""Members subscribe shares, release them by bank or by deductions on pay, and get them back."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from cooperatives.domain.capital import refund_paid, shares_called, shares_paid_by_bank, shares_refunded
from cooperatives.queries.books import closed_results
from cooperatives.queries.here import cooperative_here
from cooperatives.services.ledger import post_entry
from coopplatform.contracts.sharing import ShareRefundPaid, SharesRefunded, SharesSubscribed
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.ids import uuid7
from coopplatform.kernel.text import _
from coopplatform.tenancy.scope import required
from coopplatform.tenancy.work import unit_of_work
from members.domain.surplus.capital import (
    check_employee_ceiling,
    check_refund,
    check_subscription,
    instalment_plan,
    payable_until,
)
from members.models import MemberWorker, PayVariable, ShareMovement, SharePayment, ShareRefund
from members.queries.closed import closed_months
from members.queries.share_ceiling import yearly_ceiling_cents
from members.queries.shares import capital_account, capital_here, terms_of_shares
from members.services.guarding import check_open, locked_member

BANK_JOURNAL = "BQ"
GENERAL_JOURNAL = "OD"


@unit_of_work
def subscribe_shares(
    *,
    member_id: UUID,
    units: int,
    on: date,
    by: Actor,
    at: datetime,
    nominal_cents: int | None = None,
    instalments: int = 0,
    first_month: date | None = None,
) -> ShareMovement:
    """A member subscribes shares at the value of the statutes, paid by bank at once, or by equal deductions on pay.

    Raises NotFound; Invalid, at its field, for no share, too few, too many, another value than the statutes', an
    absurd plan or more by deductions than half the yearly PASS; NotAllowedNow for a closed year or month.
    """
    number, member = _next_number(), locked_member(member_id)
    terms = terms_of_shares(on)
    nominal = nominal_cents if nominal_cents is not None else terms.nominal_cents
    if nominal is None:
        raise Invalid("no_nominal", _("The statutes name no value of a share yet: adopt one first."))
    account = capital_account(member_id)
    check_subscription(
        terms,
        units=units,
        held_units=account.units if account else 0,
        nominal_cents=nominal,
        capital_cents=capital_here(terms).subscribed_cents,
    )
    _check_day(on, at)
    month = _check_plan(member, units * nominal, instalments, first_month, on)
    move = ShareMovement.objects.create(
        member=member,
        kind=ShareMovement.Kind.SUBSCRIPTION,
        number=number,
        on=on,
        units=units,
        nominal_cents=nominal,
        instalments=instalments,
        first_month=month,
        recorded_by=str(by),
        recorded_at=at,
    )
    record(SharesSubscribed(movement_id=move.id, courier_id=member.id, units=units, occurred_at=at), by=by)
    said: dict[str, Any] = {"movement_id": str(move.id), "name": member.name, "cents": move.cents}
    post_entry(shares_called(**said), journal=GENERAL_JOURNAL, posted_on=on, by=by, at=at)
    if not instalments:
        SharePayment.objects.create(
            movement=move, member=member, on=on, cents=move.cents, source_key=f"bank:{move.id}"
        )
        post_entry(shares_paid_by_bank(**said), journal=BANK_JOURNAL, posted_on=on, by=by, at=at)
    return move


@unit_of_work
def refund_shares(*, member_id: UUID, units: int, on: date, by: Actor, at: datetime) -> ShareRefund:
    """Shares go back at nominal less their part of the losses, owed until the day the statutes allow.

    What is not paid in is cancelled, and its deductions end. Raises NotFound; Invalid or NotAllowedNow, at its field,
    for more than is held, fewer than must stay, or a capital under its floor.
    """
    number, member = _next_number(), locked_member(member_id)
    account = capital_account(member_id)
    if account is None:
        raise NotAllowedNow("no_shares_held", _("This member holds no shares."), field="units")
    terms = terms_of_shares(on)
    capital, nominal = capital_here(terms), account.nominal_cents
    check_refund(
        terms,
        units=units,
        held_units=account.units,
        cents=units * nominal,
        outstanding_cents=account.outstanding_cents,
        capital_cents=capital.subscribed_cents,
        floor_cents=capital.floor_cents,
        currency=cooperative_here().currency,
    )
    _check_day(on, at)
    cancelled = account.outstanding_cents
    paid_in = units * nominal - cancelled
    owed = capital.refund_cents(units=1, nominal_cents=paid_in)
    move = ShareMovement.objects.create(
        member=member,
        kind=ShareMovement.Kind.REFUND,
        number=number,
        on=on,
        units=-units,
        nominal_cents=nominal,
        recorded_by=str(by),
        recorded_at=at,
    )
    refund = ShareRefund.objects.create(
        movement=move,
        cents=owed,
        loss_cents=paid_in - owed,
        cancelled_cents=cancelled,
        payable_until=payable_until(on, terms.refund_years),
    )
    _end_deductions(member, at)
    record(SharesRefunded(movement_id=move.id, courier_id=member.id, units=units, occurred_at=at), by=by)
    draft = shares_refunded(
        movement_id=str(move.id),
        name=member.name,
        owed_cents=owed,
        loss_cents=refund.loss_cents,
        cancelled_cents=cancelled,
    )
    post_entry(draft, journal=GENERAL_JOURNAL, posted_on=on, by=by, at=at)
    return refund


@unit_of_work
def pay_refund(*, refund_id: UUID, on: date, by: Actor, at: datetime) -> ShareRefund:
    """What is owed for shares has left the bank. Twice changes nothing. Raises NotFound; NotAllowedNow."""
    rows = ShareRefund.objects.select_for_update(of=("self",), no_key=True)
    refund = rows.filter(pk=refund_id).select_related("movement__member").first()
    if refund is None:
        raise NotFound("no_refund", _("There is no such refund."))
    if refund.paid_on is not None:
        return refund
    _check_day(on, at)
    if on < refund.movement.on:
        raise Invalid("paid_before", _("It cannot be paid before it was decided."), field="on")
    refund.paid_on, refund.paid_by = on, str(by)
    refund.save(update_fields=["paid_on", "paid_by"])
    move = refund.movement
    if refund.cents:
        draft = refund_paid(movement_id=str(move.id), name=move.member.name, cents=refund.cents)
        post_entry(draft, journal=BANK_JOURNAL, posted_on=on, by=by, at=at)
    record(ShareRefundPaid(movement_id=move.id, courier_id=move.member_id, occurred_at=at), by=by)
    return refund


def _next_number() -> int:
    """The register's next number; its row stays locked until the movement is committed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into members_shareregister (id, cooperative_id, last) values (%s, %s, 1)"
            " on conflict (cooperative_id) do update set last = members_shareregister.last + 1 returning last",
            [uuid7(), required()],
        )
        return int(cursor.fetchone()[0])


def _check_day(on: date, at: datetime) -> None:
    if on > timezone.localdate(at, cooperative_here().zone):
        raise Invalid("day_to_come", _("This day has not come yet."), field="on")
    if on.year in closed_results():
        raise NotAllowedNow(
            "year_closed",
            _("The books of %(year)s are closed: take a later day."),
            field="on",
            year=str(on.year),
        )


def _check_plan(
    member: MemberWorker, cents: int, instalments: int, first_month: date | None, on: date
) -> date | None:
    """The month of the first deduction; None where nothing is deducted."""
    if not instalments:
        return None
    instalment_plan(cents, instalments)
    if first_month is None:
        raise Invalid("no_first_month", _("Choose the first month of the deductions."), field="first_month")
    month = first_month.replace(day=1)
    if month < on.replace(day=1):
        raise Invalid(
            "plan_in_the_past",
            _("Deductions begin in the month of the subscription or later."),
            field="first_month",
        )
    check_open(month, month)
    ceiling = yearly_ceiling_cents(on)
    if ceiling is not None:
        plans = ShareMovement.objects.filter(member=member, instalments__gt=0, on__year=on.year)
        before = sum(plan.cents for plan in plans)
        check_employee_ceiling(before + cents, ceiling, cooperative_here().currency)
    return month


def _end_deductions(member: MemberWorker, at: datetime) -> None:
    """Deductions of months that are not paid yet are taken back."""
    waiting = PayVariable.objects.filter(
        member=member, kind=PayVariable.Kind.SHARE_INSTALMENT, withdrawn_at__isnull=True
    )
    waiting.exclude(month__in=closed_months()).update(withdrawn_at=at)
