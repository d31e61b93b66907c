"""The journals: an entry is numbered in one of them, without a gap, year by year."""

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _

SALES, PURCHASES, BANK, CASH, PAY, GENERAL, OPENING = "VE", "AC", "BQ", "CA", "PA", "OD", "AN"
NAMES = {
    SALES: _("Sales"),
    PURCHASES: _("Purchases"),
    BANK: _("Bank"),
    CASH: _("Cash"),
    PAY: _("Pay"),
    GENERAL: _("General entries"),
    OPENING: _("Opening balances"),
}
# What French and Belgian accountants call them, in any language of the page.
FRENCH_NAMES = {
    SALES: "Ventes",
    PURCHASES: "Achats",
    BANK: "Banque",
    CASH: "Caisse",
    PAY: "Paie",
    GENERAL: "Opérations diverses",
    OPENING: "À-nouveaux",
}


def journal_name(code: str, country: str) -> str:
    """The journal's name by country, where no law names it a msgid; the code itself for one we do not know."""
    names = FRENCH_NAMES if country in ("FR", "MC", "BE") else NAMES
    return names.get(code, code)


def check_journal(code: str) -> None:
    """Raises Invalid for a journal that does not exist: a typing error would begin a series of its own."""
    if code not in NAMES:
        raise Invalid("no_journal", _("There is no journal %(journal)s."), field="journal", journal=code)
