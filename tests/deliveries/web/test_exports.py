"""Files of orders: every column told, streamed a few rows at a time, each file for those it is for."""

import csv
import io
import tracemalloc
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from coopplatform.web import tables
from coopplatform.web.tables import streamed_xlsx, units
from deliveries.benchmarks.past import orders_of_a_year
from deliveries.domain.incidents import IncidentSaid
from deliveries.queries.exporting import exported_orders
from deliveries.services.board_orders import tag_order
from deliveries.services.incidents import open_incident
from deliveries.web.export_columns import COLUMNS, columns, rows_told
from members.queries.days import day_window
from tests.conftest import placed
from tests.deliveries.web.test_reports import days, delivered
from tests.downloads import downloaded, downloaded_bytes

EXPORTS = "/c/roue-libre/reports/exports/"


def read(response):
    """A file as rows by column."""
    return list(csv.DictReader(io.StringIO(downloaded(response))))


def book_of(response):
    return load_workbook(io.BytesIO(downloaded_bytes(response)))


def sheet_of(response):
    (sheet,) = book_of(response).worksheets
    return sheet


def test_an_order_is_told_in_every_column(roue, login, now):
    order = delivered(roue, now, late=7)
    (row,) = read(login(roue.nour).get(EXPORTS + "orders.csv" + days(now)))
    zone = roue.cooperative.zone
    assert list(row) == [column.name for column in COLUMNS]
    assert row["number"] == "1"
    assert row["store"] == "Pizzeria Lucia"
    assert row["state"] == "delivered"
    assert row["promised"] == f"{order.promised_at.astimezone(zone):%Y-%m-%d %H:%M}"
    assert row["late_minutes"] == "7"
    assert row["courier"] == "AL"
    assert row["recipient"] == "Mme Rossi"
    assert row["km"] == f"{order.delivery.distance_metres / 1000:.3f}"
    assert row["bags"] == "2"
    assert row["price_net"] == f"{order.quote.net_cents / 100:.2f}"
    assert row["price_total"] == f"{order.quote.total_cents / 100:.2f}"
    assert int(row["co2_avoided_low_g"]) < int(row["co2_avoided_g"]) < int(row["co2_avoided_high_g"])


def test_the_lines_before_vat_add_up_to_the_net_price(roue, login, now):
    placed(roue, now, bags=4)
    (row,) = read(login(roue.nour).get(EXPORTS + "orders.csv" + days(now)))
    parts = [row[f"price_{name}"] for name in ("base", "distance", "bags", "other")]
    assert row["price_bags"] == "1.00"
    assert round(sum(map(float, parts)), 2) == float(row["price_net"])
    assert round(float(row["price_net"]) + float(row["vat"]), 2) == float(row["price_total"])


def test_what_has_not_happened_yet_is_left_empty(roue, login, now):
    placed(roue, now)
    (row,) = read(login(roue.nour).get(EXPORTS + "orders.csv" + days(now)))
    empty = ("picked_up", "delivered", "late_minutes", "courier", "consignment", "co2_avoided_g", "failure")
    assert {row[name] for name in empty} == {""}


def test_a_dispatcher_takes_orders_along_without_their_prices(roue, login, now):
    placed(roue, now)
    bruno = login(roue.bruno)
    (row,) = read(bruno.get(EXPORTS + "orders.csv" + days(now)))
    assert [name for name in row if "price" in name or name in ("vat", "currency")] == []
    assert bruno.get(EXPORTS + "lines.csv" + days(now)).status_code == 404
    assert "price_net" not in bruno.get(EXPORTS).text


def test_each_line_of_a_price_stands_in_a_row_of_its_own(roue, login, now):
    order = placed(roue, now)
    rows = read(login(roue.theo).get(EXPORTS + "lines.csv" + days(now)))
    assert [(row["code"], row["amount"]) for row in rows] == [
        (line["code"], f"{line['cents'] / 100:.2f}") for line in order.quote.lines
    ]
    assert rows[-1]["line"] == "VAT"


def test_a_sheet_says_the_same_as_the_csv_with_numbers_and_moments_as_what_they_are(roue, login, now):
    order = delivered(roue, now, late=7)
    nour = login(roue.nour)
    (told,) = read(nour.get(EXPORTS + "orders.csv" + days(now)))
    answer = nour.get(EXPORTS + "orders.xlsx" + days(now))
    assert answer["Content-Disposition"].endswith('.xlsx"')
    head, cells = sheet_of(answer).iter_rows(values_only=True)
    row = dict(zip(head, cells, strict=True))
    assert list(row) == list(told)
    assert (row["number"], row["bags"], row["late_minutes"]) == (1, 2, 7)
    assert (row["price_net"], row["price_total"]) == (
        order.quote.net_cents / 100,
        order.quote.total_cents / 100,
    )
    assert f"{row['promised']:%Y-%m-%d %H:%M}" == told["promised"]
    lines = sheet_of(nour.get(EXPORTS + "lines.xlsx" + days(now)))
    assert next(lines.iter_rows(values_only=True))[4] == "code"
    assert login(roue.bruno).get(EXPORTS + "lines.xlsx" + days(now)).status_code == 404


def test_a_name_is_no_formula_and_what_a_sheet_cannot_hold_is_left_out():
    rows = [("=1+1", "a\x0bb", units(-5), None), ("@sum", "é", units(1230), 2)]
    response = streamed_xlsx("t.xlsx", ["name", "text", "amount", "count"], rows)
    found = list(sheet_of(response).iter_rows(values_only=True))
    assert found[1:] == [("'=1+1", "ab", -0.05, None), ("'@sum", "é", 12.3, 2)]


def test_a_sheet_shows_as_many_places_as_a_number_has():
    rows = [(units(1230), Decimal(1250).scaleb(-3), Decimal(7))]
    _head, cells = sheet_of(streamed_xlsx("t.xlsx", ["amount", "km", "whole"], rows)).iter_rows()
    assert [(cell.value, cell.number_format) for cell in cells] == [(12.3, "0.00"), (1.25, "0.000"), (7, "0")]


def test_what_is_too_long_for_a_sheet_goes_on_the_next_one(monkeypatch):
    monkeypatch.setattr(tables, "ROWS_OF_A_SHEET", 2)
    book = book_of(streamed_xlsx("t.xlsx", ["n"], ([number] for number in range(5))))
    assert [[row[0] for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets] == [
        ["n", 0, 1],
        ["n", 2, 3],
        ["n", 4],
    ]


def test_tags_and_incidents_stand_beside_the_order(roue, login, now):
    order, quiet = delivered(roue, now, late=7), placed(roue, now)
    with roue.inside():
        tag_order(order_id=order.pk, name="fragile", is_on=True, by=roue.by("bruno"), at=now)
        for reason in ("damaged", "address", "damaged", "address"):
            open_incident(order_id=order.pk, said=IncidentSaid(reason), by=roue.by("bruno"), at=now)
    rows = {row["number"]: row for row in read(login(roue.nour).get(EXPORTS + "orders.csv" + days(now)))}
    told = [
        (row["tags"], row["incidents"], row["incident_kinds"], row["last_incident"]) for row in rows.values()
    ]
    assert told == [("fragile", "4", "damaged; address", "address"), ("", "0", "", "")]
    store = f"/c/roue-libre/stores/{roue.store_id}/orders/export/"
    (first, _second) = read(login(roue.rosa).get(store + days(now)))
    assert "tags" not in first
    assert first["incidents"] == "4"
    assert quiet.number == 2


def test_a_store_takes_its_own_orders_along_without_the_courier(roue, autre, login, now):
    placed(roue, now)
    rosa = login(roue.rosa)
    address = f"/c/roue-libre/stores/{roue.store_id}/orders/export/"
    assert f'href="{address}"' in rosa.get(f"/c/roue-libre/stores/{roue.store_id}/orders/").text
    assert "What stands in it" in rosa.get(address).text
    (row,) = read(rosa.get(address + days(now)))
    assert row["recipient"] == "Mme Rossi"
    assert "courier" not in row
    assert "price_total" in row
    sheet = sheet_of(rosa.get(f"{address}{days(now)}&as=xlsx"))
    assert [cells[0] for cells in sheet.iter_rows(values_only=True)] == ["number", 1]
    assert login(autre.sam).get(address + days(now)).status_code == 404


def test_days_that_make_no_sense_lead_back_to_the_page_that_says_so(roue, login):
    wrong = "?first=2026-11-02&last=2026-11-01"
    answer = login(roue.nour).get(EXPORTS + "orders.csv" + wrong, follow=True)
    assert answer.status_code == 422
    assert "The period ends before it begins." in answer.text
    store = f"/c/roue-libre/stores/{roue.store_id}/orders/export/"
    assert login(roue.rosa).get(store + wrong).status_code == 422


def test_the_page_explains_every_column(roue, login):
    page = login(roue.nour).get(EXPORTS).text
    for column in columns(with_money=True):
        assert f"<dt>{column.name}</dt>" in page


@pytest.mark.django_db
def test_memory_does_not_grow_with_the_rows(roue, now):
    """Five queries for 500 rows, and the peak of two thousand orders is that of one thousand."""
    zone = roue.cooperative.zone
    with roue.inside():
        orders_of_a_year(2000, last=now.date(), store_ids=[roue.store_id], courier_ids=[roue.courier_id])
        window = day_window(now.date() - timedelta(366), now.date(), zone)

        def peak(rows):
            told = rows_told(COLUMNS, exported_orders(window), zone)
            tracemalloc.start()
            for _number in range(rows):
                next(told)
            found = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            return found

        few, many = peak(1000), peak(2000)
        with CaptureQueriesContext(connection) as seen:
            assert sum(1 for _row in exported_orders(window)) == 2000
    assert many < 1.2 * few
    assert len(seen) == 1 + 5 * 4 + 1


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("nour", "/c/roue-libre/reports/"),
        ("nour", "/c/roue-libre/reports/stores/"),
        ("nour", "/c/roue-libre/reports/co2/"),
        ("nour", "/c/roue-libre/reports/when/"),
        ("nour", "/c/roue-libre/reports/hours/"),
        ("theo", "/c/roue-libre/invoices/list.csv"),
    ],
)
def test_every_report_and_the_list_of_invoices_come_as_a_sheet_too(roue, login, now, who, address):
    delivered(roue, now)
    person, asked = login(getattr(roue, who)), f"{address}{days(now)}&csv=1"
    rows = list(csv.reader(io.StringIO(person.get(asked).text)))
    sheet = list(sheet_of(person.get(f"{asked}&as=xlsx")).iter_rows(values_only=True))
    assert [str(cell) for cell in sheet[0]] == rows[0]
    assert (len(sheet), len(rows) > 0) == (len(rows), True)
