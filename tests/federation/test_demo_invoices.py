"""The demo's stores are invoiced by the services; four of them each show something else."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cooperatives.domain.roles import Role
from cooperatives.services.banking import add_bank_account
from coopplatform.kernel.geo import Point
from deliveries.models import DebitFile, Invoice
from deliveries.queries.billing import invoicing_details
from deliveries.queries.invoicing import month_plan
from deliveries.services.stores import open_store
from federation.demo.cast import MONACO
from federation.demo.founded import Founded
from federation.demo.invoicing import collect, issue_month, not_paying_yet, set_up_invoicing
from federation.demo.scop import iban
from tests.conftest import PLATFORM, make_cooperative
from tests.conftest import furnish as furnished
from tests.deliveries.invoicing.conftest import delivered, on_day

OCTOBER, TODAY = date(2026, 10, 1), datetime(2026, 11, 25, 11, tzinfo=UTC)


@pytest.fixture
def founded(db):
    """La Roue Libre with Rosa's kitchen and four more, each with a delivery of October."""
    people = {"alma": Role.COURIER, "rosa": Role.STORE_STAFF, "theo": Role.TREASURER}
    facts = {"registration_number": MONACO.registration_number, "address": MONACO.address}
    cast = make_cooperative("small", MONACO.name, people, TODAY, founded_on=date(2025, 1, 1), **facts)
    furnished(cast, "alma", "rosa", "AL", TODAY)
    made = Founded(MONACO, cast.cooperative.pk, cast.cooperative.zone, date(2025, 1, 1))
    made.users = {"theo": cast.theo.pk}
    made.first_store_id = cast.store_id
    with cast.inside():
        add_bank_account(iban=iban(1), name="Banque", account_code="512", by=PLATFORM, at=TODAY)
        stores = [cast.store_id]
        for name in ("A late", "B unknown", "C debited", "D by day"):
            place = Point(43.7341, 7.4181)
            opened = open_store(name=name, address=f"1 rue {name}", point=place, by=PLATFORM, at=TODAY)
            stores.append(opened.pk)
        for turn, store_id in enumerate(stores):
            delivered(cast, on_day(5 + turn), store_id=store_id)
        set_up_invoicing(made, TODAY)
        yield made


def test_the_months_are_invoiced_as_theo_would(founded):
    issue_month(founded, OCTOBER, TODAY)
    issued = {invoice.store.name: invoice for invoice in Invoice.objects.select_related("store")}
    assert sorted(issued) == ["A late", "C debited", "D by day", "Pizzeria Lucia"]
    assert {invoice.issued_on for invoice in issued.values()} == {date(2026, 10, 31)}
    assert (issued["A late"].due_on, issued["C debited"].is_debited) == (date(2026, 11, 11), True)
    assert [one.store.name for one in month_plan(OCTOBER)] == ["B unknown"]
    collect(founded, TODAY)
    assert [made.payments for made in DebitFile.objects.all()] == [1]
    collect(founded, TODAY + timedelta(hours=1))
    assert DebitFile.objects.count() == 1
    silent = {invoice.store.auxiliary for name, invoice in issued.items() if name in ("A late", "C debited")}
    assert silent < not_paying_yet(founded)
    assert len(not_paying_yet(founded)) == 3


def test_the_co_ops_paper_is_filled_in_from_what_is_known(founded):
    known = invoicing_details()
    assert (known.vat_number, known.postcode, known.city) == ("FR11123456782", "06240", "Beausoleil")
    assert known.iban == iban(1)
