"""Collecting due invoices by SEPA direct debit: one file for the bank, each invoice in one."""

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from cooperatives.services.turns import one_at_a_time
from coopplatform.contracts.invoicing import DebitFileMade, DebitReturned
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from deliveries.adapters.direct_debit import Collection, Creditor, pain_008
from deliveries.domain.invoicing.states import TO_COLLECT
from deliveries.models import BillingDetails, Debit, DebitFile, Invoice
from deliveries.queries.billing import invoicing_details
from deliveries.queries.invoices import Standings, standings


def collectable(collection_on: date, today: date) -> list[Standings]:
    """Open invoices of stores with a mandate, due until that day, that no file holds; by number."""
    found = Invoice.objects.filter(is_debited=True, credits__isnull=True, due_on__lte=collection_on).exclude(
        pk__in=Debit.objects.filter(returned_on__isnull=True).values("invoice_id")
    )
    known = standings(list(found.select_related("store").order_by("year", "sequence")), today)
    return [one for one in known if one.state in TO_COLLECT]


@unit_of_work
def make_debit_file(*, collection_on: date, by: Actor, at: datetime) -> DebitFile:
    """pain.008 of all that is collectable on that day. An invoice is in one file, unless the bank returned it.

    Raises Invalid for a day that is no coming one or a co-op without creditor identifier; NotAllowedNow when there
    is nothing to collect, or a mandate is missing by now (named).
    """
    one_at_a_time("invoicing")
    here = cooperative_here()
    today = timezone.localdate(at, here.zone)
    if collection_on <= today:
        raise Invalid("day_over", _("Choose a coming bank day."), field="collection_on")
    if here.currency != "EUR":
        raise NotAllowedNow("not_in_euros", _("SEPA direct debits are in euros only."))
    details = invoicing_details()
    if details is None or not details.creditor_id:
        raise Invalid("no_creditor_id", _("Enter the co-op's SEPA creditor identifier (ICS) first."))
    due = collectable(collection_on, today)
    if not due:
        raise NotAllowedNow("nothing_to_collect", _("Nothing is due by direct debit until that day."))
    collections = _collections(due)
    made = DebitFile.objects.create(
        collection_on=collection_on,
        payments=len(collections),
        total_cents=sum(one.cents for one in collections),
        xml=pain_008(
            Creditor(details.legal_name, details.iban, details.creditor_id),
            collections,
            collection_on=collection_on,
        ),
        made_by=str(by),
        made_at=at,
    )
    Debit.objects.bulk_create(
        Debit(file=made, invoice=one.invoice, mandate_reference=collection.mandate, cents=collection.cents)
        for one, collection in zip(due, collections, strict=True)
    )
    record(DebitFileMade(debit_file_id=made.pk, total_cents=made.total_cents, occurred_at=at), by=by)
    return made


@unit_of_work
def return_debit(*, invoice_id: UUID, returned_on: date, by: Actor, at: datetime) -> Debit:
    """The bank gave it back: the invoice is open, may be called to mind, and may be collected again.

    Raises NotFound; Invalid for a day before its file was made or ahead.
    """
    debit = (
        Debit.objects.select_for_update(of=("self",), no_key=True)
        .select_related("file")
        .filter(invoice_id=invoice_id, returned_on__isnull=True)
        .first()
    )
    if debit is None:
        raise NotFound("no_debit", _("No direct debit of this invoice is under way."))
    zone = cooperative_here().zone
    made_on, today = timezone.localdate(debit.file.made_at, zone), timezone.localdate(at, zone)
    if not made_on <= returned_on <= today:
        raise Invalid(
            "bad_day", _("A day between the making of the file and today, please."), field="returned_on"
        )
    debit.returned_on = returned_on
    debit.save(update_fields=["returned_on"])
    record(DebitReturned(debit_id=debit.pk, invoice_id=invoice_id, occurred_at=at), by=by)
    return debit


def _collections(due: list[Standings]) -> list[Collection]:
    known = {one.store_id: one for one in BillingDetails.objects.all()}
    used = set(Debit.objects.values_list("mandate_reference", flat=True))
    found, missing = [], []
    for one in due:
        billing = known.get(one.invoice.store_id)
        if billing is None or not (billing.iban and billing.mandate_reference and billing.mandate_signed_on):
            missing.append(one.invoice.store.name)
            continue
        mandate = billing.mandate_reference
        found.append(
            Collection(
                name=billing.legal_name,
                iban=billing.iban,
                cents=one.facts.open_cents,
                mandate=mandate,
                signed_on=billing.mandate_signed_on,
                is_first=mandate not in used,
                reference=one.invoice.reference,
                text=one.invoice.number,
            )
        )
        used.add(mandate)
    if missing:
        raise NotAllowedNow(
            "no_mandate",
            _("The mandate of %(names)s is missing: complete the billing details first."),
            names=", ".join(sorted(set(missing))),
        )
    return found
