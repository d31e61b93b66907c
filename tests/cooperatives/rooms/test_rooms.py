"""The treasurer's rooms of the books over HTTP: whose they are, and everything a year's end asks for."""

from datetime import date

import pytest

from cooperatives.domain.roles import Role
from cooperatives.models import BankLine, Entry, Line
from cooperatives.services.banking import add_bank_account, import_statements
from cooperatives.services.founding import grant_role
from deliveries.services.carrying import complete_task
from deliveries.services.dispatching import adopt_plan
from tests.conftest import PLATFORM, make_cooperative, placed
from tests.cooperatives.conftest import IBAN, SPRING, camt, entered, movement
from tests.cooperatives.rooms.conftest import BOOKS, YEAR_2025, table


def test_a_delivered_order_is_a_sale_of_its_stores_activity_and_owed_by_the_store(
    roue, login, now, monkeypatch
):
    monkeypatch.undo()
    order = placed(roue, now)
    with roue.inside():
        adopt_plan(
            delivery_id=order.delivery.pk,
            courier_id=roue.courier_id,
            seen_courier_id=None,
            by=roue.by("bruno"),
            at=now,
        )
        for kind in ("pickup", "dropoff"):
            task = order.delivery.tasks.get(kind=kind)
            complete_task(task_id=task.pk, courier_id=roue.courier_id, by=roue.by("alma"), at=now)
        lines = Line.objects.filter(entry__source_key=f"order:{order.pk}")
        told = {line.account.code: (line.section, line.auxiliary) for line in lines.select_related("account")}
        entry = lines[0].entry
    assert told == {
        "706": ("meals", ""),
        "4181": ("", f"C{roue.store_id.hex[-10:].upper()}"),
        "44587": ("", ""),
    }
    theo = login(roue.theo)
    assert "Pizzeria Lucia" in theo.get(f"{BOOKS}entries/{entry.pk}/").text
    assert "Meals" in theo.get(f"{BOOKS}margin/").text


def test_the_margin_of_a_section_and_of_its_hours(books_2025, login):
    rows = table(login(books_2025.theo), f"{BOOKS}margin/{YEAR_2025}&csv=1")
    assert [(row["section"], row["income"], row["expense"], row["margin"]) for row in rows] == [
        ("meals", "3000.00", "2000.00", "1000.00"),
        ("", "0.00", "500.00", "-500.00"),
    ]


def test_a_year_is_closed_from_its_page_and_its_file_taken(books_2025, login):
    theo = login(books_2025.theo)
    assert "Close the books of 2025" in theo.get(f"{BOOKS}years/").text
    assert "SIREN or SIRET first" in theo.get(f"{BOOKS}years/2025/fec/", follow=True).text
    refused = theo.post(f"{BOOKS}years/registration/", {"registration_number": "123"})
    assert (refused.status_code, "fails its check" in refused.text) == (422, True)
    theo.post(f"{BOOKS}years/registration/", {"registration_number": "732 829 320"})
    assert "The books of 2025 are closed." in theo.post(f"{BOOKS}years/2025/close/", follow=True).text
    assert theo.get(f"{BOOKS}years/2025/fec/?pay=centralised").content.startswith(b"JournalCode\tJournalLib")
    assert theo.get(f"{BOOKS}years/1999/fec/").status_code == 404
    assert theo.post(f"{BOOKS}years/1999/close/").status_code == 404


ROOMS = ("", "entries/new/", "trial-balance/", "ledger/", "balance-sheet/", "income/", "bank/", "vat/",
         "accounts/", "margin/", "years/")  # fmt: skip


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_is_for_those_who_keep_the_books(books_2025, autre, login, room):
    for person, status in (("theo", 200), ("nour", 200), ("alma", 404), ("bruno", 404), ("rosa", 404)):
        assert login(books_2025.users[person]).get(BOOKS + room).status_code == status
    assert login(autre.chloe).get(BOOKS + room).status_code == 404


def test_another_co_ops_treasurer_opens_no_entry_and_no_movement_of_ours(books_2025, autre, login):
    with autre.inside():
        grant_role(user=autre.chloe, role=Role.TREASURER, started_on=date(2025, 1, 1), by=PLATFORM)
    add_bank_account(iban=IBAN, name="Bank", account_code="512", by=PLATFORM, at=SPRING)
    import_statements(content=camt(movement("5.00"), closing="105.00"), by=PLATFORM, at=SPRING)
    entry, line = Entry.objects.first(), BankLine.objects.get()
    chloe, theirs = login(autre.chloe), "/c/autre/books/"
    assert chloe.get(theirs).status_code == 200
    for path in (f"entries/{entry.pk}/", f"bank/movements/{line.pk}/"):
        assert chloe.get(theirs + path).status_code == 404
    for path in (
        f"entries/{entry.pk}/reverse/",
        *(f"bank/movements/{line.pk}/{do}/" for do in ("match", "book", "unmatch")),
    ):
        assert chloe.post(theirs + path, {"account_code": "512", "ids": ""}).status_code == 404
    with autre.inside():
        assert Entry.objects.count() == 0


@pytest.mark.parametrize("country", ["BE", "FI"])
def test_a_co_op_elsewhere_keeps_its_books_by_its_own_chart(db, now, login, country):
    cast = make_cooperative("ailleurs", "Ailleurs", {"theo": Role.TREASURER}, now, country=country)
    theo = login(cast.theo)
    for room in ROOMS:
        assert theo.get(f"/c/ailleurs/books/{room}").status_code == 200
    page = theo.get("/c/ailleurs/books/accounts/").text
    assert ("Plan comptable minimum normalisé" in page) == (country == "BE")
    assert "FEC" not in theo.get("/c/ailleurs/books/years/").text
    assert "file of French law" in theo.get("/c/ailleurs/books/years/2025/fec/", follow=True).text


@pytest.mark.parametrize(
    ("room", "most"),
    [("", 9), ("trial-balance/", 11), ("ledger/?account=411&first=2025-01-01&last=2025-12-31", 12),
     ("balance-sheet/", 13), ("income/", 8), ("margin/", 8), ("vat/?period=2025-06", 22), ("bank/", 19),
     ("years/", 14)],
)  # fmt: skip
def test_three_times_the_entries_ask_no_more_of_the_database(
    books_2025, login, django_assert_max_num_queries, room, most
):
    add_bank_account(iban=IBAN, name="Bank", account_code="512", by=PLATFORM, at=SPRING)
    theo = login(books_2025.theo)
    for day in (1, 2, 3):
        entered(date(2025, 6, day), ("411", 1_200, f"C{day}"), ("706", -1_000), ("44571", -200))
        content = camt(movement(f"{day}.00"), reference=str(day), closing=f"{100 + day}.00")
        import_statements(content=content, by=PLATFORM, at=SPRING)
        with django_assert_max_num_queries(most):
            assert theo.get(BOOKS + room).status_code == 200
