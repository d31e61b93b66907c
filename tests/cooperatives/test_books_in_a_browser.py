"""Théo at the year's end, on a desk and on a phone: every room readable by everyone, nothing wider than the screen."""

from datetime import date

import pytest

from cooperatives.models import BankLine, Entry
from cooperatives.services.banking import add_bank_account, import_statements
from tests.conftest import PLATFORM
from tests.cooperatives.conftest import IBAN, SPRING, camt, entered, movement
from tests.story.browsers import PHONE, is_accessible, shows
from tests.story.conftest import nursery, people, stage, web  # noqa: F401 -- fixtures

pytestmark = pytest.mark.browser
BOOKS = "/c/roue-libre/books/"
ROOMS = (
    "?first=2025-01-01&last=2025-12-31",
    "entries/new/",
    "balance-sheet/?on=2025-12-31",
    "income/?first=2025-01-01&last=2025-12-31",
    "trial-balance/?first=2025-01-01&last=2025-12-31",
    "ledger/?account=411&first=2025-01-01&last=2025-12-31",
    "bank/",
    "vat/?period=2025-Q3",
    "accounts/",
    "margin/?first=2025-01-01&last=2025-12-31",
    "years/",
)


def furnish() -> list[str]:
    """A bank statement that waits, and the addresses of one entry and one movement."""
    add_bank_account(iban=IBAN, name="Crédit coopératif", account_code="512", by=PLATFORM, at=SPRING)
    content = camt(
        movement("3600.00", "Pizzeria Lucia SARL", "Livraisons de décembre"),
        movement("-600.00", "SCI du Port", "Loyer"),
        movement("-9.90", "", "Frais de tenue de compte"),
        opening="5000.00",
        closing="7990.10",
    )
    import_statements(content=content, by=PLATFORM, at=SPRING)
    waiting = BankLine.objects.get(amount_cents=360_000)
    return [f"entries/{Entry.objects.latest('recorded_at').pk}/", f"bank/movements/{waiting.pk}/"]


@pytest.mark.parametrize("screen", [{"width": 1280, "height": 900}, PHONE], ids=["desk", "phone"])
def test_theo_finds_his_way_through_the_books(transactional_db, books_2025, people, screen):  # noqa: F811
    entered(date(2025, 8, 4), ("411", 12_000, "C-LUCIA"), ("706", -10_000, "", "parcels"), ("44571", -2_000))
    more = furnish()
    theo = people("theo", BOOKS, viewport=screen)
    for room in (*ROOMS, *more):
        theo.goto(BOOKS + room)
        is_accessible(theo)
    theo.goto(f"{BOOKS}bank/")
    theo.get_by_role("button", name="Match", exact=True).first.click()
    shows(theo, "Matched.")
    is_accessible(theo)
