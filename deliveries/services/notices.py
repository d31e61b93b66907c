"""Telling recipients and stores: each notice once per order and kind, claimed by one worker, never of the past."""

import hashlib
import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from celery import current_app
from django.db.models import F, Q
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.ordering import NoticesSet, NoticesStopped
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.scope import required
from coopplatform.tenancy.work import unit_of_work
from deliveries.adapters.sms import is_set_up
from deliveries.domain.lifecycle import OrderState, TaskState
from deliveries.domain.notices import (
    FRESH,
    HOLDS,
    LASTS,
    MOST_TRIES,
    SOON_MINUTES,
    STUCK,
    Answer,
    Audience,
    Channel,
    NoticeKind,
    Outcome,
    Sms,
    Way,
    segments,
    wait_after,
)
from deliveries.domain.phones import check_phone, international
from deliveries.models import Notice, NoticeSettings, NoticeStop, Order, Store, Task
from deliveries.queries.coming import minutes_to_doors
from deliveries.queries.notices import Told, told_ways
from deliveries.services.notice_words import notice_words, track_url

log = logging.getLogger(__name__)

SEND_NOTICE = "deliveries.send_notice"
GRACE_SECONDS = 15
"""A tap may be taken back for ten seconds: so long nobody is told of it."""
STOPPED = _("it stopped while it was sent, so it is not sent again")
UNWANTED = _("the recipient wants none")
TOO_LATE = _("too late to be told")
KEPT = timedelta(days=90)
JUST_LEFT = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class ToSend:
    """A message in hand. `stop_url` is where the recipient can end it; empty for a store."""

    notice_id: UUID
    channel: Channel
    to: str
    subject: str
    body: str
    tries: int
    stop_url: str = ""

    @property
    def sms(self) -> Sms:
        return Sms(self.to, self.body, str(self.notice_id))


@unit_of_work
def ask_notices(
    *, order_ids: Collection[UUID], kind: NoticeKind, happened_at: datetime, at: datetime, minutes: int = 0
) -> list[UUID]:
    """Put down what is to be told of these orders, by the settings of their stores. Returns what waits to be sent.

    Nothing for what happened longer ago than ten minutes, for whom no phone or address is known, and for who has
    asked to be told nothing. Asked twice, it is put down once.
    """
    if at - happened_at > FRESH:
        return []
    orders = list(
        Order.objects.filter(pk__in=order_ids)
        .select_related("store", "delivery")
        .prefetch_related("delivery__tasks")
    )
    ways = told_ways({order.store_id for order in orders})
    rows = [
        row for order in orders for row in _rows(order, kind, ways[order.store_id], at=at, minutes=minutes)
    ]
    wanted = _without_stopped(rows)
    Notice.objects.bulk_create(wanted, ignore_conflicts=True)
    waiting = Notice.objects.filter(order__in=orders, kind=kind, state=Notice.State.WAITING)
    return list(waiting.values_list("pk", flat=True))


def ask_soon(*, at: datetime) -> list[UUID]:
    """What is to be told of orders that are a few minutes from their door."""
    carried = Task.objects.filter(
        kind=Task.Kind.DROPOFF,
        state=TaskState.WAITING,
        delivery__order__state=OrderState.PICKED_UP,
        delivery__order__closed_at__isnull=True,
    ).exclude(delivery__order__notices__kind=NoticeKind.SOON)
    left_at = dict(
        Task.objects.filter(
            delivery__in=carried.values("delivery"), kind=Task.Kind.PICKUP, completed_at__lt=at - JUST_LEFT
        ).values_list("delivery_id", "delivery__order_id")
    )
    away = minutes_to_doors(left_at) if left_at else {}
    near = [left_at[delivery_id] for delivery_id, minutes in away.items() if minutes <= SOON_MINUTES]
    return ask_notices(order_ids=near, kind=NoticeKind.SOON, happened_at=at, at=at) if near else []


def ask_delayed(*, store_id: UUID | None, minutes: int, happened_at: datetime, at: datetime) -> list[UUID]:
    """What is to be told of a delay of a store's open orders, or of all: those of the coming hours."""
    orders = Order.objects.filter(closed_at__isnull=True, promised_at__lt=at + timedelta(hours=3))
    if store_id is not None:
        orders = orders.filter(store=store_id)
    ids = list(orders.values_list("pk", flat=True))
    return ask_notices(
        order_ids=ids, kind=NoticeKind.DELAYED, happened_at=happened_at, at=at, minutes=minutes
    )


def send_notice_soon(notice_id: UUID, *, after: int = GRACE_SECONDS) -> None:
    """Have a worker send it; where none can be asked, the next minute's look does it."""
    arguments = {"cooperative_id": required(), "notice_id": str(notice_id)}
    try:
        current_app.send_task(SEND_NOTICE, kwargs=arguments, countdown=after)
    except (RedisError, OperationalError):
        log.warning("No worker could be asked; the notice is sent with the next look.")


@unit_of_work
def claim_notice(*, notice_id: UUID, at: datetime) -> ToSend | None:
    """The message, if this is the one to send it; None for what is sent, in other hands, no longer true or too old."""
    claimed = Notice.objects.filter(pk=notice_id, state=Notice.State.WAITING, tries__lt=MOST_TRIES).update(
        state=Notice.State.SENDING, claimed_at=at, tries=F("tries") + 1
    )
    if not claimed:
        return None
    notice = Notice.objects.select_related("order__delivery").get(pk=notice_id)
    if OrderState(notice.order.state) not in HOLDS[NoticeKind(notice.kind)]:
        notice.delete()  # never sent: told again when it is so again
        return None
    if at - notice.asked_at > LASTS:
        _give_up(notice, TOO_LATE)
        return None
    is_recipient = notice.audience == Audience.RECIPIENT
    return ToSend(
        notice_id=notice.pk,
        channel=Channel(notice.channel),
        to=notice.to,
        subject=notice.subject,
        body=notice.body,
        tries=notice.tries,
        stop_url=track_url(notice.order) if is_recipient else "",
    )


@unit_of_work
def settle_notice(*, sent: ToSend, answer: Answer, at: datetime) -> int | None:
    """Write down what became of it. Returns in how many seconds to try again, or None."""
    notice = Notice.objects.filter(pk=sent.notice_id, state=Notice.State.SENDING).first()
    if notice is None:
        return None
    wait = wait_after(notice.tries) if answer.outcome is Outcome.LATER else None
    if answer.outcome is Outcome.TAKEN:
        notice.state, notice.sent_at, notice.failure = Notice.State.SENT, at, ""
    elif wait is not None:
        notice.state, notice.failure = Notice.State.WAITING, answer.why[:200]
    else:
        _give_up(notice, answer.why or answer.outcome.value)
        return None
    notice.save(update_fields=["state", "sent_at", "failure"])
    return wait


@unit_of_work
def look_after_notices(*, at: datetime) -> list[UUID]:
    """What still waits for a worker though its time has come; what a worker left in the middle is given up."""
    stuck = Notice.objects.filter(state=Notice.State.SENDING, claimed_at__lt=at - STUCK)
    stuck.update(state=Notice.State.GIVEN_UP, failure=STOPPED)
    waiting = Notice.objects.filter(state=Notice.State.WAITING, asked_at__lt=at - timedelta(minutes=1))
    idle = waiting.filter(Q(claimed_at__isnull=True) | Q(claimed_at__lt=at - timedelta(minutes=16)))
    return list(idle.values_list("pk", flat=True)[:500])


@unit_of_work
def stop_notices(*, tracking_token: str, by: Actor, at: datetime) -> None:
    """The recipient behind a link wants no more: by phone and e-mail, for all orders here. Raises NotFound."""
    task = Task.objects.filter(kind=Task.Kind.DROPOFF, delivery__tracking_token=tracking_token).first()
    if task is None:
        raise NotFound("no_delivery", _("There is no such delivery."))
    stops = [
        NoticeStop(channel=channel, digest=digest_of(to), made_at=at)
        for channel, to in _addresses(task).items()
        if to
    ]
    NoticeStop.objects.bulk_create(stops, ignore_conflicts=True)
    order = Order.objects.get(delivery=task.delivery_id)
    Notice.objects.filter(order=order, audience=Audience.RECIPIENT, state=Notice.State.WAITING).update(
        state=Notice.State.GIVEN_UP, failure=UNWANTED
    )
    record(NoticesStopped(order_id=order.pk, store_id=order.store_id, occurred_at=at), by=by)


@unit_of_work
def set_notices(
    *, store_id: UUID | None, ways: Iterable[Way], phone: str, email: str, by: Actor, at: datetime
) -> NoticeSettings:
    """What is told from now on, of the co-op's orders or of a store's.

    Raises NotFound; Invalid for a phone that is none, or a store to be told that says not where.
    """
    if store_id is not None and not Store.objects.filter(pk=store_id).exists():
        raise NotFound("no_store", _("There is no such store."))
    check_phone(phone, cooperative_here().country)
    chosen = sorted(str(way) for way in set(ways))
    found = NoticeSettings.objects.filter(store=store_id).first() or NoticeSettings(store_id=store_id)
    found.ways, found.phone, found.email = chosen, phone, email
    if not email and any(one.endswith(":store:email") for one in chosen):
        raise Invalid("no_email", _("Write the store's e-mail address, or tell it by phone."), field="email")
    found.save()
    record(NoticesSet(store_id=store_id, occurred_at=at), by=by)
    return found


@unit_of_work
def purge_notices(*, at: datetime) -> int:
    """After 90 days it stays that something was told, not to whom. Returns how many were blanked."""
    old = Notice.objects.filter(asked_at__lt=at - KEPT).exclude(to="", body="")
    return old.update(to="", subject="", body="")


def digest_of(to: str) -> str:
    return hashlib.sha256(to.strip().casefold().encode()).hexdigest()


def _rows(order: Order, kind: NoticeKind, told: Told, *, at: datetime, minutes: int) -> Iterable[Notice]:
    """One for each way of its settings, where an address is known."""
    dropoff = next(task for task in order.delivery.tasks.all() if task.kind == Task.Kind.DROPOFF)
    for way in sorted(told.ways):
        if way.kind is not kind or (way.channel is Channel.SMS and not is_set_up()):
            continue
        addresses = (
            _addresses(dropoff) if way.audience is Audience.RECIPIENT else _store_addresses(order, told)
        )
        if to := addresses[way.channel]:
            words = notice_words(order, kind, way.audience, way.channel, name=dropoff.name, minutes=minutes)
            yield Notice(
                order=order,
                kind=kind,
                audience=way.audience,
                channel=way.channel,
                to=to,
                subject=words.subject,
                body=words.body,
                segments=segments(words.body) if way.channel is Channel.SMS else 0,
                asked_at=at,
            )


def _addresses(task: Task) -> dict[Channel, str]:
    country = cooperative_here().country
    return {Channel.SMS: international(task.phone, country), Channel.EMAIL: task.email}


def _store_addresses(order: Order, told: Told) -> dict[Channel, str]:
    country = cooperative_here().country
    return {
        Channel.SMS: international(told.phone or order.store.phone, country),
        Channel.EMAIL: told.email,
    }


def _without_stopped(rows: list[Notice]) -> list[Notice]:
    """One query, however many there are."""
    stopped = set(
        NoticeStop.objects.filter(digest__in={digest_of(row.to) for row in rows}).values_list(
            "channel", "digest"
        )
    )
    return [row for row in rows if (row.channel, digest_of(row.to)) not in stopped]


def _give_up(notice: Notice, why: str) -> None:
    notice.state, notice.failure = Notice.State.GIVEN_UP, why[:200]
    notice.save(update_fields=["state", "failure"])
