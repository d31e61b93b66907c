"""What recipients and stores are told of an order: which events, by which way, how often, and what a text costs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _
from deliveries.domain.lifecycle import OrderState

FRESH = timedelta(minutes=10)
"""What happened before is no news: a replay sends nothing."""
LASTS = timedelta(minutes=45)
"""So long a notice may wait for its service; then it is given up."""
STUCK = timedelta(minutes=5)
MOST_TRIES = 5
WAITS_SECONDS = (30, 120, 300, 900)
SOON_MINUTES = 6

_GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = set("^{}\\[~]|€")


class NoticeKind(StrEnum):
    ON_THE_WAY = "on_the_way"
    SOON = "soon"
    DELIVERED = "delivered"
    DELAYED = "delayed"
    FAILED = "failed"
    INCIDENT = "incident"
    CANCELLED = "cancelled"


class Audience(StrEnum):
    RECIPIENT = "recipient"
    STORE = "store"


class Channel(StrEnum):
    SMS = "sms"
    EMAIL = "email"


class Outcome(StrEnum):
    """What became of a message: taken; to be tried again; refused for good; nobody can say, so it is not repeated."""

    TAKEN = "taken"
    LATER = "later"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """Of a service, with why it did not take it."""

    outcome: Outcome
    why: str = ""


@dataclass(frozen=True, slots=True)
class Sms:
    """`to` with its country code; `reference` is the same for the same message."""

    to: str
    text: str
    reference: str


@dataclass(frozen=True, slots=True, order=True)
class Way:
    """Whom an event is told to, and how."""

    kind: NoticeKind
    audience: Audience
    channel: Channel

    def __str__(self) -> str:
        return f"{self.kind}:{self.audience}:{self.channel}"

    @classmethod
    def parse(cls, text: str) -> "Way":
        """Raises Invalid for what nobody offers."""
        try:
            kind, audience, channel = text.split(":")
            way = cls(NoticeKind(kind), Audience(audience), Channel(channel))
        except ValueError as wrong:
            raise Invalid("unknown_notice", _("This notice is unknown: choose among those shown.")) from wrong
        if way not in OFFERED:
            raise Invalid("unknown_notice", _("This notice is unknown: choose among those shown."))
        return way


OFFERED = frozenset(
    Way(kind, audience, channel)
    for kind in NoticeKind
    for audience in Audience
    for channel in Channel
    if not (kind is NoticeKind.INCIDENT and audience is Audience.RECIPIENT)
)
"""What is wrong inside is the store's to know; a recipient hears of a delay, a failure, a cancellation."""

HOLDS: dict[NoticeKind, frozenset[OrderState]] = {
    NoticeKind.ON_THE_WAY: frozenset({OrderState.PICKED_UP}),
    NoticeKind.SOON: frozenset({OrderState.PICKED_UP}),
    NoticeKind.DELIVERED: frozenset({OrderState.DELIVERED}),
    NoticeKind.DELAYED: frozenset({OrderState.PLACED, OrderState.DISPATCHED, OrderState.PICKED_UP}),
    NoticeKind.FAILED: frozenset({OrderState.FAILED}),
    NoticeKind.INCIDENT: frozenset(OrderState),
    NoticeKind.CANCELLED: frozenset({OrderState.CANCELLED}),
}
"""In which states of its order a notice is still true: a tap taken back tells nobody."""


def ways_from(stored: Iterable[str]) -> frozenset[Way]:
    return frozenset(Way.parse(text) for text in stored)


def wait_after(tries: int) -> int | None:
    """Seconds until the next try after so many (from 1); None after the last."""
    return WAITS_SECONDS[tries - 1] if 0 < tries < MOST_TRIES else None


def segments(text: str) -> int:
    """How many messages of the network a text is: 160 letters of the GSM alphabet, or 70 of any, less when joined."""
    if set(text) <= _GSM | _GSM_TWICE:
        length, single, joined = len(text) + sum(letter in _GSM_TWICE for letter in text), 160, 153
    else:
        length, single, joined = len(text.encode("utf-16-le")) // 2, 70, 67
    return 1 if length <= single else -(-length // joined)
