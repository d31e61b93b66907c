"""Taking turns where there is no row to lock: what is decided from many rows is decided by one at a time."""

from django.db import connection

from coopplatform.tenancy.scope import required
from coopplatform.tenancy.work import require_unit_of_work


def one_at_a_time(purpose: str) -> None:
    """A building block: others of this co-op who come here for the same purpose wait until the transaction ends."""
    require_unit_of_work()
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s), %s)", [purpose, required()])
