"""The pages of stores and of those who run the co-op, for every eye and screen: nothing wider than the screen, nothing
axe knows of, and room for a thumb."""

from datetime import time
from typing import Any

import pytest

from deliveries.services.importing import check_import
from deliveries.services.recurring import set_up_recurrence
from deliveries.services.requesting import ask_for_order, set_public_form
from tests.conftest import PLATFORM, new_order, placed
from tests.story.browsers import Open, looks_right

pytestmark = pytest.mark.browser

USUAL = (("en", "light", 1280), ("fr", "dark", 360))
CROSSED = (*USUAL, ("en", "dark", 1280), ("fr", "light", 360))


@pytest.fixture
def store(roue: Any, town: None, now: Any) -> str:
    """Rosa's address, with something on each of its pages."""
    by: dict[str, Any] = {"by": PLATFORM, "at": now}
    order = placed(roue, now)
    with roue.inside():
        set_up_recurrence(
            name="Lunch",
            rule="FREQ=WEEKLY;BYDAY=MO",
            starts_on=now.date(),
            ready_time=time(11, 30),
            new=new_order(roue, now),
            **by,
        )
        sheet = b"name,address\nMme Rossi,14 rue Grimaldi\n,14 rue Grimaldi\n"
        sent = check_import(store_id=roue.store_id, name="orders.csv", content=sheet, **by)
        form = set_public_form(
            store_id=roue.store_id, is_open=True, is_automatic=False, welcome="Bonjour", **by
        )
        ask_for_order(form_token=form.token, new=new_order(roue, now), **by)
    roue.order, roue.sent, roue.form = order.pk, sent.pk, form.token
    return f"/c/{roue.slug}/stores/{roue.store_id}/"


def test_the_order_form_for_every_eye(people: Open, store: str) -> None:
    page = people("rosa", store)
    looks_right(page, store, CROSSED)


@pytest.mark.parametrize(
    "room",
    [
        (
            "orders/",
            "orders/{order}/",
            "orders/{order}/repeat/",
            "orders/{order}/slip/",
            "book/",
            "book/new/",
        ),
        ("recurrences/", "imports/", "imports/{sent}/", "requests/", "people/", "/order/{form}/"),
    ],
)
def test_each_room_of_a_store(people: Open, store: str, roue: Any, room: tuple[str, ...]) -> None:
    page = people("rosa", store)
    for path in room:
        told = path.format(order=roue.order, sent=roue.sent, form=roue.form)
        looks_right(page, f"/c/{roue.slug}{told}" if told.startswith("/") else store + told, USUAL)


def test_what_the_co_op_settles_for_a_store(people: Open, store: str, roue: Any) -> None:
    page = people("nour", f"/c/{roue.slug}/stores/")
    for path in (
        f"/c/{roue.slug}/stores/",
        f"/c/{roue.slug}/stores/new/",
        store + "settings/",
        store + "billing/",
    ):
        looks_right(page, path, USUAL)
