"""A store's address book."""

from uuid import UUID

from django.db.models import F, Q

from deliveries.models import Recipient

PAGE = 50


def book_of(store_id: UUID, *, words: str = "", page: int = 1) -> tuple[list[Recipient], bool]:
    """The latest ordered first, and whether there are more."""
    found = Recipient.objects.filter(store=store_id)
    if words:
        found = found.filter(
            Q(name__icontains=words)
            | Q(phone__contains=words)
            | Q(address__icontains=words)
            | Q(contacts__icontains=words)
        )
    begin = (page - 1) * PAGE
    rows = list(found.order_by(F("last_ordered_at").desc(nulls_last=True), "name")[begin : begin + PAGE + 1])
    return rows[:PAGE], len(rows) > PAGE


def recipient_of(store_id: UUID, recipient_id: UUID) -> Recipient | None:
    return Recipient.objects.filter(store=store_id, pk=recipient_id).first()
