"""Lent hours in the books: what the borrower owes, what the lender may claim, each in its own."""

from datetime import datetime
from uuid import UUID

from cooperatives.domain.charts import Role
from cooperatives.domain.journals import PURCHASES, SALES
from cooperatives.models import Cooperative
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.text import Sentence, _
from federation.services.means.booking import post_with_partner


def book_claim(use_id: UUID, cents: int, borrower: Cooperative, *, by: Actor, at: datetime) -> None:
    """A building block, at the lender: the hour's cost is claimed from the borrower. Posted once."""
    post_with_partner(
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
    post_with_partner(
        f"loan:{use_id}",
        Sentence(_("Courier borrowed from %(name)s"), {"name": lender.name}),
        lender,
        {Role.STAFF_BORROWED: cents, Role.SUPPLIERS: -cents},
        journal=PURCHASES,
        by=by,
        at=at,
    )
