"""Entries a treasurer writes by hand: what no service of the platform knows of, like former books."""

from collections.abc import Mapping
from datetime import date, datetime

from cooperatives.domain.charts import Role
from cooperatives.domain.ledger import DraftEntry, DraftLine
from cooperatives.models import Entry
from cooperatives.services.ledger import post_entry
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.text import Sentence
from coopplatform.tenancy.work import unit_of_work

GENERAL_JOURNAL = "OD"


@unit_of_work
def enter_by_hand(
    *, fact: str, label: str, amounts: Mapping[Role, int], posted_on: date, by: Actor, at: datetime
) -> Entry:
    """Debits positive, credits negative, by role, in cents. The same `fact` is posted once.

    Raises Invalid unless there are two lines or more, none of zero, that add up to zero.
    """
    draft = DraftEntry(
        f"hand:{fact}",
        Sentence(label.replace("%", "%%")),
        tuple(DraftLine(role, cents) for role, cents in amounts.items()),
    )
    return post_entry(draft, journal=GENERAL_JOURNAL, posted_on=posted_on, by=by, at=at)
