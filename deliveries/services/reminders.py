"""Settling when invoices are called to mind, and holding reminders back."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from cooperatives.services.turns import one_at_a_time
from coopplatform.contracts.invoicing import RemindersHeld, RemindersResumed, RemindersSet
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.invoicing.reminders import Step, check_steps
from deliveries.models import Invoice, ReminderHold, ReminderSettings, Store

TURN = "reminders"
MOST_RATE = 10_000
LONGEST_REASON = 200


@unit_of_work
def set_reminders(
    *,
    is_automatic: bool,
    steps: Sequence[Step],
    late_rate: int | None = None,
    late_rate_since: date | None = None,
    by: Actor,
    at: datetime,
) -> ReminderSettings:
    """The steps from now on, and whether they go by themselves; `late_rate` in hundredths of a percent a year.

    What was sent stays sent: an invoice goes on with the step after its last. Raises Invalid for steps or a rate that
    make no sense.
    """
    one_at_a_time(TURN)
    check_steps(steps)
    if (late_rate is None) != (late_rate_since is None):
        raise Invalid(
            "rate_without_day",
            _("A penalty rate has a day it holds from: fill in both, or none."),
            field="late_rate_since",
        )
    if late_rate is not None and not 0 < late_rate <= MOST_RATE:
        raise Invalid(
            "bad_rate", _("A penalty rate is above 0 and at most 100 percent a year."), field="late_rate"
        )
    settings = ReminderSettings.objects.first() or ReminderSettings()
    settings.is_automatic = is_automatic
    settings.steps = [[days, tone.value] for days, tone in steps]
    settings.late_rate, settings.late_rate_since = late_rate, late_rate_since
    settings.set_at, settings.set_by = at, str(by)
    settings.save()
    record(RemindersSet(settings_id=settings.pk, is_automatic=is_automatic, occurred_at=at), by=by)
    return settings


@unit_of_work
def hold_reminders(
    *,
    store_id: UUID,
    invoice_id: UUID | None = None,
    reason: str,
    is_contested: bool = False,
    by: Actor,
    at: datetime,
) -> ReminderHold:
    """No reminder of this invoice, or without one of any of the store's, until it is lifted. Twice is once.

    Raises NotFound; Invalid without a reason.
    """
    one_at_a_time(TURN)
    if invoice_id is not None:
        if not Invoice.objects.filter(pk=invoice_id, store=store_id, credits=None).exists():
            raise NotFound("no_invoice", _("There is no such invoice."))
    elif not Store.objects.filter(pk=store_id).exists():
        raise NotFound("no_store", _("There is no such store."))
    reason = " ".join(reason.split())[:LONGEST_REASON]
    if not reason:
        raise Invalid(
            "no_reason",
            _("Say why no reminder goes: the next one who keeps invoices reads it."),
            field="reason",
        )
    known = ReminderHold.objects.filter(store=store_id, invoice=invoice_id, lifted_at=None).first()
    if known is not None:
        return known
    hold = ReminderHold.objects.create(
        store_id=store_id,
        invoice_id=invoice_id,
        reason=reason,
        is_contested=is_contested,
        held_at=at,
        held_by=str(by),
    )
    record(RemindersHeld(hold_id=hold.pk, store_id=store_id, invoice_id=invoice_id, occurred_at=at), by=by)
    return hold


@unit_of_work
def lift_hold(*, store_id: UUID, invoice_id: UUID | None = None, by: Actor, at: datetime) -> None:
    """Reminders go again, from the step after the last one sent. Twice is once."""
    one_at_a_time(TURN)
    hold = ReminderHold.objects.filter(store=store_id, invoice=invoice_id, lifted_at=None).first()
    if hold is None:
        return
    hold.lifted_at, hold.lifted_by = at, str(by)
    hold.save(update_fields=["lifted_at", "lifted_by"])
    record(RemindersResumed(hold_id=hold.pk, store_id=store_id, invoice_id=invoice_id, occurred_at=at), by=by)


def is_office_hour(at: datetime) -> bool:
    """Whether reminders may leave by themselves: Monday to Friday, from nine to six on the co-op's clock."""
    there = timezone.localtime(at, cooperative_here().zone)
    return there.weekday() < 5 and 9 <= there.hour < 18
