"""The whole story table over HTTP: one order, from Rosa's kitchen to a published statistic.

Everyone logs in with their password and works from their page; between the steps the relay runs what follows,
and the calendar is turned. Chloé, of the other co-op, looks for it all the way and finds nothing.
"""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils.html import escape

from cooperatives.domain.charts import Role as Account
from cooperatives.queries.books import entry_of
from cooperatives.services.entering import enter_by_hand
from coopplatform.journal import relay
from deliveries.models import Delivery, Order
from federation.services.admitting import admit_cooperative
from members.models import CreditedDelivery, PayRun, WorkRecord
from tests.conftest import PASSWORD
from tests.deliveries.web.conftest import monaco  # noqa: F401 -- a fixture: the town
from tests.federation.conftest import federation  # noqa: F401 -- a fixture: three other co-ops

LUNCH = datetime(2026, 10, 14, 10, 0, tzinfo=UTC)
HERE = "/c/roue-libre"


@pytest.fixture
def now() -> datetime:
    """A Wednesday of October, before lunch."""
    return LUNCH


class Person:
    """A browser with someone in front of it."""

    def __init__(self, cast: Any, name: str) -> None:
        self.client = Client(headers={"Accept-Language": "en"})
        email = f"{name}@{cast.slug}.example"
        answer = self.client.post("/accounts/login/", {"login": email, "password": PASSWORD}, follow=True)
        assert answer.status_code == 200, answer.redirect_chain
        assert answer.context["user"].email == email

    def get(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return str(answer.text)

    def post(self, path: str, data: dict[str, Any] | None = None) -> Any:
        answer = self.client.post(path, data or {}, follow=True)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer


def react(cast: Any) -> None:
    """The relay has followed the journal."""
    relay.read_on(cast.cooperative.pk, is_settled_only=False)


def test_one_delivery_from_the_kitchen_to_the_statistic(roue, autre, monaco, federation, now):  # noqa: F811
    with time_machine.travel(now, tick=True) as clock:
        # order and price: told before sending, frozen with it
        rosa = Person(roue, "rosa")
        typed = {
            "who": "Mme Rossi · 06 12 45 80 17",
            "address": "14 rue Grimaldi",
            "bags": "2",
            "ready_in": "15",
        }
        quote = rosa.client.post(f"{HERE}/stores/{roue.store_id}/quote/", typed | {"key": "form"}).text
        assert "€5.04" in quote
        progress = rosa.post(f"{HERE}/stores/{roue.store_id}/", typed | {"key": "form"})
        assert "Waiting for a courier" in progress.text
        with roue.inside():
            order = Order.objects.get()
            delivery = Delivery.objects.get()
            link = f"{HERE}/track/{delivery.tracking_token}/"
            assert order.quote.total_cents == 504

        # dispatch: the suggestion with its reason, adopted by a person
        bruno = Person(roue, "bruno")
        assert "min away; ready in" in bruno.get(f"{HERE}/board/list/")
        choice = {"delivery": delivery.pk, "courier": roue.courier_id, "seen": ""}
        bruno.post(f"{HERE}/board/assign/", choice)

        # carry: taken, arrived, picked up, arrived, delivered; the recipient follows by the link
        alma, stranger = Person(roue, "alma"), Client(headers={"Accept-Language": "en"})
        clock.shift(15 * 60)
        for _press in range(5):
            assert stranger.get(link).status_code == 200
            following = alma.client.get(f"{HERE}/day/").context["next"]
            step = following["url"].removeprefix("day-")
            alma.post(f"{HERE}/day/{step}/", {"task": [task.pk for task in following["together"]]})
            clock.shift(4 * 60)
        assert "Delivered" in stranger.get(link).text
        react(roue)
        with roue.inside():
            assert CreditedDelivery.objects.get().delivery == delivery.pk

        # book: the entry with the fact behind it
        theo = Person(roue, "theo")
        books = theo.get(f"{HERE}/books/")
        with roue.inside():
            entry = entry_of(f"order:{order.pk}")
            assert entry is not None
        assert escape(entry.label) in books
        assert f"/receipts/{order.pk}/" in books
        clock.move_to(LUNCH.replace(hour=14))
        alma.post(f"{HERE}/day/clock/")

        # the hours are closed by both sides: Alma clocked out, Bruno confirms
        with roue.inside():
            record = WorkRecord.objects.get()
        Person(roue, "bruno").post(f"{HERE}/roster/records/{record.pk}/confirm/")

        # wages: computed by one, approved by another, read by the one who earned them
        clock.move_to(datetime(2026, 11, 4, 9, tzinfo=UTC))
        theo, nour = Person(roue, "theo"), Person(roue, "nour")
        assert "€70.00" in theo.post(f"{HERE}/pay/", {"month": "2026-10-01"}).text
        with roue.inside():
            run = PayRun.objects.get()
        assert "approved by Nour" in nour.post(f"{HERE}/pay/{run.pk}/approve/").text
        alma = Person(roue, "alma")
        assert "€70.00" in alma.get(f"{HERE}/me/")

        # statistics: the co-op sees what its month comes to, and shares it
        with federation.cast.inside():
            admit_cooperative(
                slug=roue.slug, on=now.date(), by=federation.cast.by("rui"), at=datetime.now(UTC)
            )
        federation.share()
        leaving = nour.get(f"{HERE}/federation/figures/?month=2026-10")
        assert "Deliveries, meals" in leaving
        assert "€70.00" in leaving
        shared = nour.post(f"{HERE}/federation/figures/share/", {"month": "2026-10"}).text
        assert "Shared with the federation." in shared

        # the quarter is over: the federation looks at the draft and publishes what hides each of them
        clock.move_to(datetime(2027, 1, 20, 9, tzinfo=UTC))
        fatou = Person(federation.cast, "fatou")
        draft = fatou.get("/c/federation/members/draft/?period=2026-Q4")
        assert "Publish version 1" in draft
        published = fatou.post("/c/federation/members/publish/", {"period": "2026-Q4"}).text
        assert "Published. Everybody can read it." in published
        public = stranger.get("/federation/statistics/").text
        assert "4th quarter 2026, 4 cooperatives" in public
        for member in ("Helsinki", "La Roue Libre", "Monaco", "Vaduz"):
            assert member in public
        assert "Provisional: a month of a member is still missing." in public
        assert stranger.get("/federation/statistics/2026-Q4/1/indicators.csv").status_code == 200

        # surplus: the year is closed and shared, by the rule and the hours
        with roue.inside():
            enter_by_hand(
                fact="parcels-of-december",
                label="Parcels of December",
                amounts={Account.BANK: 200_000, Account.SALES: -200_000},
                posted_on=date(2026, 12, 31),
                by=roue.by("theo"),
                at=datetime.now(UTC),
            )
        theo = Person(roue, "theo")
        assert "Adopt this allocation" in theo.post(f"{HERE}/surplus/2026/close/").text
        assert "€1\u00a0934.20</span> shared" in theo.post(f"{HERE}/surplus/2026/adopt/").text
        assert "Surplus of 2026" in Person(roue, "alma").get(f"{HERE}/me/")

        # and Chloé, who may do all this at home, sees none of it
        chloe = Person(autre, "chloe")
        for path in (
            "board/",
            f"stores/{roue.store_id}/",
            "books/",
            "pay/",
            "surplus/2026/",
            "me/",
            "today/",
        ):
            assert chloe.client.get(f"{HERE}/{path}").status_code == 404
        assert "14 Rue Grimaldi" not in chloe.get("/c/autre/board/list/")
