"""A whole pay run through the product: hours, payslips, checks, approval, books, PDFs, the bank's file."""

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import product
from string import ascii_uppercase, digits
from time import perf_counter
from typing import Any

from django.db import connection

from cooperatives.models import Cooperative, User
from cooperatives.queries.books import entry_of
from cooperatives.services.founding import found_cooperative
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.time import TimeWindow
from coopplatform.tenancy.own_database import own_database
from coopplatform.tenancy.scope import scope
from members.models import PayrollProfile
from members.queries.documents import document_progress
from members.services.payment_files import make_payment_file
from members.services.payroll import approve_run, compute_payslips
from members.services.payroll_settings import enter_payroll_settings
from members.services.payslip_documents import make_documents
from members.services.roster import hire
from members.services.timesheets import enter_timesheet

MONTH = date(2026, 10, 1)
AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
PREPARER, APPROVER = Actor.person(1), Actor.person(2)
OWN_IBAN, IBAN = "FR1420041010050500013M02606", "FR7630006000011234567890189"
FACTS = {"headcount": "1000", "atmp_rate_pct": "2.08", "health_plan_total": "40"}
CODES = ["".join(pair) for pair in product(ascii_uppercase + digits, repeat=2)]
MOST_MEMBERS = len(CODES)
"""Two letters or digits tell members of one co-op apart."""
Tell = Callable[[str], object]


def whole_run(members: int, *, tell: Tell) -> dict[str, Any]:
    """Seconds of each stage of one month's pay, and how much memory it took; `tell` hears how far it is."""
    with own_database():
        here = _cooperative()
        with scope(here.pk):
            tell(f"hiring {members} members and entering their hours")
            _people(members)
            with connection.cursor() as cursor:
                cursor.execute("analyze")
            return _timed_run(members, tell)


def _timed_run(members: int, tell: Tell) -> dict[str, Any]:
    seconds: dict[str, float] = {}
    before = _peak_megabytes()
    with _stage(seconds, "compute", tell):
        run = compute_payslips(month=MONTH, by=PREPARER, at=AT)
    with _stage(seconds, "approve_and_book", tell):
        approve_run(run_id=run.pk, by=APPROVER, at=AT)
    after_books = _peak_megabytes()
    with _stage(seconds, "documents", tell):
        make_documents(run_id=run.pk, tell=lambda made, of: tell(f"  {made} of {of} PDFs"))
    with _stage(seconds, "bank_file", tell):
        transfers = make_payment_file(
            run_id=run.pk, execution_on=AT.date() + timedelta(days=2), by=PREPARER, at=AT
        )
    entry = entry_of(f"pay_run:{run.pk}")
    assert entry is not None
    return {
        "bench": "payroll",
        "part": "whole run: database, checks, ledger, PDFs, SEPA file",
        "members": members,
        "payslips": run.payslips.count(),
        "pdfs": document_progress(run.pk, is_validated=False).made,
        "transfers": transfers.payments,
        "ledger_lines": entry.lines.count(),
        "seconds": seconds,
        "seconds_in_all": round(sum(seconds.values()), 1),
        "peak_megabytes": {
            "before": before,
            "after_books": after_books,
            "after_documents": _peak_megabytes(),
        },
    }


@contextmanager
def _stage(seconds: dict[str, float], name: str, tell: Tell) -> Iterator[None]:
    begun = perf_counter()
    yield
    seconds[name] = round(perf_counter() - begun, 2)
    tell(f"{name}: {seconds[name]} s")


def _peak_megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _cooperative() -> Cooperative:
    here = found_cooperative(
        slug="bench",
        name="Bench",
        country="FR",
        currency="EUR",
        timezone="Europe/Paris",
        founded_on=date(2024, 1, 1),
        terms={
            "pricing": {},
            "dispatch": {},
            "pay": {"sunday_percent": 20, "night_percent": 10},
            "surplus": {},
        },
        by=PREPARER,
        at=AT,
    )
    with scope(here.pk):
        enter_payroll_settings(
            valid_from=date(2026, 1, 1), facts=FACTS, iban=OWN_IBAN, agreement="IDCC 16", by=PREPARER, at=AT
        )
    return here


def _people(members: int) -> None:
    users = User.objects.bulk_create(
        User(email=f"{number}@bench.example", name=f"Member {number}") for number in range(members)
    )
    for number, user in enumerate(users):
        member = hire(
            user_id=user.pk,
            name=user.name,
            code=CODES[number],
            weekly_minutes=(24 if number % 3 == 0 else 35) * 60,
            hourly_cents=1250 + number % 400,
            started_on=date(2025, 1, 1),
            by=PREPARER,
        )
        enter_timesheet(member_id=member.pk, worked=_hours(number), by=PREPARER, at=AT)
        PayrollProfile.objects.create(member=member, iban=IBAN)


def _hours(number: int) -> list[TimeWindow]:
    """Five shifts a week for the weeks that October pays, no two neighbours alike."""
    length = timedelta(hours=4 if number % 3 == 0 else 7, minutes=number % 50)
    first = datetime(2026, 9, 28, 8, tzinfo=UTC)
    begins = (first + timedelta(days=day) for day in range(28) if day % 7 < 5)
    return [TimeWindow(begin, begin + length) for begin in begins]
