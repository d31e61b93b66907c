"""A store's orders, customers and people."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q

from cooperatives.domain.roles import Access, Role
from deliveries.domain.store_roles import StoreRole, roles_with
from deliveries.models import PRICE, Order, Recipient, Store, StoreStaff


def stores_of(access: Access, needed: StoreRole = StoreRole.VIEWER) -> list[Store]:
    """The stores where a person may do that: their own, or all of them for those who run the co-op."""
    stores = Store.objects.order_by("name")
    if access.roles & {Role.DISPATCHER, Role.COOP_ADMIN}:
        return list(stores)
    staff = StoreStaff.objects.filter(user_id=access.user_id or 0, role__in=roles_with(needed))
    return list(stores.filter(pk__in=staff.values("store_id")))


def names_in_the_books() -> dict[str, str]:
    """Each store's name by its code among the customers."""
    return {store.auxiliary: store.name for store in Store.objects.only("id", "name")}


def store_named(store_id: UUID) -> Store | None:
    """The store of that id, for whoever runs the co-op."""
    return Store.objects.filter(pk=store_id).first()


def store_for(access: Access, store_id: UUID, needed: StoreRole = StoreRole.VIEWER) -> Store | None:
    """The store, if this person may do that there."""
    return next((store for store in stores_of(access, needed) if store.pk == store_id), None)


def role_in(access: Access, store_id: UUID) -> StoreRole:
    """What a person may do in a store they may enter; those who run the co-op may do all."""
    if access.roles & {Role.DISPATCHER, Role.COOP_ADMIN}:
        return StoreRole.MANAGER
    found = StoreStaff.objects.filter(user_id=access.user_id or 0, store=store_id).values_list(
        "role", flat=True
    )
    return StoreRole(found.get())


def orders_of(store_id: UUID, *, is_open: bool | None = None, limit: int = 30) -> list[Order]:
    """The store's newest orders with price and ride."""
    orders = Order.objects.filter(store_id=store_id)
    if is_open is not None:
        orders = orders.filter(closed_at__isnull=is_open)
    return list(
        orders.select_related(*PRICE, "delivery")
        .prefetch_related("delivery__tasks")
        .order_by("-placed_at")[:limit]
    )


def order_of(store_id: UUID, order_id: UUID) -> Order | None:
    return (
        Order.objects.filter(store_id=store_id, pk=order_id)
        .select_related("store", *PRICE, "delivery")
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


def recipient_at(store_id: UUID, *, name: str, phone: str, address: str) -> Recipient | None:
    """That very customer of the store."""
    return Recipient.objects.filter(store=store_id, name=name, phone=phone, address=address).first()


def consigned_with(order: Order) -> list[Order]:
    """The other orders that were placed at once with it."""
    return [other for other in consignment_of(order) if other.pk != order.pk]


def consignment_of(order: Order) -> list[Order]:
    """All orders that were placed at once with it, itself too, by number; none where it was placed alone."""
    if order.consignment_id is None:
        return []
    found = Order.objects.filter(consignment=order.consignment_id).select_related(*PRICE, "delivery")
    return list(found.prefetch_related("delivery__tasks").order_by("number"))


def rule_sets_of(store_ids: Collection[UUID]) -> dict[UUID, UUID | None]:
    """By store, the price list it has; None where it pays by the charter's tariff."""
    return dict(Store.objects.filter(pk__in=store_ids).values_list("pk", "rule_set_id"))
