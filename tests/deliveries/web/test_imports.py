"""A file of orders: read and checked first, ordered line by line and once, and what failed given back."""

import csv
import io
import threading
from datetime import UTC, date, datetime, time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from openpyxl import Workbook

from coopplatform.kernel.errors import Invalid, NotAllowedNow
from deliveries.adapters.sheets import rows_of
from deliveries.models import ImportLine, Order, OrderImport
from deliveries.services.importing import carry_on_import, check_import, start_import
from deliveries.tasks import import_orders
from tests.conftest import PLATFORM
from tests.downloads import downloaded

HEADER = "name;phone;address;note;bags"
GOOD = "Mme Rossi;+33 6 12 45 80 17;14 rue Grimaldi;Sonner;2"
BAD = ";;14 rue Grimaldi;;1", "M. Blanc;;rue de nulle part;;1", "M. Noir;;14 rue Grimaldi;;99"


def sheet(*lines, header=HEADER):
    return "\n".join([header, *lines]).encode()


def page(cast, name, *more):
    return reverse(name, args=[cast.slug, cast.store_id, *more])


@pytest.fixture
def rosa(roue, login, monaco):
    return login(roue.rosa)


def send(roue, rosa, content, name="orders.csv"):
    answer = rosa.post(page(roue, "store-imports"), {"file": SimpleUploadedFile(name, content)})
    return answer, (answer.headers.get("Location") or "").rstrip("/").rpartition("/")[2]


def carried(roue, import_id):
    with roue.inside():
        return carry_on_import(import_id=import_id, by=PLATFORM)


def states(roue):
    with roue.inside():
        return dict(ImportLine.objects.values_list("number", "state"))


def test_a_file_is_checked_then_ordered_and_the_failed_lines_come_back(roue, rosa):
    answer, sent = send(roue, rosa, sheet(GOOD, *BAD))
    assert answer.status_code == 302
    assert states(roue) == {2: "waiting", 3: "failed", 4: "waiting", 5: "waiting"}
    shown = rosa.get(page(roue, "store-import", sent)).content.decode()
    assert "Order 3 lines" in shown
    assert "Nothing stands under" in shown
    rosa.post(page(roue, "store-import-start", sent))
    assert carried(roue, sent) == 3
    assert states(roue) == {2: "ordered", 3: "failed", 4: "failed", 5: "failed"}
    with roue.inside():
        order = Order.objects.get()
        task = order.delivery.tasks.get(kind="dropoff")
        assert (task.name, task.phone, task.address, order.bags) == (
            "Mme Rossi",
            "+33 6 12 45 80 17",
            "14 Rue Grimaldi",
            2,
        )
        assert OrderImport.objects.get().state == "done"

    back = downloaded(rosa.get(page(roue, "store-import-failed", sent)))
    unknown = "address: This address is not known here: correct it, or give its latitude and longitude."
    assert list(csv.reader(back.splitlines())) == [
        ["name", "phone", "address", "note", "bags", "what is wrong"],
        ["", "", "14 rue Grimaldi", "", "1", "name: Nothing stands under “name”."],
        ["M. Blanc", "", "rue de nulle part", "", "1", unknown],
        ["M. Noir", "", "14 rue Grimaldi", "", "99", "bags: Between 1 and 20 bags, please."],
    ]
    corrected = back.replace(",99,", ",2,").replace("rue de nulle part", "16 rue Grimaldi")
    _answer, again = send(roue, rosa, corrected.encode())
    rosa.post(page(roue, "store-import-start", again))
    carried(roue, again)
    with roue.inside():
        assert Order.objects.count() == 3
    once_more = downloaded(rosa.get(page(roue, "store-import-failed", again)))
    assert once_more.splitlines()[0] == "name,phone,address,note,bags,what is wrong"


def test_the_worker_orders_what_was_started_and_nothing_else(roue, rosa):
    _answer, sent = send(roue, rosa, sheet(GOOD))
    assert import_orders(cooperative_id=roue.cooperative.pk, import_id=sent) == 0
    rosa.post(page(roue, "store-import-start", sent))
    assert import_orders(cooperative_id=roue.cooperative.pk, import_id=sent) == 1
    assert import_orders(cooperative_id=roue.cooperative.pk, import_id=sent) == 0
    with roue.inside(), pytest.raises(NotAllowedNow):
        start_import(import_id=sent, by=PLATFORM, at=datetime.now(UTC))


def test_two_workers_share_the_lines_and_order_each_once(transactional_db, roue, monaco, now):
    with roue.inside():
        sent = check_import(
            store_id=roue.store_id, name="x.csv", content=sheet(*[GOOD] * 12), by=PLATFORM, at=now
        )
        start_import(import_id=sent.pk, by=PLATFORM, at=now)
    done = []

    def work():
        try:
            done.append(carried(roue, sent.pk))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with roue.inside():
        assert (sum(done), Order.objects.count()) == (12, 12)
        assert OrderImport.objects.get().state == "done"


def test_the_same_file_again_is_said_before_it_is_ordered(roue, rosa):
    _answer, first = send(roue, rosa, sheet(GOOD))
    rosa.post(page(roue, "store-import-start", first))
    _answer, second = send(roue, rosa, sheet(GOOD), name="other.csv")
    assert "The very same file was ordered" in rosa.get(page(roue, "store-import", second)).content.decode()
    rosa.post(page(roue, "store-import-discard", second))
    assert rosa.get(page(roue, "store-import", second)).status_code == 404


def test_a_spreadsheet_is_read_with_its_own_days_and_numbers(roue, rosa):
    book = Workbook()
    for row in (
        ("Nom", "Adresse", "Date", "Prête à", "Colis"),
        ("Mme Rossi", "14 rue Grimaldi", date(2026, 3, 27), time(18, 30), 2.0),
        (None, None, None, None, None),
    ):
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    assert rows_of("orders.xlsx", buffer.getvalue(), most=10) == [
        ["Nom", "Adresse", "Date", "Prête à", "Colis"],
        ["Mme Rossi", "14 rue Grimaldi", "2026-03-27", "18:30", "2"],
    ]
    answer, _sent = send(roue, rosa, buffer.getvalue(), name="orders.xlsx")
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02", "neither CSV nor XLSX"),
        (b"PK\x03\x04 no zip", "neither CSV nor XLSX"),
        (b"name\nMme Rossi", "address is missing"),
        (b"name,address", "and no order"),
        (b"name,address,rue\nx,y,z", "Two columns mean the same"),
        (b"x" * 5_000_001, "up to 5 MB"),
        (("name,address\n" + "x,y\n" * 10_001).encode(), "up to 10000 lines"),
    ],
)
def test_a_file_that_is_no_sheet_of_orders_is_refused_with_what_to_do(roue, rosa, content, words):
    answer, _sent = send(roue, rosa, content)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    with roue.inside():
        assert OrderImport.objects.count() == 0


def test_ten_thousand_lines_are_checked_and_their_three_hundred_bad_ones_found(roue, monaco, now):
    lines = [BAD[0] if number % 33 == 0 else GOOD for number in range(9_900)]
    with roue.inside():
        check_import(store_id=roue.store_id, name="x.csv", content=sheet(*lines), by=PLATFORM, at=now)
        assert ImportLine.objects.filter(state="failed").count() == 300


def test_accents_of_an_old_spreadsheet_are_read(roue):
    assert rows_of("x.csv", "Prénom;Téléphone\nZoé;1".encode("cp1252"), most=5)[0] == ["Prénom", "Téléphone"]


def test_what_our_files_guard_against_formulas_is_read_back(roue):
    with pytest.raises(Invalid):
        rows_of("x.csv", b"\n\n", most=5)
    assert rows_of("x.csv", b"phone\n'+33 6\n'quoted", most=5) == [["phone"], ["+33 6"], ["'quoted"]]
