"""Alma rides with an order of Rosa's; something is other than it should be."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from deliveries.models import Incident, Order
from deliveries.services.dispatching import adopt_plan
from tests.conftest import PLATFORM, Cast, placed
from tests.deliveries.pricing.conftest import Office, by_zone, office  # noqa: F401 -- fixtures


@dataclass
class Ride:
    """An order that Alma has to carry, seen from her phone."""

    cast: Cast
    order: Order
    client: Client
    now: Any
    device: str
    number: int = 0

    def stop(self, kind: str = "dropoff") -> UUID:
        with self.cast.inside():
            pk: UUID = self.order.delivery.tasks.get(kind=kind).pk
        return pk

    def tap(
        self, kind: str, *, stop: str = "dropoff", key: str = "", minutes_ago: int = 0, **more: Any
    ) -> Any:
        """The answer to one tap, as her phone sends it."""
        self.number += 1
        tapped = self.now - timedelta(minutes=minutes_ago)
        tap = {"key": key or str(uuid4()), "number": self.number, "kind": kind, "at": tapped.isoformat()}
        batch = {
            "courier": str(self.cast.courier_id),
            "device": self.device,
            "sent_at": self.now.isoformat(),
            "oldest": self.number,
            "taps": [tap | {"subject": str(self.stop(stop)), **more}],
        }
        url = reverse("api-taps", args=[self.cast.slug])
        answer = self.client.post(url, batch, content_type="application/json")
        return answer.json()["results"][0]

    def send_photo(self, file_id: str, content: bytes) -> int:
        url = reverse("api-proof-file", args=[self.cast.slug, file_id])
        at = self.now.isoformat().replace("+", "%2B")
        return self.client.put(f"{url}?kind=photo&at={at}", content, content_type="image/jpeg").status_code

    def incident(self) -> Incident:
        with self.cast.inside():
            return Incident.objects.select_related("order").get(order=self.order)

    def fresh(self) -> Order:
        with self.cast.inside():
            return Order.objects.select_related("quote", "price_change", "delivery").get(pk=self.order.pk)


@pytest.fixture
def ride(roue: Cast, login: Any, now: Any) -> Callable[..., Ride]:
    def given(cast: Cast = roue, who: str = "alma", **changes: Any) -> Ride:
        order = placed(cast, now, **changes)
        with cast.inside():
            adopt_plan(
                delivery_id=order.delivery.pk,
                courier_id=cast.courier_id,  # type: ignore[arg-type]
                seen_courier_id=None,
                by=PLATFORM,
                at=now,
            )
        return Ride(cast, order, login(cast.users[who]), now, str(uuid4()))

    return given


@pytest.fixture
def url_of(roue: Cast) -> Callable[..., str]:
    """An address of La Roue Libre."""
    return lambda name, *args: reverse(name, args=[roue.slug, *args])
