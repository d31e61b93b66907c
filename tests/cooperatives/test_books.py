"""PostgreSQL keeps the books: balanced, frozen, gapless, each fact once."""

import contextlib
import threading
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from cooperatives.domain.charts import Role
from cooperatives.domain.ledger import gross_pay, order_delivered
from cooperatives.models import Account, Entry, Line
from cooperatives.queries.books import trial_balance
from cooperatives.services.ledger import post_entry, reverse_entry
from coopplatform.tenancy.work import NoUnitOfWork, unit_of_work
from tests.conftest import PLATFORM

TODAY = date(2026, 3, 2)


@unit_of_work
def post(key: str, now, net: int = 500):
    return written(key, now, net)


@unit_of_work
def post_and_stumble(key: str, now, step: int):
    """Every third one fails after it has taken its number."""
    return written(key, now, 500), 1 / step


def written(key: str, now, net: int):
    draft = order_delivered(order_id=key, number=key, net_cents=net, vat_cents=100)
    return post_entry(draft, journal="VE", posted_on=TODAY, by=PLATFORM, at=now)


def test_an_entry_needs_a_unit_of_work(inside, now):
    draft = gross_pay(pay_run_id="1", period="March", gross_cents=100)
    with pytest.raises(NoUnitOfWork):
        post_entry(draft, journal="PA", posted_on=TODAY, by=PLATFORM, at=now)


def test_one_fact_is_posted_once(inside, now):
    assert post("a", now).pk == post("a", now).pk
    assert Entry.objects.count() == 1


def test_posting_asks_seven_times_whatever_the_entry(inside, now, django_assert_num_queries):
    """Known? accounts, co-op, number, entry, lines, journal; the savepoint of the lines is the test's."""
    with django_assert_num_queries(9):
        post("a", now)


def test_the_trial_balance_adds_up(inside, now):
    post("a", now)
    post("b", now, net=1000)
    rows = trial_balance(first=TODAY, last=TODAY)
    assert {row.code: row.balance_cents for row in rows} == {"4181": 1700, "44587": -200, "706": -1500}
    assert sum(row.debit_cents for row in rows) == sum(row.credit_cents for row in rows)


def test_an_unbalanced_entry_does_not_survive_the_commit(inside, now):
    with pytest.raises(IntegrityError, match="adding up to 1"), transaction.atomic():
        entry = Entry.objects.create(
            journal="OD", year=2026, number=1, posted_on=TODAY, label="x", source_key="x"
        )
        for role, cents in ((Role.BANK, 2), (Role.SALES, -1)):
            Line.objects.create(entry=entry, account=Account.objects.get(role=role), amount_cents=cents)
        connection.check_constraints()


def test_an_entry_without_lines_does_not_survive_either(inside, now):
    with pytest.raises(IntegrityError, match="0 lines"), transaction.atomic():
        Entry.objects.create(journal="OD", year=2026, number=1, posted_on=TODAY, label="x", source_key="x")
        connection.check_constraints()


@pytest.mark.parametrize("sql", ["update cooperatives_{} set id = id", "delete from cooperatives_{}"])
@pytest.mark.parametrize("table", ["entry", "line"])
def test_what_is_posted_is_frozen(inside, now, sql, table):
    post("a", now)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(sql.format(table))


def test_no_line_is_added_to_a_posted_entry(transactional_db, roue, now):
    with roue.inside():
        entry = post("a", now)
        with pytest.raises(IntegrityError, match="is posted"):
            Line.objects.create(entry=entry, account=Account.objects.get(role=Role.BANK), amount_cents=1)


def test_a_posted_entry_is_corrected_by_its_mirror(inside, now):
    entry = post("a", now)
    first = reverse_entry(entry_id=entry.pk, posted_on=TODAY, by=PLATFORM, at=now)
    again = reverse_entry(entry_id=entry.pk, posted_on=TODAY, by=PLATFORM, at=now)
    assert (first.pk, first.reverses_id) == (again.pk, entry.pk)
    assert {row.balance_cents for row in trial_balance(first=TODAY, last=TODAY)} == {0}


def test_numbers_have_no_gap_though_many_write_at_once_and_some_fail(transactional_db, roue, now):
    def work(worker: int) -> None:
        with roue.inside():
            for index in range(10):
                with contextlib.suppress(ZeroDivisionError):
                    post_and_stumble(f"{worker}-{index}", now, index % 3)
        connection.close()

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with roue.inside():
        numbers = sorted(Entry.objects.values_list("number", flat=True))
    assert numbers == list(range(1, 4 * 6 + 1))
