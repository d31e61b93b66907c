"""Whether VAT is charged to a buyer, by where both are: EN 16931's category with its reason and source."""

from dataclasses import dataclass
from enum import StrEnum

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _

EU = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905
)
"""Monaco is French territory for VAT (convention of 18 May 1963), Liechtenstein Swiss (treaty of 28 October 1994)."""
ONE_TERRITORY = {"MC": "FR", "LI": "CH"}
WITHOUT_VAT_WITH_US = frozenset({"CH"})
"""Outside of the Union, where a service to a business is taxed at the buyer's and not here."""


class Category(StrEnum):
    """Codes of UNTDID 5305, as EN 16931 uses them."""

    STANDARD = "S"
    ZERO = "Z"
    REVERSE_CHARGE = "AE"
    OUT_OF_SCOPE = "O"


@dataclass(frozen=True, slots=True)
class Treatment:
    """`reason` is what the invoice must say where no VAT is charged; `code` names it for machines (VATEX)."""

    category: Category
    reason: str = ""
    code: str = ""

    @property
    def is_taxed(self) -> bool:
        return self.category == Category.STANDARD

    def category_of(self, per_mille: int) -> Category:
        """Of a line at this rate: what is taxed at nothing is a category of its own."""
        return Category.ZERO if self.is_taxed and not per_mille else self.category


STANDARD = Treatment(Category.STANDARD)
REVERSE_CHARGE = Treatment(
    Category.REVERSE_CHARGE,
    _("Reverse charge: VAT is due by the customer (articles 44 and 196 of directive 2006/112/EC)."),
    "VATEX-EU-AE",
)
OUT_OF_SCOPE = Treatment(
    Category.OUT_OF_SCOPE,
    _("Outside the scope of VAT: a service to a business established outside the European Union."),
    "VATEX-EU-O",
)


def treatment_of(seller: str, buyer: str, buyer_vat_number: str) -> Treatment:
    """How a carriage sold by a co-op of country `seller` to a business of country `buyer` (ISO 3166) is taxed.

    Raises Invalid for two countries nobody has looked up, and within the Union for a buyer without a VAT number.
    """
    ours, theirs = ONE_TERRITORY.get(seller, seller), ONE_TERRITORY.get(buyer, buyer)
    if ours == theirs:
        return STANDARD
    if ours in EU and theirs in EU:
        if not buyer_vat_number:
            raise Invalid(
                "vat_number_missing",
                _("A customer in another country of the Union needs a VAT number: enter it."),
                field="vat_number",
            )
        return REVERSE_CHARGE
    if ours in EU and theirs in WITHOUT_VAT_WITH_US:
        return OUT_OF_SCOPE
    raise Invalid(
        "vat_between_unknown",
        _("VAT between %(seller)s and %(buyer)s is not known here: ask your accountant before you invoice."),
        field="country",
        seller=seller,
        buyer=buyer,
    )
