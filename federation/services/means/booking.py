"""What another co-op carried for us is a cost: it enters our own books once, as a debt to that co-op."""

from datetime import datetime

from django.utils import timezone

from cooperatives.domain.charts import Role
from cooperatives.domain.journals import PURCHASES
from cooperatives.domain.ledger import DraftEntry, DraftLine
from cooperatives.models import Cooperative
from cooperatives.queries.here import cooperative_here
from cooperatives.services.accounts import complete_chart, name_third_party
from cooperatives.services.ledger import post_entry
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.text import Sentence, _
from coopplatform.tenancy.work import as_part, require_unit_of_work
from federation.domain.means.terms import Side
from federation.domain.means.uses import UseStep
from federation.queries.means.grants import SeenGrant, SeenUse

LONGEST_AUXILIARY = 24


def code_of(partner: Cooperative) -> str:
    """The partner's code among suppliers and customers."""
    return partner.slug.upper()[:LONGEST_AUXILIARY].strip("-_").replace("_", "-")


def auxiliary_of(found: SeenGrant) -> str:
    return code_of(found.grant.member if found.side is Side.GIVER else found.grant.cooperative)


def key_of(use: SeenUse) -> str:
    return f"grant-use:{use.use.pk}"


def book_cost(found: SeenGrant, use: SeenUse, *, by: Actor, at: datetime) -> None:
    """A building block: the net is subcontracting, the VAT deductible, the sum owed to the partner. Twice is once.

    Its invoice comes monthly; it is matched with these lines when it does.
    """
    require_unit_of_work()
    done = next(one for one in use.steps if one.step == UseStep.DONE)
    vat = max(int(one.body.get("vat_cents", 0)) for one in use.steps)
    if done.cents == 0:
        return
    as_part(complete_chart)(by=by, at=at)
    code = auxiliary_of(found)
    as_part(name_third_party)(code=code, name=found.partner, by=by, at=at)
    owed = done.cents + vat
    lines = (
        DraftLine(Role.SUBCONTRACTED, done.cents),
        *((DraftLine(Role.VAT_DEDUCTIBLE, vat),) if vat else ()),
        DraftLine(Role.SUPPLIERS, -owed, code),
    )
    label = Sentence(_("Carried by %(partner)s: %(what)s"), {"partner": found.partner, "what": use.use.what})
    posted_on = timezone.localdate(at, cooperative_here().zone)
    draft = DraftEntry(key_of(use), label, lines)
    post_entry(draft, journal=PURCHASES, posted_on=posted_on, by=by, at=at)
