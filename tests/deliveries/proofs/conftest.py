"""Photos as phones take them, and deliveries to prove."""

import io
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from deliveries.domain.proof import Need
from deliveries.models import Order
from deliveries.services.carrying import complete_task
from deliveries.services.dispatching import adopt_plan
from deliveries.services.proofs import Sent
from tests.conftest import PLATFORM, placed

GPS = 0x8825


def photo(
    size: tuple[int, int] = (640, 480), kind: str = "JPEG", colour: str = "orange", **more: Any
) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **more)
    return out.getvalue()


def photo_of_a_phone(size: tuple[int, int] = (400, 300)) -> bytes:
    """Held upright: the sensor's picture lies on its side, its left half red; and it says where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Fairphone"
    exif.get_ifd(GPS).update({1: "N", 2: (43.0, 44.0, 1.0), 3: "E", 4: (7.0, 25.0, 1.0)})
    picture = Image.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, quality=95)
    return out.getvalue()


def sent(cast: Any, now: Any, **changes: Any) -> Sent:
    facts = {"file_id": uuid4(), "courier_id": cast.courier_id, "kind": Need.PHOTO, "taken_at": now}
    return Sent(**facts | changes)


@pytest.fixture
def at_the_door(roue: Any, now: Any) -> Callable[..., Any]:
    """An order that Alma has picked up; returns it with its drop-off's id."""

    def carried(cast: Any = roue, **changes: Any) -> tuple[Any, Any]:
        order = placed(cast, now, **changes)
        with cast.inside():
            adopt_plan(
                delivery_id=order.delivery.pk,
                courier_id=cast.courier_id,
                seen_courier_id=None,
                by=PLATFORM,
                at=now,
            )
            pickup, dropoff = order.delivery.tasks.order_by("-kind")
            complete_task(task_id=pickup.pk, courier_id=cast.courier_id, by=PLATFORM, at=now)
        return order, dropoff.pk

    return carried


@pytest.fixture
def deliver(roue: Any, at_the_door: Any, now: Any) -> Callable[..., Any]:
    """A delivery with the proof given; returns its order."""

    def done(given: Any = None, cast: Any = roue, at: Any = now, **changes: Any) -> Any:
        order, dropoff = at_the_door(cast, **changes)
        with cast.inside():
            complete_task(task_id=dropoff, courier_id=cast.courier_id, by=PLATFORM, at=at, given=given)
            return Order.objects.select_related("delivery").get(pk=order.pk)

    return done
