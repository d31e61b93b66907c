"""Lent hours in the books: what the borrower owes, what the lender may claim, each in its own."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from cooperatives.domain.charts import Role
from cooperatives.domain.journals import PURCHASES, SALES
from cooperatives.domain.ledger import DraftEntry, DraftLine
from cooperatives.models import Cooperative
from cooperatives.queries.here import cooperative_here
from cooperatives.services.accounts import complete_chart, name_third_party
from cooperatives.services.ledger import post_entry
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.text import Sentence, _
from coopplatform.tenancy.work import as_part, require_unit_of_work
from federation.services.means.booking import code_of


def book_claim(use_id: UUID, cents: int, borrower: Cooperative, *, by: Actor, at: datetime) -> None:
    """A building block, at the lender: the hour's cost is claimed from the borrower. Posted once."""
    _post(
        f"loan:{use_id}",
        Sentence(_("Courier lent to %(name)s"), {"name": borrower.name}),
        borrower,
        {Role.CUSTOMERS: cents, Role.STAFF_LENT: -cents},
        journal=SALES,
        by=by,
        at=at,
    )


def book_debt(use_id: UUID, cents: int, lender: Cooperative, *, by: Actor, at: datetime) -> None:
    """A building block, at the borrower: the hour's cost is owed to the lender. Posted once."""
    _post(
        f"loan:{use_id}",
        Sentence(_("Courier borrowed from %(name)s"), {"name": lender.name}),
        lender,
        {Role.STAFF_BORROWED: cents, Role.SUPPLIERS: -cents},
        journal=PURCHASES,
        by=by,
        at=at,
    )


def _post(
    key: str,
    label: Sentence,
    other: Cooperative,
    amounts: dict[Role, int],
    *,
    journal: str,
    by: Actor,
    at: datetime,
) -> None:
    require_unit_of_work()
    if not any(amounts.values()):
        return
    code = code_of(other)
    as_part(complete_chart)(by=by, at=at)
    as_part(name_third_party)(code=code, name=other.name, by=by, at=at)
    lines = tuple(
        DraftLine(role, cents, code if role in (Role.CUSTOMERS, Role.SUPPLIERS) else "")
        for role, cents in amounts.items()
    )
    posted_on = timezone.localdate(at, cooperative_here().zone)
    post_entry(DraftEntry(key, label, lines), journal=journal, posted_on=posted_on, by=by, at=at)
