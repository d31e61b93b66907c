"""Ordering without an account: asked on a store's public form, accepted or declined by the store."""

from datetime import datetime, timedelta
from uuid import UUID

from coopplatform.contracts.ordering import OrderRequestDecided, OrderRequested, PublicFormChanged
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow, NotFound
from coopplatform.kernel.ids import secret_token, uuid7
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import as_part, unit_of_work
from coopplatform.web.idempotency import RequestKey, claim
from deliveries.models import OrderRequest, PublicForm
from deliveries.services.asking_again import asked_again, kept
from deliveries.services.ordering import place_order
from deliveries.services.quoting import NewOrder, offer_of, store_called

MOST_WAITING = 50
FORGOTTEN_AFTER = timedelta(days=30)
SOON = timedelta(minutes=1)


@unit_of_work
def set_public_form(
    *, store_id: UUID, is_open: bool, is_automatic: bool, welcome: str, by: Actor, at: datetime
) -> PublicForm:
    """Open it, shut it, say what happens to what is asked. Its address stays. Raises NotFound."""
    store = store_called(store_id)
    form, _is_new = PublicForm.objects.get_or_create(store=store, defaults={"token": secret_token()})
    form.is_open, form.is_automatic, form.welcome = is_open, is_automatic, welcome.strip()[:300]
    form.save(update_fields=["is_open", "is_automatic", "welcome"])
    record(PublicFormChanged(store_id=store.pk, occurred_at=at), by=by)
    return form


@unit_of_work
def ask_for_order(
    *, form_token: str, new: NewOrder, by: Actor, at: datetime, request_key: RequestKey | None = None
) -> OrderRequest:
    """Keep what is asked and, where the store lets it, order it at once. The same `request_key` asks once.

    Raises NotFound for a form that is none or shut; NotAllowedNow while too much waits; what `quote_order` raises.
    """
    form = PublicForm.objects.select_related("store").filter(token=form_token, is_open=True).first()
    if form is None or form.store_id != new.store_id:
        raise NotFound("no_form", _("Nobody takes orders here any more."))
    request_id = uuid7()
    if request_key and (made := claim(request_key, request_id)) != request_id:
        return OrderRequest.objects.get(pk=made)
    waiting = OrderRequest.objects.filter(store=form.store_id, state=OrderRequest.State.WAITING)
    if waiting.count() >= MOST_WAITING:
        raise NotAllowedNow(
            "too_many_requests", _("Too much is waiting here already: call %(store)s."), store=form.store.name
        )
    offer_of(form.store, new, at)
    asked = OrderRequest(
        id=request_id,
        store=form.store,
        token=secret_token(),
        state=OrderRequest.State.WAITING,
        asked=kept(new),
        ready_at=new.ready_at,
        asked_at=at,
    )
    if form.is_automatic:
        asked.order = as_part(place_order)(new=new, by=by, at=at)
        asked.state, asked.decided_at = OrderRequest.State.ACCEPTED, at
    asked.save(force_insert=True)
    record(OrderRequested(request_id=asked.pk, store_id=form.store_id, occurred_at=at), by=by)
    return asked


@unit_of_work
def accept_request(*, store_id: UUID, request_id: UUID, by: Actor, at: datetime) -> OrderRequest:
    """It becomes an order; one that waited beyond its time is ready now. Twice orders once.

    Raises NotFound; NotAllowedNow when it was declined; what `place_order` raises, and then it waits on.
    """
    asked = _locked(store_id, request_id)
    if asked.state == OrderRequest.State.ACCEPTED:
        return asked
    if asked.state == OrderRequest.State.DECLINED:
        raise NotAllowedNow("request_declined", _("It was declined already."))
    ready_at = max(asked.ready_at, at + SOON)
    new = asked_again(asked.asked, store_id=store_id, ready_at=ready_at)
    asked.order = as_part(place_order)(new=new, by=by, at=at)
    asked.state, asked.decided_at = OrderRequest.State.ACCEPTED, at
    asked.save(update_fields=["order", "state", "decided_at"])
    _decided(asked, by, at)
    return asked


@unit_of_work
def decline_request(
    *, store_id: UUID, request_id: UUID, reason: str, by: Actor, at: datetime
) -> OrderRequest:
    """The customer reads why. Raises NotFound; NotAllowedNow when it was accepted."""
    asked = _locked(store_id, request_id)
    if asked.state == OrderRequest.State.ACCEPTED:
        raise NotAllowedNow("request_accepted", _("It is ordered already: cancel the order."))
    asked.state, asked.reason, asked.decided_at = OrderRequest.State.DECLINED, reason.strip()[:200], at
    asked.save(update_fields=["state", "reason", "decided_at"])
    _decided(asked, by, at)
    return asked


@unit_of_work
def purge_requests(*, at: datetime) -> int:
    """Forget what was asked a month ago; orders stay. How many it forgot."""
    forgotten, _by_model = OrderRequest.objects.filter(asked_at__lt=at - FORGOTTEN_AFTER).delete()
    return forgotten


def _locked(store_id: UUID, request_id: UUID) -> OrderRequest:
    found = (
        OrderRequest.objects.select_for_update(of=("self",), no_key=True)
        .filter(store=store_id, pk=request_id)
        .first()
    )
    if found is None:
        raise NotFound("no_request", _("There is no such request."))
    return found


def _decided(asked: OrderRequest, by: Actor, at: datetime) -> None:
    event = OrderRequestDecided(request_id=asked.pk, store_id=asked.store_id, occurred_at=at)
    record(event, by=by)
