"""Charts of accounts by country: one role in the story, one account in the books."""

from dataclasses import dataclass
from enum import StrEnum

from coopplatform.kernel.text import _


class Role(StrEnum):
    """What an account is for. Services name roles; the chart of the co-op's country names the account."""

    BANK = "bank"
    CUSTOMERS = "customers"
    SALES = "sales"
    VAT = "vat"
    WAGES = "wages"
    STAFF = "staff"
    YEAR_RESULT = "year_result"
    LEGAL_RESERVE = "legal_reserve"
    DEVELOPMENT_FUND = "development_fund"
    WORK_SHARE = "work_share"
    SHARE_INTEREST = "share_interest"
    CAPITAL = "capital"


class Kind(StrEnum):
    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    INCOME = "income"
    EXPENSE = "expense"


KINDS = {
    Role.BANK: Kind.ASSET,
    Role.CUSTOMERS: Kind.ASSET,
    Role.SALES: Kind.INCOME,
    Role.VAT: Kind.LIABILITY,
    Role.WAGES: Kind.EXPENSE,
    Role.STAFF: Kind.LIABILITY,
    Role.YEAR_RESULT: Kind.EQUITY,
    Role.LEGAL_RESERVE: Kind.EQUITY,
    Role.DEVELOPMENT_FUND: Kind.EQUITY,
    Role.WORK_SHARE: Kind.LIABILITY,
    Role.SHARE_INTEREST: Kind.LIABILITY,
    Role.CAPITAL: Kind.EQUITY,
}


@dataclass(frozen=True, slots=True)
class AccountSpec:
    """One account of a chart: `code` as the country numbers it, `name` as its accountants call it."""

    role: Role
    code: str
    name: str

    @property
    def kind(self) -> Kind:
        return KINDS[self.role]


@dataclass(frozen=True, slots=True)
class Chart:
    """The accounts the story needs. `source` says whose numbering it is."""

    source: str
    accounts: tuple[AccountSpec, ...]

    def code(self, role: Role) -> str:
        return next(account.code for account in self.accounts if account.role == role)


# The PCG's names are legal terms and stay French.
PCG = Chart(
    "Plan comptable général, règlement ANC 2022-06",
    (
        AccountSpec(Role.CAPITAL, "1013", "Capital souscrit appelé versé"),
        AccountSpec(Role.LEGAL_RESERVE, "1061", "Réserve légale"),
        AccountSpec(Role.DEVELOPMENT_FUND, "1063", "Réserves statutaires (fonds de développement)"),
        AccountSpec(Role.YEAR_RESULT, "120", "Résultat de l'exercice"),
        AccountSpec(Role.CUSTOMERS, "411", "Clients"),
        AccountSpec(Role.STAFF, "421", "Personnel, rémunérations dues"),
        AccountSpec(Role.WORK_SHARE, "424", "Participation des salariés aux résultats (part travail)"),
        AccountSpec(Role.VAT, "44571", "TVA collectée"),
        AccountSpec(Role.SHARE_INTEREST, "457", "Associés, intérêts aux parts à payer"),
        AccountSpec(Role.BANK, "512", "Banques"),
        AccountSpec(Role.WAGES, "6411", "Salaires, appointements"),
        AccountSpec(Role.SALES, "706", "Prestations de services"),
    ),
)
PLAIN = Chart(
    "Plain chart of Coopplatform: no legal chart is imposed",
    (
        AccountSpec(Role.BANK, "1000", _("Bank")),
        AccountSpec(Role.CUSTOMERS, "1100", _("Customers")),
        AccountSpec(Role.STAFF, "2000", _("Wages payable")),
        AccountSpec(Role.WORK_SHARE, "2010", _("Work share payable")),
        AccountSpec(Role.SHARE_INTEREST, "2020", _("Interest on shares payable")),
        AccountSpec(Role.VAT, "2200", _("VAT collected")),
        AccountSpec(Role.CAPITAL, "2800", _("Members' capital")),
        AccountSpec(Role.LEGAL_RESERVE, "2900", _("Legal reserve")),
        AccountSpec(Role.DEVELOPMENT_FUND, "2950", _("Development fund")),
        AccountSpec(Role.YEAR_RESULT, "2990", _("Result of the year")),
        AccountSpec(Role.SALES, "3000", _("Deliveries sold")),
        AccountSpec(Role.WAGES, "5000", _("Wages")),
    ),
)
CHARTS = {"FR": PCG, "MC": PCG}


def chart_for(country: str) -> Chart:
    """The PCG in France and Monaco, the plain chart elsewhere."""
    return CHARTS.get(country, PLAIN)
