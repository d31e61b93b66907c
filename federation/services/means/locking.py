"""A grant is answered and used by one at a time, whichever of the two co-ops it is."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from coopplatform.kernel.errors import NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import require_unit_of_work
from federation.queries.means.grants import SeenGrant, grant_seen
from federation.services.here import require_cooperative


def locked_grant(grant_id: UUID, at: datetime) -> SeenGrant:
    """A building block: the grant as it is now; whoever else would answer or use it waits. Raises NotFound."""
    require_unit_of_work()
    require_cooperative()
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"grant:{grant_id}"])
    found = grant_seen(grant_id, at)
    if found is None:
        raise NotFound("no_grant", _("There is no such grant."))
    return found
