"""No role the product has changes what is posted: neither the one that runs it nor the one that owns its tables."""

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from cooperatives.models import Line
from cooperatives.services.ledger import reverse_entry
from tests.conftest import PLATFORM, Cast
from tests.cooperatives.test_books import post

LATE_LINE = (
    "insert into cooperatives_line (id, cooperative_id, entry_id, account_id, amount_cents, label, section, auxiliary)"
    " select gen_random_uuid(), cooperative_id, entry_id, account_id, 5, '', '', '' from cooperatives_line limit 1"
)
CHANGES = [
    "update cooperatives_entry set label = 'other'",
    "update cooperatives_line set amount_cents = amount_cents + 1",
    "delete from cooperatives_line",
    "delete from cooperatives_entry",
    "truncate cooperatives_line cascade",
    "truncate cooperatives_entry cascade",
    LATE_LINE,
]


@pytest.fixture
def posted(transactional_db, roue: Cast, now) -> Cast:
    with roue.inside():
        post("a", now)
    return roue


def as_owner(cast: Cast, sql: str) -> int:
    """Run by the role that owns the tables, inside the co-op. Returns how many rows it changed."""
    settings = connection.settings_dict
    owner = settings["OWNER"]
    with psycopg.connect(
        host=settings["HOST"] or None,
        port=settings["PORT"] or None,
        dbname=settings["NAME"],
        user=owner["USER"],
        password=owner["PASSWORD"],
        application_name=f"coop:{cast.cooperative.pk}",
    ) as owned:
        return owned.execute(sql).rowcount


def books(cast: Cast):
    with cast.inside(), connection.cursor() as cursor:
        cursor.execute("select e.label, l.amount_cents from cooperatives_line l join cooperatives_entry e on"
                       " e.id = l.entry_id order by 2")  # fmt: skip
        return cursor.fetchall()


@pytest.mark.parametrize("sql", CHANGES)
def test_the_role_that_runs_the_product_is_refused(posted, sql):
    before = books(posted)
    with posted.inside(), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert books(posted) == before != []


@pytest.mark.parametrize("sql", CHANGES)
def test_the_role_that_owns_the_tables_is_refused(posted, sql):
    before = books(posted)
    with pytest.raises(psycopg.errors.IntegrityConstraintViolation):
        as_owner(posted, sql)
    assert books(posted) == before != []


def test_the_owner_is_seen_to_reach_the_rows_at_all(posted):
    """So that the refusals above are the triggers' and not an empty table's."""
    assert as_owner(posted, "select * from cooperatives_line") == 3


def test_an_entry_and_its_mirror_leave_nothing_open(posted, now):
    with posted.inside():
        entry = Line.objects.first().entry
        reverse_entry(entry_id=entry.pk, posted_on=entry.posted_on, by=PLATFORM, at=now)
        assert Line.objects.filter(matched__isnull=True).count() == 0
