"""Lent hours in the books: what the borrower owes, what the lender may claim, each in its own, with their VAT."""

from datetime import datetime

from cooperatives.domain.charts import Role
from cooperatives.domain.journals import PURCHASES, SALES
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.text import Sentence, _
from federation.queries.means.grants import SeenGrant, SeenUse
from federation.services.means.booking import bought, post_with_partner, sold, tax_of


def book_claim(found: SeenGrant, use: SeenUse, cents: int, *, by: Actor, at: datetime) -> None:
    """A building block, at the lender: the hour's cost is claimed from the borrower, with the VAT on it. Posted once.

    The VAT is due that day, which is never later than law wants it.
    """
    borrower = found.grant.member
    amounts, taxed = sold(cents, tax_of(found, use))
    post_with_partner(
        f"loan:{use.use.pk}",
        Sentence(_("Courier lent to %(name)s"), {"name": borrower.name}),
        borrower,
        {Role.STAFF_LENT: -cents, **amounts},
        taxed=taxed,
        journal=SALES,
        by=by,
        at=at,
    )


def book_debt(found: SeenGrant, use: SeenUse, cents: int, *, by: Actor, at: datetime) -> None:
    """A building block, at the borrower: the hour's cost is owed to the lender, with its VAT. Posted once."""
    lender, tax = found.grant.cooperative, tax_of(found, use)
    amounts, taxed = bought(cents, tax, tax.charged_cents(cents))
    post_with_partner(
        f"loan:{use.use.pk}",
        Sentence(_("Courier borrowed from %(name)s"), {"name": lender.name}),
        lender,
        {Role.STAFF_BORROWED: cents, **amounts},
        taxed=taxed,
        journal=PURCHASES,
        by=by,
        at=at,
    )
