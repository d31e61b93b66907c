"""The co-op's side of its dues: calls booked as a cost and a debt, payments booked as they leave."""

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from cooperatives.domain.charts import Role
from cooperatives.domain.journals import BANK, PURCHASES
from cooperatives.models import Entry
from cooperatives.queries.books import closed_results
from cooperatives.queries.directory import the_federation
from cooperatives.queries.here import cooperative_here
from cooperatives.services.accounts import complete_chart
from cooperatives.services.ledger import post_entry
from cooperatives.services.turns import one_at_a_time
from coopplatform.contracts.dues import DuesPaid
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotFound
from coopplatform.kernel.money import Money
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import as_part, unit_of_work
from federation.domain.means.dues_booking import dues_owed, dues_sent
from federation.models import DuesCall, DuesSent
from federation.queries.means.dues.calls import account_with
from federation.queries.means.dues.own import calls_to_book, sent_cents, sent_keys
from federation.services.here import require_cooperative
from federation.services.means.dues.paying import check_payment
from federation.services.means.dues.settling import call_keys, settle


@unit_of_work
def book_calls(*, by: Actor, at: datetime) -> list[Entry]:
    """Every call and credit note that the co-op in scope has not booked yet. Booking twice books once."""
    require_cooperative()
    one_at_a_time("dues")
    waiting = calls_to_book()
    if not waiting:
        return []
    as_part(complete_chart)(by=by, at=at)
    return [_book(call, by=by, at=at) for call in waiting]


@unit_of_work
def send_payment(
    *,
    call_id: UUID,
    cents: int,
    paid_on: date,
    is_booked_elsewhere: bool = False,
    by: Actor,
    at: datetime,
) -> DuesSent:
    """Note what the co-op in scope paid of a call, and book it at the bank, unless a statement has booked it.

    The call is booked first where it was not yet. Raises NotFound; Invalid for more than is left, or a day ahead.
    """
    require_cooperative()
    one_at_a_time("dues")
    account = account_with(call_id)
    call = account.standing if account else None
    if account is None or call is None or call.pk != call_id:
        raise NotFound("no_call", _("There is no such call."))
    left = 0 if account.is_in_settlement else account.owed_cents - sent_cents(account)
    check_payment(cents, paid_on, left=Money(left, call.currency), at=at)
    as_part(complete_chart)(by=by, at=at)
    for waiting in calls_to_book():
        _book(waiting, by=by, at=at)
    sent = DuesSent.objects.create(
        call=call.pk,
        cents=cents,
        paid_on=paid_on,
        is_booked_elsewhere=is_booked_elsewhere,
        recorded_by=str(by),
        recorded_at=at,
    )
    record(DuesPaid(sent_id=sent.pk, occurred_at=at), by=by)
    if not is_booked_elsewhere:
        draft = dues_sent(
            sent_id=str(sent.pk), number=call.number, federation=_federation_slug(), cents=cents
        )
        post_entry(draft, journal=BANK, posted_on=_open_day(paid_on, at), by=by, at=at)
        settle(Role.SUPPLIERS, [*call_keys(account), *sent_keys(account)], by=by, at=at)
    return sent


def _book(call: DuesCall, *, by: Actor, at: datetime) -> Entry:
    draft = dues_owed(
        call_id=str(call.pk),
        number=call.number,
        on=call.issued_on,
        federation=_federation_slug(),
        cents=call.amount_cents,
    )
    return post_entry(draft, journal=PURCHASES, posted_on=_open_day(call.issued_on, at), by=by, at=at)


def _open_day(on: date, at: datetime) -> date:
    """The day of the fact; today where its year is closed already."""
    is_closed = any(year >= on.year for year in closed_results())
    return timezone.localdate(at, cooperative_here().zone) if is_closed else on


def _federation_slug() -> str:
    federation = the_federation()
    assert federation is not None
    return federation.slug
