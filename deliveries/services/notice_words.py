"""The words of notices: short, in the co-op's language and words, with the link to the delivery's page."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext

from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.text import _
from coopplatform.web.words import sent_in
from deliveries.domain.notices import Audience, Channel, NoticeKind
from deliveries.models import Order

LONGEST = 1000

TO_RECIPIENT = {
    NoticeKind.ON_THE_WAY: _("%(store)s: your order is on its way, there by %(time)s."),
    NoticeKind.SOON: _("%(store)s: your order arrives in a few minutes."),
    NoticeKind.DELIVERED: _("%(store)s: your order was delivered."),
    NoticeKind.DELAYED: _("%(store)s: your order comes about %(minutes)s min later than promised."),
    NoticeKind.FAILED: _("%(store)s: your order could not be delivered. The store knows."),
    NoticeKind.CANCELLED: _("%(store)s: your order was cancelled."),
}
TO_STORE = {
    NoticeKind.ON_THE_WAY: _("No. %(number)s for %(name)s is picked up and on its way."),
    NoticeKind.SOON: _("No. %(number)s arrives at %(name)s in a few minutes."),
    NoticeKind.DELIVERED: _("No. %(number)s for %(name)s was delivered."),
    NoticeKind.DELAYED: _("No. %(number)s for %(name)s comes about %(minutes)s min later than promised."),
    NoticeKind.FAILED: _("No. %(number)s for %(name)s could not be delivered."),
    NoticeKind.INCIDENT: _("No. %(number)s for %(name)s: a problem was reported. See your orders."),
    NoticeKind.CANCELLED: _("No. %(number)s for %(name)s was cancelled."),
}
FOLLOW = _("Follow it: %(url)s")
NO_MORE = _("No more such messages: a button on that page.")


@dataclass(frozen=True, slots=True)
class Words:
    subject: str
    body: str


def track_url(order: Order) -> str:
    """The recipient's page, as an address to be written."""
    return settings.PUBLIC_URL + reverse(
        "track", args=[cooperative_here().slug, order.delivery.tracking_token]
    )


def notice_words(
    order: Order, kind: NoticeKind, audience: Audience, channel: Channel, *, name: str, minutes: int = 0
) -> Words:
    """Reads the order's store and delivery. `name` is the recipient's, `minutes` a delay."""
    here = cooperative_here()
    texts = TO_STORE if audience is Audience.STORE else TO_RECIPIENT
    with sent_in(here.locale, here.words), timezone.override(here.zone):
        told = {
            "store": order.store.name,
            "number": order.number,
            "name": name,
            "time": time_format(timezone.localtime(order.promised_at), "H:i"),
            "minutes": minutes,
        }
        said = gettext(texts[kind]) % told
        if audience is Audience.STORE:
            return Words(said[:200], said[:LONGEST])
        follow = gettext(FOLLOW) % {"url": track_url(order)}
        if channel is Channel.SMS:
            return Words("", f"{said} {follow}"[:LONGEST])
        return Words(said[:200], f"{said}\n\n{follow}\n\n{gettext(NO_MORE)}\n\n{here.name}"[:LONGEST])
