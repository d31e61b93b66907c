"""An instalment of a settlement is noted by the federation: come in, or paid where the federation owes."""

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from cooperatives.domain.charts import Role
from cooperatives.domain.journals import BANK
from cooperatives.domain.ledger import DraftEntry, DraftLine
from cooperatives.queries.here import cooperative_here
from cooperatives.services.accounts import complete_chart
from cooperatives.services.ledger import post_entry
from cooperatives.services.turns import one_at_a_time
from coopplatform.contracts.leaving import ExitInstalmentMoved
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import Sentence, _
from coopplatform.tenancy.work import as_part, unit_of_work
from federation.domain.means.leaving import compensated
from federation.domain.means.third_parties import auxiliary_of
from federation.models import ExitPayment, ExitSettlement
from federation.queries.means.leaving import part_of_books, replaced_by, settlement_called
from federation.services.here import require_federation
from federation.services.means.leaving.ledger import enter_in_fund, letter_when_settled, received_key

REPLACED = _("What was left of it moved into the account of a later exit: note it there.")


@unit_of_work
def note_instalment(
    *,
    settlement_id: UUID,
    number: int,
    paid_on: date,
    is_booked_elsewhere: bool = False,
    by: Actor,
    at: datetime,
) -> ExitPayment:
    """Note an instalment, whole; booked at the bank unless a statement has booked it. Twice is once.

    In the federation's scope. Raises NotFound; NotAllowedNow before both agreed, or once a later exit took it up;
    Invalid for a day ahead.
    """
    require_federation()
    one_at_a_time("fund")
    row = settlement_called(settlement_id)
    part = row.read.instalment(number) if row else None
    if row is None or part is None:
        raise NotFound("no_instalment", _("There is no such instalment."))
    agreed = getattr(row, "agreed", None)
    if agreed is None:
        raise NotAllowedNow("not_agreed", _("Both sides agree to it first."))
    known = ExitPayment.objects.filter(settlement=row, instalment=number).first()
    if known is not None:
        return known
    if replaced_by(row) is not None:
        raise NotAllowedNow("replaced", REPLACED)
    check_paid_on(paid_on, at)
    before = sum(one.cents for one in ExitPayment.objects.filter(settlement=row))
    net, after = row.read.account.net_cents, before + part.cents
    made = ExitPayment.objects.create(
        member=row.member,
        settlement=row,
        instalment=number,
        cents=part.cents,
        books_cents=part_of_books(agreed.books_cents, net, before, after),
        paid_on=paid_on,
        is_booked_elsewhere=is_booked_elsewhere,
        recorded_by=str(by),
        recorded_at=at,
    )
    if net > 0:
        account, set_off = row.read.account, compensated(row.read.account)
        enter_in_fund(account, row.member, before=set_off + before, after=set_off + after, on=paid_on, at=at)
    record(ExitInstalmentMoved(payment_id=made.pk, occurred_at=at), by=by)
    if not is_booked_elsewhere and made.books_cents:
        _book(row, made, by=by, at=at)
    letter_when_settled(row, by=by, at=at)
    return made


def check_paid_on(paid_on: date, at: datetime) -> None:
    """Raises Invalid for a day ahead."""
    if paid_on > timezone.localdate(at, cooperative_here().zone):
        raise Invalid("day_ahead", _("A payment is not dated ahead."), field="paid_on")


def _book(row: ExitSettlement, made: ExitPayment, *, by: Actor, at: datetime) -> None:
    as_part(complete_chart)(by=by, at=at)
    label = Sentence(_("Settlement of the exit of %(name)s"), {"name": row.member.name})
    lines = (
        DraftLine(Role.BANK, made.books_cents),
        DraftLine(Role.CUSTOMERS, -made.books_cents, auxiliary=auxiliary_of(row.member.slug)),
    )
    draft = DraftEntry(received_key(made.pk), label, lines)
    post_entry(draft, journal=BANK, posted_on=made.paid_on, by=by, at=at)
