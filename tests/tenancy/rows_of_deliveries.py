"""What a co-op has in deliveries, for every route that names it: rows to try other people's hands on."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.incidents import IncidentSaid
from deliveries.domain.invoicing.parties import Party
from deliveries.domain.pricing.prices import Fixed
from deliveries.domain.proof import Need, ProofGiven
from deliveries.domain.slots import SlotTerms
from deliveries.models import Invoice, Recipient, StoreStaff, StoreToken
from deliveries.services.documents import add_document
from deliveries.services.importing import check_import
from deliveries.services.incidents import open_incident
from deliveries.services.proofs import keep_proof, receive_file
from deliveries.services.recurring import set_up_recurrence
from deliveries.services.requesting import ask_for_order, set_public_form
from deliveries.services.slot_plans import SlotPlanSaid, close_day, save_slot_plan
from deliveries.services.stores import issue_token
from deliveries.services.taps import Batch, Tapped, receive_taps
from tests.conftest import PLATFORM, Cast, new_order
from tests.deliveries.pricing.conftest import Office, rule
from tests.deliveries.proofs.conftest import photo, sent


def a_kept_tap(cast: Any, now: datetime) -> Any:
    """Alma taps something nobody knows."""
    batch = Batch(uuid4(), now, 1, (Tapped(uuid4(), 1, "dance", now),))
    return receive_taps(courier_id=cast.courier_id, batch=batch, by=cast.by("alma"), at=now).taps[0].pk


def an_invoice(cast: Any, order: Any) -> Any:
    """Rosa's store was invoiced something."""
    day = order.placed_at.date()
    facts: dict[str, Any] = {"issued_on": day, "due_on": day, "first_on": day, "last_on": day}
    facts |= {"net_cents": 100, "vat_cents": 20, "total_cents": 120, "vat": []}
    party = Party("Lucia", "1 rue", "06000", "Nice", "FR").as_json()
    return Invoice.objects.create(
        store_id=cast.store_id, year=2026, sequence=1, number="2026-0001", currency="EUR", seller=party,
        buyer=party, reference="RF3120260001", locale="fr", issued_by="x", issued_at=order.placed_at, **facts,
    ).pk  # fmt: skip


def an_incident(cast: Any, order: Any, now: datetime) -> Any:
    """Somebody says what is wrong with an order."""
    return open_incident(order_id=order.pk, said=IncidentSaid("nobody"), by=cast.by("rosa"), at=now).pk


def a_proof(cast: Any, order: Any, now: datetime) -> tuple[Any, Any]:
    """A photo of a delivery, with what was said of it."""
    picture, task = sent(cast, now), order.delivery.tasks.get(kind="dropoff")
    given = ProofGiven(files=((picture.file_id, Need.PHOTO),))
    keep = unit_of_work(keep_proof)
    proof = keep(task=task, given=given, courier_id=cast.courier_id, by=PLATFORM, at=now, received_at=now)
    receive_file(sent=picture, content=photo(), by=PLATFORM, at=now)
    return picture.file_id, proof.pk


def of_the_store(cast: Cast, order: Any, now: datetime) -> dict[str, Any]:
    """What a store keeps beside its orders."""
    assert cast.store_id is not None
    by: dict[str, Any] = {"by": PLATFORM, "at": now}
    recurrence = set_up_recurrence(
        name="Usual",
        rule="FREQ=DAILY",
        starts_on=now.date(),
        ready_time=now.time(),
        new=new_order(cast, now),
        **by,
    )
    sheet = b"name,address\nMme Rossi,14 rue Grimaldi\n"
    sent = check_import(store_id=cast.store_id, name="orders.csv", content=sheet, **by)
    paper = add_document(order_id=order.pk, name="note.pdf", content=b"%PDF-1.7", **by)
    form = set_public_form(store_id=cast.store_id, is_open=True, is_automatic=False, welcome="", **by)
    asked = ask_for_order(form_token=form.token, new=new_order(cast, now), **by)
    issue_token(store_id=cast.store_id, label="till", **by)
    return {
        "token_id": StoreToken.objects.get().pk,
        "request_id": asked.pk,
        "document_id": paper.pk,
        "import_id": sent.pk,
        "recipient_id": Recipient.objects.filter(store=cast.store_id)[0].pk,
        "recurrence_id": recurrence.pk,
        "staff_id": StoreStaff.objects.get(store=cast.store_id).pk,
    }


def prices_of(cast: Any, now: datetime) -> dict[str, Any]:
    """A list with a rule, a zone, a package type, slots and a closed day."""
    office = Office(cast, now)
    made = office.price_list(rule(Fixed(500)))
    slots = SlotPlanSaid("Morning", SlotTerms(("10:00-11:00",)))
    plan = save_slot_plan(store_id=cast.store_id, said=slots, **office.as_nour)
    closed = close_day(day=now.date() + timedelta(60), name="", store_id=None, **office.as_nour)
    return {
        "rule_set_id": made.pk,
        "rule_id": made.rules[0]["id"],
        "zone_id": office.port().pk,
        "package_id": office.crates().pk,
        "slot_plan_id": plan.pk,
        "closed_day_id": closed.pk,
    }
