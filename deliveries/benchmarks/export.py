"""A year of orders as a file over HTTP, with the memory of the web processes; then each report's page."""

import http.client
import os
import time
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any
from zipfile import ZipFile

from django.utils import timezone

from cooperatives.domain.roles import Role
from cooperatives.models import User
from cooperatives.services.founding import grant_role
from coopplatform.embedded.process import Proc
from coopplatform.kernel.geo import Point
from coopplatform.tenancy.own_database import analyse, own_database
from coopplatform.tenancy.scope import scope
from deliveries.benchmarks.ground import BENCH, addresses, found, logged_in
from deliveries.benchmarks.orders import served
from deliveries.benchmarks.past import DAYS, orders_of_a_year
from deliveries.services.stores import open_store
from members.benchmarks.crew import crew_of_a_year

STORES, COURIERS, HOURS = 40, 12, 6
REPORTS = ("", "stores/", "hours/", "co2/", "when/", "exports/")
ROUNDS = 5
READ_BYTES = 1 << 16
ROW = b"<row "


def export(rows: int, kind: str = "csv") -> dict[str, Any]:
    """A file of `rows` orders: rows a second, first byte, and resident memory before and at its peak."""
    with own_database():
        first, last, cookie = _furnish(rows)
        with served() as (port, webs):
            year = f"?first={first}&last={last}"
            short = f"?first={first}&last={first}"
            for _turn in webs:
                _download(port, f"/c/bench/reports/exports/orders.{kind}{short}", cookie)
            before = _megabytes(webs)
            file = _download(port, f"/c/bench/reports/exports/orders.{kind}{year}", cookie)
            peak, after = _megabytes(webs, "VmHWM"), _megabytes(webs)
            lines = _download(port, f"/c/bench/reports/exports/lines.{kind}{year}", cookie)
            pages = {
                room or "on-time/": _page(port, f"/c/bench/reports/{room}{year}", cookie) for room in REPORTS
            }
    return {
        "bench": "export",
        "cpus": os.cpu_count(),
        "load_average": [round(each, 1) for each in os.getloadavg()],
        "orders": rows,
        "format": kind,
        "orders_file": file,
        "rss_megabytes_before": before,
        "rss_megabytes_peak": peak,
        "rss_megabytes_after": after,
        "price_lines_file": lines,
        "report_pages_ms": pages,
    }


def _furnish(rows: int) -> tuple[str, str, str]:
    """A co-op with a year of orders; its first and last day, and the cookie of its administrator."""
    cooperative, town = found("monaco", country="MC", zone="Europe/Monaco")
    today = timezone.localdate()
    users = User.objects.bulk_create(
        User(email=f"courier-{number}@bench.example", name=f"Courier {number}") for number in range(COURIERS)
    )
    admin = User.objects.create_user(email="admin@bench.example", name="Admin")
    with scope(cooperative.pk):
        grant_role(user=admin, role=Role.COOP_ADMIN, started_on=today, by=BENCH)
        stores = [
            open_store(
                name=f"Store {place.pk}",
                address=place.street,
                point=Point(place.lat, place.lon),
                by=BENCH,
                at=timezone.now(),
            ).pk
            for place in addresses(town, every=8)[:STORES]
        ]
        crew = crew_of_a_year([user.pk for user in users], last=today, days=DAYS, hours=HOURS)
        orders_of_a_year(rows, last=today, store_ids=stores, courier_ids=crew)
    analyse()
    return str(today.replace(year=today.year - 1)), str(today), logged_in(admin)


def _download(port: int, path: str, cookie: str) -> dict[str, Any]:
    """Read to its end, counted and thrown away. Raises RuntimeError when it is not the file."""
    began = time.monotonic()
    answer = _get(port, path, cookie)
    first_byte = 0.0
    with TemporaryFile() as file:
        while part := answer.read1(READ_BYTES):
            first_byte = first_byte or time.monotonic() - began
            file.write(part)
        lasted, size = time.monotonic() - began, file.tell()
        file.seek(0)
        count = _lines_of(file)
    return {
        "rows": count - 1,
        "megabytes": round(size / 2**20, 1),
        "seconds": round(lasted, 2),
        "rows_per_second": round((count - 1) / lasted),
        "first_byte_ms": round(1000 * first_byte, 1),
    }


def _lines_of(file: IO[bytes]) -> int:
    """Of a CSV file or of the first sheet of a book."""
    is_book = file.read(2) == b"PK"
    file.seek(0)
    if not is_book:
        return sum(part.count(b"\n") for part in iter(partial(file.read, READ_BYTES), b""))
    with ZipFile(file) as book, book.open("xl/worksheets/sheet1.xml") as sheet:
        count, before = 0, b""
        while part := sheet.read(READ_BYTES):
            count += (before + part).count(ROW)
            before = part[-len(ROW) + 1 :]
        return count


def _page(port: int, path: str, cookie: str) -> dict[str, float]:
    took = []
    for _turn in range(ROUNDS):
        began = time.monotonic()
        _get(port, path, cookie).read()
        took.append(1000 * (time.monotonic() - began))
    return {"median": round(sorted(took)[ROUNDS // 2], 1), "max": round(max(took), 1)}


def _get(port: int, path: str, cookie: str) -> http.client.HTTPResponse:
    link = http.client.HTTPConnection("127.0.0.1", port)
    link.request("GET", path, headers={"Cookie": cookie, "Host": "localhost"})
    answer = link.getresponse()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    return answer


def _megabytes(procs: list[Proc], field: str = "VmRSS") -> int:
    """Of the largest of these processes: resident now, or at its peak (`VmHWM`)."""
    found = []
    for proc in procs:
        lines = Path(f"/proc/{proc.pid}/status").read_text().splitlines()
        found += [int(line.split()[1]) // 1024 for line in lines if line.startswith(f"{field}:")]
    return max(found)
