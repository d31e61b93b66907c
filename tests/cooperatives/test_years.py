"""A closed year: nothing is posted in it, and the next one begins with what it left."""

import threading
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from cooperatives.models import CarriedForward, Entry, EntryCounter
from cooperatives.queries.books import closed_results
from cooperatives.queries.statements import opening, result_cents, sheet_on, trial_rows
from cooperatives.services.closing import close_year
from cooperatives.services.ledger import reverse_entry
from coopplatform.kernel.errors import NotAllowedNow
from tests.conftest import PLATFORM
from tests.cooperatives.conftest import SPRING, entered

LAST = date(2025, 12, 31)
NEW_YEAR = date(2026, 1, 1)


def close(year=2025):
    return close_year(year=year, by=PLATFORM, at=SPRING)


def test_a_surplus_goes_to_120_and_leaves_income_and_expenses_empty(books_2025):
    entry = close()
    assert {line.account.code: line.amount_cents for line in entry.lines.all()} == {
        "706": 300_000,
        "6132": -50_000,
        "6411": -200_000,
        "120": -50_000,
    }
    assert closed_results() == {2025: 50_000}


def test_a_loss_goes_to_129(books_2025):
    entered(LAST, ("6226", 80_000), ("401", -80_000, "F-CABINET"))
    entry = close()
    assert {line.account.code: line.amount_cents for line in entry.lines.all()}["129"] == 30_000
    assert closed_results() == {2025: -30_000}


def test_closing_twice_is_once(books_2025):
    assert close().pk == close().pk
    assert CarriedForward.objects.filter(year=2025, account__code="512").count() == 1


@pytest.mark.parametrize("journal", ["OD", "VE", "AN"])
@pytest.mark.parametrize("day", [LAST, date(2025, 1, 1), date(2024, 6, 1)])
def test_nothing_is_posted_in_a_closed_year_or_before_it(books_2025, journal, day):
    close()
    before = Entry.objects.count()
    with pytest.raises(NotAllowedNow, match="are closed: date the entry in a year that is open"):
        entered(day, ("512", 1), ("758", -1), journal=journal)
    assert Entry.objects.count() == before
    assert entered(NEW_YEAR, ("512", 1), ("758", -1), journal=journal).number == 1


def test_a_mistake_in_a_closed_year_is_taken_back_in_the_open_one(books_2025):
    rent = Entry.objects.get(journal="AC", posted_on=date(2025, 7, 1))
    close()
    with pytest.raises(NotAllowedNow, match="2025 are closed"):
        reverse_entry(entry_id=rent.pk, posted_on=LAST, by=PLATFORM, at=SPRING)
    reverse_entry(entry_id=rent.pk, posted_on=date(2026, 4, 2), by=PLATFORM, at=SPRING)
    assert result_cents(NEW_YEAR, date(2026, 12, 31)) == 50_000


def test_the_close_itself_is_not_taken_back(books_2025):
    with pytest.raises(NotAllowedNow, match="not taken back"):
        reverse_entry(entry_id=close().pk, posted_on=NEW_YEAR, by=PLATFORM, at=SPRING)


def test_an_earlier_year_is_closed_first(books_2025):
    entered(date(2024, 5, 1), ("626", 100), ("512", -100))
    with pytest.raises(NotAllowedNow, match="Close the books of 2024 first"):
        close()
    close(2024)
    assert close().posted_on == LAST


def test_the_next_year_begins_with_the_same_whether_the_last_one_is_closed_yet_or_not(books_2025):
    before = [(held.code, held.auxiliary, held.cents) for held in opening(NEW_YEAR)]
    close()
    assert [(held.code, held.auxiliary, held.cents) for held in opening(NEW_YEAR)] == before
    assert before == [
        ("1013", "", -500_000),
        ("120", "", -50_000),
        ("2182", "", 200_000),
        ("401", "F-LOYER", -60_000),
        ("404", "F-VELO", -240_000),
        ("411", "C-LUCIA", 360_000),
        ("421", "M0001", -200_000),
        ("44562", "", 40_000),
        ("44566", "", 10_000),
        ("44571", "", -60_000),
        ("512", "", 500_000),
    ]


def test_a_statement_reads_no_line_of_a_closed_year(books_2025, django_assert_max_num_queries):
    close()
    entered(date(2026, 2, 1), ("512", 360_000), ("411", -360_000, "C-LUCIA"))
    with django_assert_max_num_queries(10) as context:
        sheet = sheet_on(date(2026, 3, 31))
    asked = [query["sql"] for query in context.captured_queries if '"cooperatives_line"' in query["sql"]]
    assert [sheet.assets.cents, sheet.funds.cents] == [1_110_000, 1_110_000]
    assert [(row.cents, row.before_cents) for row in sheet.assets.rows if "512" in row.codes] == [
        (860_000, 500_000)
    ]
    assert len(asked) == 4
    assert all("> '2025-12-31'" in sql or "BETWEEN '2026-01-01'" in sql for sql in asked)


def test_both_sides_of_the_balance_sheet_are_equal_before_and_after_closing(books_2025):
    for _moment in ("before", "after"):
        sheet = sheet_on(LAST)
        assert sheet.assets.cents == sheet.funds.cents == 1_110_000
        assert {row.label: row.cents for row in sheet.funds.rows}["Résultat de l'exercice"] == 50_000
        close()


def test_the_trial_balance_tells_beginning_movement_and_end(books_2025):
    close()
    entered(date(2026, 2, 1), ("512", 360_000), ("411", -360_000, "C-LUCIA"))
    rows = {row.code: row for row in trial_rows(NEW_YEAR, date(2026, 12, 31))}
    assert (rows["512"].opening_cents, rows["512"].debit_cents, rows["512"].closing_cents) == (
        500_000,
        360_000,
        860_000,
    )
    assert rows["411"].closing_cents == 0
    assert sum(row.opening_cents for row in rows.values()) == 0


def test_whoever_posts_while_the_year_is_closed_is_in_it_or_refused(transactional_db, roue, now):
    """Posters and the close race; the snapshot holds exactly what was posted."""
    with roue.inside():
        entered(date(2025, 1, 1), ("512", 100), ("758", -100))
    refused = []

    def post() -> None:
        with roue.inside():
            for _index in range(8):
                try:
                    entered(date(2025, 5, 1), ("512", 100), ("758", -100))
                except NotAllowedNow:
                    refused.append(1)
        connection.close()

    def shut() -> None:
        with roue.inside():
            close()
        connection.close()

    threads = [threading.Thread(target=post), threading.Thread(target=post), threading.Thread(target=shut)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with roue.inside():
        posted = Entry.objects.filter(source_key__startswith="hand:").count()
        assert posted + len(refused) == 17
        assert CarriedForward.objects.get(year=2025, account__code="512").amount_cents == 100 * posted
        assert closed_results() == {2025: 100 * posted}
        counter = EntryCounter.objects.get(journal="OD", year=2025)
        assert (counter.last, counter.is_closed) == (posted + 1, True)


def test_a_year_that_is_not_over_stays_open(books_2025):
    with pytest.raises(NotAllowedNow, match="not over"):
        close_year(year=2025, by=PLATFORM, at=datetime(2025, 12, 31, 12, tzinfo=UTC))
