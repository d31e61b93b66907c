"""A store's orders, customers and people."""

from uuid import UUID

from django.db.models import Q

from cooperatives.domain.roles import Access, Role
from deliveries.models import Order, Recipient, Store, StoreStaff


def stores_of(access: Access) -> list[Store]:
    """The stores a person may order for: their own, or all of them for those who run the co-op."""
    stores = Store.objects.order_by("name")
    if access.roles & {Role.DISPATCHER, Role.COOP_ADMIN}:
        return list(stores)
    return list(
        stores.filter(pk__in=StoreStaff.objects.filter(user_id=access.user_id or 0).values("store_id"))
    )


def names_in_the_books() -> dict[str, str]:
    """Each store's name by its code among the customers."""
    return {store.auxiliary: store.name for store in Store.objects.only("id", "name")}


def store_named(store_id: UUID) -> Store | None:
    """The store of that id, for whoever runs the co-op."""
    return Store.objects.filter(pk=store_id).first()


def store_for(access: Access, store_id: UUID) -> Store | None:
    """The store, if this person may order for it."""
    return next((store for store in stores_of(access) if store.pk == store_id), None)


def orders_of(store_id: UUID, *, is_open: bool | None = None, limit: int = 30) -> list[Order]:
    """The store's newest orders with price and ride."""
    orders = Order.objects.filter(store_id=store_id)
    if is_open is not None:
        orders = orders.filter(closed_at__isnull=is_open)
    return list(
        orders.select_related("quote", "delivery")
        .prefetch_related("delivery__tasks")
        .order_by("-placed_at")[:limit]
    )


def order_of(store_id: UUID, order_id: UUID) -> Order | None:
    return (
        Order.objects.filter(store_id=store_id, pk=order_id)
        .select_related("store", "quote", "delivery")
        .prefetch_related("delivery__tasks")
        .first()
    )


def recipients_like(store_id: UUID, text: str, *, limit: int = 5) -> list[Recipient]:
    """The store's customers by the start of a phone number or three letters of a name, the latest first."""
    text = text.strip()
    if len(text) < 2:
        return []
    digits = "".join(c for c in text if c.isdigit())
    like = Q(name__icontains=text)
    if len(digits) >= 3:
        like |= Q(phone__contains=text) | Q(phone__contains=digits)
    return list(Recipient.objects.filter(like, store_id=store_id).order_by("-last_ordered_at")[:limit])
