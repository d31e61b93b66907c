"""October 2026 of La Roue Libre, delivered: Rosa's pizzeria with its billing details, and a wok without."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from coopplatform.kernel.geo import Point
from deliveries.domain.invoicing.parties import Party, french_vat_number
from deliveries.domain.invoicing.terms import Terms
from deliveries.models import Invoice, Order
from deliveries.services.billing import HowBilled, set_billing_details, set_invoicing_details
from deliveries.services.carrying import complete_task
from deliveries.services.dispatching import adopt_plan
from deliveries.services.invoicing import issue_invoices
from deliveries.services.stores import open_store
from tests.conftest import PLATFORM, Cast, placed

OCTOBER, LAST = date(2026, 10, 1), date(2026, 10, 31)
NOVEMBER = datetime(2026, 11, 2, 9, tzinfo=UTC)
IBAN, OWN_IBAN = "FR7630006000011234567890189", "FR1420041010050500013M02606"
COOP = Party(
    name="La Roue Libre",
    street="1 boulevard de l'Exemple",
    postcode="06240",
    city="Beausoleil",
    country="FR",
    registration_number="12345678200010",
    vat_number=french_vat_number("123456782"),
    email="compta@roue-libre.example",
    endpoint="0009:12345678200010",
    legal_form="SCOP SARL à capital variable, RCS Nice 123 456 782",
    iban=OWN_IBAN,
    creditor_id="FR72ZZZ123456",
)
LUCIA = Party(
    name="Lucia SARL",
    street="1 rue Grimaldi",
    postcode="06240",
    city="Beausoleil",
    country="FR",
    registration_number="73282932000074",
    vat_number="FR44732829320",
    email="compta@lucia.example",
    endpoint="0009:73282932000074",
    iban=IBAN,
)
MANDATE = HowBilled(is_debited=True, mandate_reference="RUM-LUCIA-1", mandate_signed_on=date(2026, 1, 5))


def delivered(cast: Cast, at: datetime, **changes: Any) -> Order:
    """An order placed, carried by Alma and handed over within the hour."""
    order: Order = placed(cast, at, **changes)
    assert cast.courier_id is not None
    with cast.inside():
        adopt_plan(
            delivery_id=order.delivery.pk,
            courier_id=cast.courier_id,
            seen_courier_id=None,
            by=PLATFORM,
            at=at,
        )
        for minutes, kind in ((16, "pickup"), (24, "dropoff")):
            complete_task(
                task_id=order.delivery.tasks.get(kind=kind).pk,
                courier_id=cast.courier_id,
                by=PLATFORM,
                at=at + timedelta(minutes=minutes),
            )
        order.refresh_from_db()
    return order


def on_day(day: int, hour: int = 11) -> datetime:
    return datetime(2026, 10, day, hour, tzinfo=UTC)


@pytest.fixture
def october(inside: Cast) -> Cast:
    """Three deliveries for Lucia on two days of October; the co-op and Lucia have told how they are billed."""
    assert inside.store_id is not None
    set_invoicing_details(party=COOP, by=PLATFORM, at=NOVEMBER)
    set_billing_details(
        store_id=inside.store_id, party=LUCIA, how=HowBilled(locale="fr"), by=PLATFORM, at=NOVEMBER
    )
    for day, hour, bags in ((5, 11, 2), (5, 18, 4), (20, 12, 3)):
        delivered(inside, on_day(day, hour), bags=bags)
    return inside


@pytest.fixture
def wok(october: Cast) -> Any:
    """Le Petit Wok had one delivery, and nobody knows where to send the bill."""
    store = open_store(
        name="Le Petit Wok", address="2 rue Grimaldi", point=Point(43.7341, 7.4181), by=PLATFORM, at=NOVEMBER
    )
    delivered(october, on_day(21), store_id=store.pk)
    return store


@pytest.fixture
def issue(october: Cast) -> Callable[..., list[Invoice]]:
    """Issue October as the treasurer does; returns what was issued."""

    def made(**changes: Any) -> list[Invoice]:
        facts: dict[str, Any] = {"month": OCTOBER, "issued_on": LAST, "by": PLATFORM, "at": NOVEMBER}
        return list(issue_invoices(**facts | changes).issued)

    return made


@pytest.fixture
def bill(october: Cast) -> Callable[..., Any]:
    """Change how Lucia is billed."""

    def changed(party: Party = LUCIA, **how: Any) -> Any:
        facts: dict[str, Any] = {"terms": Terms(), "locale": "fr"}
        told = HowBilled(**facts | how)
        assert october.store_id is not None
        return set_billing_details(store_id=october.store_id, party=party, how=told, by=PLATFORM, at=NOVEMBER)

    return changed
