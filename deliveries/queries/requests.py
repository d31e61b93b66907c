"""A store's public form, and what was asked on it."""

from uuid import UUID

from deliveries.models import OrderRequest, PublicForm


def public_form_of(store_id: UUID) -> PublicForm | None:
    return PublicForm.objects.filter(store=store_id).first()


def open_form(token: str) -> PublicForm | None:
    """The form of that address with its store, while it is open."""
    found = PublicForm.objects.filter(token=token, is_open=True, store__is_active=True)
    return found.select_related("store").first()


def waiting_requests(store_id: UUID) -> list[OrderRequest]:
    """What waits for the store's answer, the oldest first."""
    found = OrderRequest.objects.filter(store=store_id, state=OrderRequest.State.WAITING)
    return list(found.order_by("asked_at"))


def request_called(token: str) -> OrderRequest | None:
    """What somebody asked, by the address only they have."""
    return OrderRequest.objects.filter(token=token).select_related("store", "order__delivery").first()
