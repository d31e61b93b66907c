"""What is done between two co-ops enters the books of each, as a debt to the other or a claim on it."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone

from cooperatives.domain.charts import Role
from cooperatives.domain.journals import PURCHASES
from cooperatives.domain.ledger import DraftEntry, DraftLine
from cooperatives.domain.taxed import TaxedPart, Taxing
from cooperatives.models import Cooperative
from cooperatives.queries.here import cooperative_here
from cooperatives.services.accounts import complete_chart, name_third_party
from cooperatives.services.ledger import post_entry
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.text import Sentence, _
from coopplatform.tenancy.work import as_part, require_unit_of_work
from deliveries.queries.billing import split_address
from federation.domain.means.terms import Side
from federation.domain.means.third_parties import auxiliary_of
from federation.domain.means.uses import UseStep
from federation.domain.means.vat import Between, Case, between, seller_of
from federation.queries.means.grants import SeenGrant, SeenUse


def key_of(use: SeenUse) -> str:
    return f"grant-use:{use.use.pk}"


def book_cost(found: SeenGrant, use: SeenUse, *, by: Actor, at: datetime) -> None:
    """A building block: the net is subcontracting, the VAT deductible, the sum owed to the partner. Twice is once.

    Across a border the partner charges no VAT, and we owe it and deduct it ourselves. Its invoice comes monthly; it is
    matched with these lines when it does.
    """
    done = next(one for one in use.steps if one.step == UseStep.DONE)
    if done.cents == 0:
        return
    tax = tax_of(found, use)
    told = max(int(one.body.get("vat_cents", 0)) for one in use.steps)
    amounts, taxed = bought(done.cents, tax, told if tax.charged is not None else 0)
    label = Sentence(_("Carried by %(partner)s: %(what)s"), {"partner": found.partner, "what": use.use.what})
    post_with_partner(
        key_of(use),
        label,
        _partner(found),
        {Role.SUBCONTRACTED: done.cents, **amounts},
        taxed=taxed,
        journal=PURCHASES,
        by=by,
        at=at,
    )


def tax_of(found: SeenGrant, use: SeenUse) -> Between:
    """VAT of a use, by the day it was begun for: both sides say the same."""
    return tax_on(found, use.use.on)


def tax_on(found: SeenGrant, on: date) -> Between:
    giver, taker = found.grant.cooperative.country, found.grant.member.country
    kind = found.terms.kind
    return between(kind, *((giver, taker) if seller_of(kind) is Side.GIVER else (taker, giver)), on)


def bought(net_cents: int, tax: Between, vat_cents: int) -> tuple[dict[Role, int], tuple[TaxedPart, ...]]:
    """What the buyer books beside the net, of the `vat_cents` it is charged or of what it owes itself."""
    owed = tax.owed_cents(net_cents)
    amounts = {
        Role.VAT_DEDUCTIBLE: vat_cents + owed,
        Role.VAT_REVERSED: -owed,
        Role.SUPPLIERS: -net_cents - vat_cents,
    }
    is_ours = tax.owed is not None
    return amounts, (TaxedPart(Taxing.WE_OWE, tax.owed or 0, net_cents, owed),) if is_ours else ()


def sold(net_cents: int, tax: Between) -> tuple[dict[Role, int], tuple[TaxedPart, ...]]:
    """What the seller books beside the net."""
    vat = tax.charged_cents(net_cents)
    taxing = {Case.HOME: Taxing.SOLD, Case.UNION: Taxing.BUYER_OWES}.get(tax.case, Taxing.OUTSIDE)
    amounts = {Role.CUSTOMERS: net_cents + vat, Role.VAT: -vat}
    return amounts, (TaxedPart(taxing, tax.charged or 0, net_cents, vat),)


def post_with_partner(
    key: str,
    label: Sentence,
    partner: Cooperative,
    amounts: Mapping[Role, int],
    *,
    taxed: tuple[TaxedPart, ...] = (),
    journal: str,
    by: Actor,
    at: datetime,
) -> None:
    """A building block: one entry of today with the partner as third party; none where no amount is. Twice is once."""
    require_unit_of_work()
    if not any(amounts.values()):
        return
    code = auxiliary_of(partner.slug)
    as_part(complete_chart)(by=by, at=at)
    _street, postcode, _city = split_address(partner.address)
    as_part(name_third_party)(
        code=code, name=partner.name, country=partner.country, postcode=postcode, by=by, at=at
    )
    lines = tuple(
        DraftLine(role, cents, code if role in (Role.CUSTOMERS, Role.SUPPLIERS) else "")
        for role, cents in amounts.items()
        if cents
    )
    posted_on = timezone.localdate(at, cooperative_here().zone)
    post_entry(DraftEntry(key, label, lines, taxed=taxed), journal=journal, posted_on=posted_on, by=by, at=at)


def _partner(found: SeenGrant) -> Cooperative:
    return found.grant.member if found.side is Side.GIVER else found.grant.cooperative
