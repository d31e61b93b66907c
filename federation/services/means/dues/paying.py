"""Dues are paid: noted by the federation where they arrive, by the co-op where they leave, each in its own books."""

from datetime import date, datetime
from fractions import Fraction
from uuid import UUID

from django.utils import timezone

from cooperatives.domain.charts import Role
from cooperatives.domain.journals import BANK
from cooperatives.queries.here import cooperative_here
from cooperatives.services.accounts import complete_chart
from cooperatives.services.ledger import post_entry
from cooperatives.services.turns import one_at_a_time
from coopplatform.contracts.dues import DuesReceived
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.money import Money, half_up
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import as_part, unit_of_work
from federation.domain.means.dues_booking import RECEIVED, dues_received
from federation.models import DuesCall, DuesPayment
from federation.queries.means.dues.calls import PeriodAccount, account_with, payment_with
from federation.services.here import require_federation
from federation.services.means.dues.settling import call_keys, settle


@unit_of_work
def receive_payment(
    *,
    call_id: UUID,
    cents: int,
    paid_on: date,
    is_booked_elsewhere: bool = False,
    by: Actor,
    at: datetime,
) -> DuesPayment:
    """Note a payment of a call, in the call's currency, and book it at the bank. In the federation's scope.

    `is_booked_elsewhere` where a bank statement has booked it: it is noted only. What arrives in another currency is
    booked at the rate of the call. Raises NotFound; NotAllowedNow for a call that was taken back; Invalid for more than
    is left, or a day ahead.
    """
    require_federation()
    one_at_a_time("dues")
    account = account_with(call_id)
    if account is None:
        raise NotFound("no_call", _("There is no such call."))
    call = account.standing
    if call is None or call.pk != call_id:
        raise NotAllowedNow("call_corrected", _("This call was corrected already."))
    check_payment(cents, paid_on, left=Money(account.left_cents, call.currency), at=at)
    payment = DuesPayment.objects.create(
        member=call.member,
        call=call,
        cents=cents,
        books_cents=_in_books(account, cents),
        paid_on=paid_on,
        is_booked_elsewhere=is_booked_elsewhere,
        recorded_by=str(by),
        recorded_at=at,
    )
    _book(payment, call, paid_on, by=by, at=at)
    return payment


@unit_of_work
def take_payment_back(*, payment_id: UUID, by: Actor, at: datetime) -> DuesPayment:
    """A payment was noted in error: its mirror is noted and booked. Twice is once. In the federation's scope.

    Raises NotFound.
    """
    require_federation()
    one_at_a_time("dues")
    payment = payment_with(payment_id)
    if payment is None or payment.takes_back_id is not None:
        raise NotFound("no_payment", _("There is no such payment."))
    if payment.settlement_id is not None:
        raise NotAllowedNow(
            "in_settlement", _("It moved into the settlement of the co-op's exit: both sides agreed.")
        )
    known = DuesPayment.objects.filter(takes_back=payment).first()
    if known is not None:
        return known
    today = timezone.localdate(at, cooperative_here().zone)
    mirrored = DuesPayment.objects.create(
        member=payment.member,
        call=payment.call,
        cents=-payment.cents,
        books_cents=-payment.books_cents,
        paid_on=today,
        is_booked_elsewhere=payment.is_booked_elsewhere,
        takes_back=payment,
        recorded_by=str(by),
        recorded_at=at,
    )
    _book(mirrored, payment.call, today, by=by, at=at)
    return mirrored


def check_payment(cents: int, paid_on: date, *, left: Money, at: datetime) -> None:
    """Raises Invalid for nothing, for more than is left, or for a day ahead."""
    if cents <= 0:
        raise Invalid("no_amount", _("Enter what was paid."), field="amount")
    if cents > left.cents:
        raise Invalid(
            "more_than_left",
            _("Only %(left)s are left to pay."),
            field="amount",
            left=max(left, Money(0, left.currency)),
        )
    if paid_on > timezone.localdate(at, cooperative_here().zone):
        raise Invalid("day_ahead", _("A payment is not dated ahead."), field="paid_on")


def _in_books(account: PeriodAccount, cents: int) -> int:
    """Its part of the claim, so that the last payment leaves nothing of it."""
    if cents == account.left_cents:
        return account.books_left_cents
    return half_up(Fraction(account.books_left_cents * cents, account.left_cents))


def _book(payment: DuesPayment, call: DuesCall, on: date, *, by: Actor, at: datetime) -> None:
    record(DuesReceived(payment_id=payment.pk, occurred_at=at), by=by)
    if payment.is_booked_elsewhere or not payment.books_cents:
        return
    as_part(complete_chart)(by=by, at=at)
    draft = dues_received(
        payment_id=str(payment.pk),
        number=call.number,
        member=call.member.slug,
        cents=payment.books_cents,
    )
    post_entry(draft, journal=BANK, posted_on=on, by=by, at=at)
    account = account_with(call.pk)
    assert account is not None
    received = [f"{RECEIVED}{one.pk}" for one in account.payments]
    settle(Role.CUSTOMERS, [*call_keys(account), *received], by=by, at=at)
