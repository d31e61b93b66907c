"""What a phone is told: only that stops came or went, and only where it may be sent."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TypeAlias
from urllib.parse import urlsplit

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _

Address: TypeAlias = "IPv4Address | IPv6Address"

LASTS = timedelta(minutes=10)
"""A change older than this is no news: the day page has said it."""
MOST_ATTEMPTS = 6
LONGEST_WAIT_SECONDS = 300
LONGEST_ENDPOINT = 1000
NAT64 = IPv6Network("64:ff9b::/96")


class Change(StrEnum):
    """A delivery became the courier's, or is theirs no more; a dispatcher says something, or answered a suggestion."""

    NEW = "new"
    GONE = "gone"
    SAID = "said"
    TOLD = "told"


class Outcome(StrEnum):
    """What became of a message: taken by the push service; the phone unsubscribed; to be tried again; of no use."""

    TAKEN = "taken"
    GONE = "gone"
    LATER = "later"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Answer:
    """Of a push service. `retry_after` in seconds, where it said so."""

    outcome: Outcome
    retry_after: int | None = None


def outcome_of(status: int) -> Outcome:
    """RFC 8030 5.2, 7.3, 8.4: 201 is taken, 404 and 410 end the subscription, 429 and 5xx ask for patience.

    A redirect is refused like any other answer: it may lead inside.
    """
    if 200 <= status < 300:
        return Outcome.TAKEN
    if status in (404, 410):
        return Outcome.GONE
    return Outcome.LATER if status == 429 or status >= 500 else Outcome.REFUSED


def retry_in(attempt: int, asked: int | None = None) -> int | None:
    """Seconds until the next attempt after the `attempt`-th (from 1); None when it was the last."""
    if attempt >= MOST_ATTEMPTS:
        return None
    return min(LONGEST_WAIT_SECONDS, max(int(5 * 3 ** (attempt - 1)), asked or 0))


def news(changes: Iterable[tuple[str, Change]], mine: Collection[str]) -> tuple[list[str], list[str]]:
    """From noted changes (delivery, change), oldest first, those that still hold: what came and what went.

    `mine` are the deliveries that are the courier's to do now. What came and went again meanwhile is not told.
    """
    first: dict[str, Change] = {}
    for delivery, change in changes:
        if change is not Change.TOLD:
            first.setdefault(delivery, change)
    came = [delivery for delivery, change in first.items() if change is Change.NEW and delivery in mine]
    went = [delivery for delivery, change in first.items() if change is Change.GONE and delivery not in mine]
    return came, went


def answered(changes: Iterable[tuple[str, Change]]) -> list[str]:
    """Deliveries of which a suggestion was answered, each once."""
    return list(dict.fromkeys(delivery for delivery, change in changes if change is Change.TOLD))


def is_outside(address: Address) -> bool:
    """Whether an address is on the public internet, seen through the ways IPv6 wraps an IPv4 address."""
    if isinstance(address, IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
        if address in NAT64:
            wrapped = IPv4Address(int(address) & 0xFFFFFFFF)
        if wrapped:
            return is_outside(wrapped)
    return address.is_global and not address.is_multicast


def check_endpoint(endpoint: str, *, hosts: Collection[str] = (), loopback: bool = False) -> None:
    """That a message may be sent there at all: https, no address of a private network, a known push service.

    `hosts` are the push services allowed with their subdomains, empty for any; `loopback` lets a test's own
    service be named. The address its name stands for is looked at once more when it is sent. Raises Invalid.
    """
    refused = Invalid(
        "endpoint", _("This is no push service that messages may be sent to."), field="endpoint"
    )
    try:
        parts = urlsplit(endpoint)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise refused from None
    if len(endpoint) > LONGEST_ENDPOINT or parts.username or parts.password or not host:
        raise refused
    try:
        address: Address | None = ip_address(host)
    except ValueError:
        address = None
    if loopback and (host == "localhost" or (address and address.is_loopback)):
        return
    is_inside = host == "localhost" or host.endswith((".localhost", ".local", ".internal")) or "." not in host
    if parts.scheme != "https" or (not is_outside(address) if address else is_inside):
        raise refused
    if hosts and not any(host == one or host.endswith(f".{one}") for one in hosts):
        raise refused
