"""Hours of work beside what was earned: the margin of an hour."""

from datetime import date

from cooperatives.domain.margin import MarginRow
from cooperatives.queries.margin import margin_of
from members.services.payroll import approve_run, compute_payslips
from tests.cooperatives.conftest import entered
from tests.members.conftest import OCTOBER


def test_what_an_hour_leaves_is_read_from_the_books_and_the_work_records(october, now):
    for day, cents, activity in ((5, 60_000, "meals"), (6, 30_000, "meals"), (7, 21_000, "parcels")):
        entered(date(2026, 10, day), ("411", cents), ("706", -cents, "", activity), journal="VE")
    run = compute_payslips(month=OCTOBER, by=october.by("theo"), at=now)
    approve_run(run_id=run.pk, by=october.by("nour"), at=now)
    rows = {row.section: row for row in margin_of(date(2026, 10, 1), date(2026, 10, 31))}
    assert rows["meals"] == MarginRow("meals", 90_000, 0, 0, 14 * 3600)
    assert rows["parcels"] == MarginRow("parcels", 21_000, 0, 0, 7 * 3600)
    assert [rows[name].margin_of_an_hour_cents for name in ("meals", "parcels")] == [6_428, 3_000]
    assert sum(row.expense_cents for row in rows.values()) == 249_390  # gross and contributions


def test_a_shift_of_another_time_and_one_still_open_are_not_counted(inside, now):
    """Alma is on shift now."""
    assert margin_of(date(2020, 1, 1), date(2020, 12, 31)) == ()
    entered(date(2026, 1, 5), ("411", 100), ("706", -100, "", "meals"))
    assert [row.shared_seconds for row in margin_of(date(2026, 1, 1), date(2026, 12, 31))] == [0]
