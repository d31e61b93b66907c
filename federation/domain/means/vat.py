"""VAT between two co-ops: who charges it, who owes it, and the sentence law wants; dated, with its source. No I/O.

Both are businesses, so a service is taxed where its buyer is. Neither side's books are asked: each computes the same
from the two countries, the day and the net, and so the two mirror each other to the cent. The small-business exemption
(franchise en base, CGI art. 293 B) is not known here, for no setting of a co-op says that it has it.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.money import half_up
from coopplatform.kernel.text import _
from deliveries.domain.invoicing.taxes import EU, ONE_TERRITORY, WITHOUT_VAT_WITH_US
from deliveries.domain.pricing.vat import vat_rate
from federation.domain.means.terms import Kind, Side


class Case(StrEnum):
    """At home; within the Union; out of the Union or into it; nobody has looked it up."""

    HOME = "home"
    UNION = "union"
    OUT = "out"
    INTO = "into"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Rule:
    """From a day on. `sentence` is what the seller's invoice says where it charges nothing; a source that nobody could
    open is not `is_verified`."""

    since: date
    sentence: str
    source: str
    is_verified: bool = True


REVERSED = _("Reverse charge: VAT is due by the customer (articles 44 and 196 of directive 2006/112/EC).")
OUTSIDE = _("Outside the scope of VAT: a service to a business established outside the European Union.")

RULES: dict[Case, tuple[Rule, ...]] = {
    Case.HOME: (
        Rule(
            date(1979, 1, 1),
            "",
            "Directive 2006/112/EC, art. 2, 1, c ; CGI art. 256 ; Code de la TVA (BE), art. 18",
        ),
    ),
    Case.UNION: (
        Rule(
            date(2010, 1, 1),
            REVERSED,
            "Directive 2006/112/EC, art. 44 and 196 ; CGI art. 259, 1° and 283, 2 ; Code de la TVA (BE), art. 21, § 2"
            " and 51, § 2",
        ),
    ),
    Case.OUT: (
        Rule(
            date(2010, 1, 1),
            OUTSIDE,
            "Directive 2006/112/EC, art. 44; where the buyer is, MWSTG art. 45 (Bezugsteuer)",
            is_verified=False,
        ),
    ),
    Case.INTO: (
        Rule(
            date(2010, 1, 1),
            _("VAT is due by the customer, where it is established."),
            "MWSTG art. 8, 1; where the buyer is, directive 2006/112/EC, art. 196, and CGI art. 283, 1",
            is_verified=False,
        ),
    ),
    Case.UNKNOWN: (Rule(date(1979, 1, 1), "", "", is_verified=False),),
}
LENDING = "CJEU, 11 March 2020, C-94/19, San Domenico Vetraria"
"""Lending staff at cost is a supply for consideration all the same where the payment is for it: CJEU, 11 March 2020,
C-94/19, San Domenico Vetraria. That no tolerance of a country says otherwise, nobody could verify."""


@dataclass(frozen=True, slots=True)
class Between:
    """`charged` is the rate in thousandths that the seller adds, `owed` the one at which the buyer owes VAT itself;
    None for neither, or for a rate that is not known here."""

    case: Case
    rule: Rule
    charged: int | None = None
    owed: int | None = None

    def charged_cents(self, net_cents: int) -> int:
        return _on(net_cents, self.charged)

    def owed_cents(self, net_cents: int) -> int:
        return _on(net_cents, self.owed)


def seller_of(kind: Kind) -> Side:
    """Who renders the service and is paid for it: of a relay and of a client who carries, of a loan who lends."""
    return Side.GIVER if kind is Kind.LEND else Side.TAKER


def between(kind: Kind, seller: str, buyer: str, on: date) -> Between:
    """Of what a co-op of country `seller` does for one of country `buyer` (ISO 3166) on that day."""
    case = _case(seller, buyer)
    rule = [one for one in RULES[case] if one.since <= on][-1]
    if kind is Kind.LEND and case is not Case.UNKNOWN:
        rule = replace(rule, source=f"{rule.source} ; {LENDING}", is_verified=False)
    if case is Case.HOME:
        return Between(case, rule, charged=_rate(seller, on))
    return Between(case, rule, owed=None if case is Case.UNKNOWN else _rate(buyer, on))


def _case(seller: str, buyer: str) -> Case:
    """Monaco is France for VAT, Liechtenstein Switzerland."""
    ours, theirs = ONE_TERRITORY.get(seller, seller), ONE_TERRITORY.get(buyer, buyer)
    if ours == theirs:
        return Case.HOME
    if ours in EU and theirs in EU:
        return Case.UNION
    if ours in EU and theirs in WITHOUT_VAT_WITH_US:
        return Case.OUT
    if ours in WITHOUT_VAT_WITH_US and theirs in EU:
        return Case.INTO
    return Case.UNKNOWN


def _rate(country: str, on: date) -> int | None:
    try:
        return vat_rate(country, on).per_mille
    except Invalid:
        return None


def _on(net_cents: int, per_mille: int | None) -> int:
    """Half a cent up."""
    return half_up(net_cents * Fraction(per_mille or 0, 1000))
