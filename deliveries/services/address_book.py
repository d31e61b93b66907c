"""A store's address book: who is in it, corrected by hand; ordering fills it by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotFound
from coopplatform.kernel.geo import Point
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.phones import check_phone
from deliveries.models import Recipient
from deliveries.services.quoting import store_called

MOST_CONTACTS = 10


@dataclass(frozen=True, slots=True)
class Contact:
    """Someone else at the address."""

    name: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A customer as a person writes them down. `instructions` go to the courier, `notes` to nobody."""

    name: str
    address: str
    point: Point
    phone: str = ""
    email: str = ""
    instructions: str = ""
    notes: str = ""
    contacts: Sequence[Contact] = ()


@unit_of_work
def write_recipient(
    *, store_id: UUID, entry: Entry, by: Actor, at: datetime, recipient_id: UUID | None = None
) -> Recipient:
    """A new customer, or `recipient_id` as it should read from now on.

    Raises NotFound; Invalid without a name, for a number nobody can dial, for more than ten other people, or
    when the same person stands there already.
    """
    store = store_called(store_id)
    _check(entry)
    recipient = _found(store_id, recipient_id) if recipient_id else Recipient(store=store)
    recipient.name, recipient.phone, recipient.email = entry.name.strip(), entry.phone, entry.email
    recipient.address, recipient.lat, recipient.lon = entry.address, entry.point.lat, entry.point.lon
    recipient.instructions, recipient.notes = entry.instructions, entry.notes
    recipient.contacts = [{"name": one.name, "phone": one.phone} for one in entry.contacts]
    try:
        with transaction.atomic():
            recipient.save()
    except IntegrityError as error:
        raise Invalid(
            "known_recipient", _("This person is in the address book already, at this address."), field="name"
        ) from error
    return recipient


@unit_of_work
def forget_recipient(*, store_id: UUID, recipient_id: UUID, by: Actor, at: datetime) -> None:
    """Out of the address book; orders keep what they say. Raises NotFound."""
    _found(store_id, recipient_id).delete()


def _found(store_id: UUID, recipient_id: UUID) -> Recipient:
    found = Recipient.objects.filter(store=store_id, pk=recipient_id).first()
    if found is None:
        raise NotFound("no_recipient", _("Nobody of that kind is in the address book."))
    return found


def _check(entry: Entry) -> None:
    country = cooperative_here().country
    if not entry.name.strip():
        raise Invalid("no_name", _("Write a name."), field="name")
    if len(entry.contacts) > MOST_CONTACTS:
        raise Invalid(
            "too_many_contacts", _("At most %(most)s other people."), field="contacts", most=MOST_CONTACTS
        )
    check_phone(entry.phone, country)
    for one in entry.contacts:
        check_phone(one.phone, country, field="contacts")
