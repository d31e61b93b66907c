"""Charts of accounts by country: one role in the story, one account in the books."""

from dataclasses import dataclass
from enum import StrEnum

from cooperatives.domain import pcg, pcmn
from coopplatform.kernel.text import _


class Role(StrEnum):
    """What an account is for. Services name roles; the chart of the co-op's country names the account."""

    BANK = "bank"
    CUSTOMERS = "customers"
    UNBILLED = "unbilled"
    SUPPLIERS = "suppliers"
    SALES = "sales"
    STAFF_LENT = "staff_lent"
    DUES_INCOME = "dues_income"
    FUND_SUPPORT = "fund_support"
    VAT = "vat"
    VAT_UNBILLED = "vat_unbilled"
    VAT_UNPAID = "vat_unpaid"
    VAT_REVERSED = "vat_reversed"
    VAT_DEDUCTIBLE = "vat_deductible"
    VAT_DUE = "vat_due"
    VAT_CREDIT = "vat_credit"
    WAGES = "wages"
    LEAVE_PROVISION = "leave_provision"
    SOCIAL_SECURITY_CHARGE = "social_security_charge"
    HEALTH_PLAN_CHARGE = "health_plan_charge"
    PENSION_CHARGE = "pension_charge"
    TRAINING_LEVY = "training_levy"
    APPRENTICESHIP_LEVY = "apprenticeship_levy"
    HOUSING_LEVY = "housing_levy"
    MOBILITY_LEVY = "mobility_levy"
    LEAVE_PROVISION_CHARGE = "leave_provision_charge"
    TRAVEL_EXPENSES = "travel_expenses"
    FEDERATION_DUES = "federation_dues"
    FUND_CONTRIBUTION = "fund_contribution"
    SUBCONTRACTED = "subcontracted"
    STAFF_BORROWED = "staff_borrowed"
    STAFF = "staff"
    STAFF_ADVANCES = "staff_advances"
    TIPS = "tips"
    FUND_HELD = "fund_held"
    SOCIAL_SECURITY = "social_security"
    HEALTH_FUND = "health_fund"
    PENSION_FUND = "pension_fund"
    WITHHOLDING_TAX = "withholding_tax"
    LEAVE_ACCRUED = "leave_accrued"
    LEAVE_ACCRUED_CHARGE = "leave_accrued_charge"
    YEAR_RESULT = "year_result"
    YEAR_LOSS = "year_loss"
    RETAINED_EARNINGS = "retained_earnings"
    RETAINED_LOSSES = "retained_losses"
    LEGAL_RESERVE = "legal_reserve"
    DEVELOPMENT_FUND = "development_fund"
    EDUCATION_FUND = "education_fund"
    WORK_SHARE = "work_share"
    SHARE_INTEREST = "share_interest"
    CAPITAL = "capital"
    CAPITAL_UNPAID = "capital_unpaid"
    SHARES_CALLED = "shares_called"
    SHARES_REFUNDED = "shares_refunded"


class Kind(StrEnum):
    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    INCOME = "income"
    EXPENSE = "expense"


KINDS = {
    Role.BANK: Kind.ASSET,
    Role.CUSTOMERS: Kind.ASSET,
    Role.UNBILLED: Kind.ASSET,
    Role.SUPPLIERS: Kind.LIABILITY,
    Role.SALES: Kind.INCOME,
    Role.STAFF_LENT: Kind.INCOME,
    Role.DUES_INCOME: Kind.INCOME,
    Role.FUND_SUPPORT: Kind.INCOME,
    Role.VAT: Kind.LIABILITY,
    Role.VAT_UNBILLED: Kind.LIABILITY,
    Role.VAT_UNPAID: Kind.LIABILITY,
    Role.VAT_REVERSED: Kind.LIABILITY,
    Role.VAT_DEDUCTIBLE: Kind.ASSET,
    Role.VAT_DUE: Kind.LIABILITY,
    Role.VAT_CREDIT: Kind.ASSET,
    Role.WAGES: Kind.EXPENSE,
    Role.LEAVE_PROVISION: Kind.EXPENSE,
    Role.SOCIAL_SECURITY_CHARGE: Kind.EXPENSE,
    Role.HEALTH_PLAN_CHARGE: Kind.EXPENSE,
    Role.PENSION_CHARGE: Kind.EXPENSE,
    Role.TRAINING_LEVY: Kind.EXPENSE,
    Role.APPRENTICESHIP_LEVY: Kind.EXPENSE,
    Role.HOUSING_LEVY: Kind.EXPENSE,
    Role.MOBILITY_LEVY: Kind.EXPENSE,
    Role.LEAVE_PROVISION_CHARGE: Kind.EXPENSE,
    Role.TRAVEL_EXPENSES: Kind.EXPENSE,
    Role.FEDERATION_DUES: Kind.EXPENSE,
    Role.FUND_CONTRIBUTION: Kind.EXPENSE,
    Role.SUBCONTRACTED: Kind.EXPENSE,
    Role.STAFF_BORROWED: Kind.EXPENSE,
    Role.STAFF: Kind.LIABILITY,
    Role.STAFF_ADVANCES: Kind.ASSET,
    Role.TIPS: Kind.LIABILITY,
    Role.FUND_HELD: Kind.LIABILITY,
    Role.SOCIAL_SECURITY: Kind.LIABILITY,
    Role.HEALTH_FUND: Kind.LIABILITY,
    Role.PENSION_FUND: Kind.LIABILITY,
    Role.WITHHOLDING_TAX: Kind.LIABILITY,
    Role.LEAVE_ACCRUED: Kind.LIABILITY,
    Role.LEAVE_ACCRUED_CHARGE: Kind.LIABILITY,
    Role.YEAR_RESULT: Kind.EQUITY,
    Role.YEAR_LOSS: Kind.EQUITY,
    Role.RETAINED_EARNINGS: Kind.EQUITY,
    Role.RETAINED_LOSSES: Kind.EQUITY,
    Role.LEGAL_RESERVE: Kind.EQUITY,
    Role.DEVELOPMENT_FUND: Kind.EQUITY,
    Role.EDUCATION_FUND: Kind.LIABILITY,
    Role.WORK_SHARE: Kind.LIABILITY,
    Role.SHARE_INTEREST: Kind.LIABILITY,
    Role.CAPITAL: Kind.EQUITY,
    Role.CAPITAL_UNPAID: Kind.EQUITY,
    Role.SHARES_CALLED: Kind.ASSET,
    Role.SHARES_REFUNDED: Kind.LIABILITY,
}


@dataclass(frozen=True, slots=True)
class AccountSpec:
    """One account of a chart: `code` as the country numbers it, `name` as its accountants call it.

    Without a role no service names it: it is booked by hand.
    """

    role: Role | None
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The accounts of a country. `source` says whose numbering it is.

    `kinds` gives the kind of an account by the beginning of its code, the longest first: what an account is stays
    readable from its code, also of one the treasurer opens. Class 4 holds claims and debts: its sign tells.
    """

    source: str
    accounts: tuple[AccountSpec, ...]
    kinds: tuple[tuple[str, Kind], ...]

    def code(self, role: Role) -> str:
        return next(account.code for account in self.accounts if account.role == role)

    def kind_of(self, code: str) -> Kind | None:
        """What an account of that code is; None where the chart has no such class."""
        fitting = [(len(prefix), kind) for prefix, kind in self.kinds if code.startswith(prefix)]
        return max(fitting)[1] if fitting else None

    def is_result(self, code: str) -> bool:
        """Income or expense: emptied when the year is closed."""
        return self.kind_of(code) in (Kind.INCOME, Kind.EXPENSE)


def _by_hand(*accounts: tuple[str, str]) -> tuple[AccountSpec, ...]:
    return tuple(AccountSpec(None, code, name) for code, name in accounts)


# The PCG's names are legal terms and stay French.
PCG = Chart(
    "Plan comptable général, règlement ANC 2022-06",
    (
        AccountSpec(Role.CAPITAL_UNPAID, "1012", "Capital souscrit appelé non versé"),
        AccountSpec(Role.CAPITAL, "1013", "Capital souscrit appelé versé"),
        AccountSpec(Role.LEGAL_RESERVE, "1061", "Réserve légale"),
        AccountSpec(Role.DEVELOPMENT_FUND, "1063", "Réserves statutaires (fonds de développement)"),
        AccountSpec(Role.RETAINED_EARNINGS, "110", "Report à nouveau"),
        AccountSpec(Role.RETAINED_LOSSES, "119", "Report à nouveau (solde débiteur)"),
        AccountSpec(Role.YEAR_RESULT, "120", "Résultat de l'exercice"),
        AccountSpec(Role.YEAR_LOSS, "129", "Résultat de l'exercice (perte)"),
        AccountSpec(Role.SUPPLIERS, "401", "Fournisseurs"),
        AccountSpec(Role.CUSTOMERS, "411", "Clients"),
        AccountSpec(Role.UNBILLED, "4181", "Clients, factures à établir"),
        AccountSpec(Role.STAFF, "421", "Personnel, rémunérations dues"),
        AccountSpec(Role.WORK_SHARE, "424", "Participation des salariés aux résultats (part travail)"),
        AccountSpec(Role.STAFF_ADVANCES, "425", "Personnel, avances et acomptes"),
        AccountSpec(Role.LEAVE_ACCRUED, "4282", "Dettes provisionnées pour congés à payer"),
        AccountSpec(Role.SOCIAL_SECURITY, "431", "Sécurité sociale (Urssaf)"),
        AccountSpec(Role.HEALTH_FUND, "4372", "Mutuelle et prévoyance"),
        AccountSpec(Role.PENSION_FUND, "4373", "Caisses de retraite (Agirc-Arrco)"),
        AccountSpec(Role.LEAVE_ACCRUED_CHARGE, "4382", "Charges sociales sur congés à payer"),
        AccountSpec(Role.WITHHOLDING_TAX, "4421", "Prélèvement à la source (impôt sur le revenu)"),
        AccountSpec(Role.VAT_REVERSED, "4452", "TVA due intracommunautaire et sur autoliquidation"),
        AccountSpec(Role.VAT_DUE, "44551", "TVA à décaisser"),
        AccountSpec(Role.VAT_DEDUCTIBLE, "44566", "TVA déductible sur autres biens et services"),
        AccountSpec(Role.VAT_CREDIT, "44567", "Crédit de TVA à reporter"),
        AccountSpec(Role.VAT, "44571", "TVA collectée"),
        AccountSpec(Role.VAT_UNPAID, "44574", "TVA collectée en attente d'encaissement"),
        AccountSpec(Role.VAT_UNBILLED, "44587", "Taxes sur le chiffre d'affaires sur factures à établir"),
        AccountSpec(Role.SHARES_CALLED, "4562", "Associés, capital appelé non versé"),
        AccountSpec(Role.SHARES_REFUNDED, "4567", "Associés, capital à rembourser"),
        AccountSpec(Role.SHARE_INTEREST, "457", "Associés, intérêts aux parts à payer"),
        AccountSpec(Role.TIPS, "467", "Pourboires à reverser"),
        AccountSpec(Role.FUND_HELD, "4674", "Caisse de solidarité"),
        AccountSpec(Role.EDUCATION_FUND, "4678", "Fonds d'éducation et de promotion"),
        AccountSpec(Role.BANK, "512", "Banques"),
        AccountSpec(Role.SUBCONTRACTED, "6111", "Sous-traitance de livraisons"),
        AccountSpec(Role.STAFF_BORROWED, "6214", "Personnel détaché ou prêté à l'entreprise"),
        AccountSpec(Role.TRAVEL_EXPENSES, "6251", "Voyages et déplacements"),
        AccountSpec(Role.FEDERATION_DUES, "6281", "Cotisations à la fédération"),
        AccountSpec(Role.FUND_CONTRIBUTION, "6282", "Contributions à la caisse de solidarité"),
        AccountSpec(Role.MOBILITY_LEVY, "6331", "Versement mobilité"),
        AccountSpec(Role.TRAINING_LEVY, "6333", "Contribution à la formation professionnelle"),
        AccountSpec(Role.HOUSING_LEVY, "6334", "Participation à l'effort de construction"),
        AccountSpec(Role.APPRENTICESHIP_LEVY, "6335", "Taxe d'apprentissage"),
        AccountSpec(Role.WAGES, "6411", "Salaires, appointements"),
        AccountSpec(Role.LEAVE_PROVISION, "6412", "Congés payés"),
        AccountSpec(Role.SOCIAL_SECURITY_CHARGE, "6451", "Cotisations à l'Urssaf"),
        AccountSpec(Role.HEALTH_PLAN_CHARGE, "6452", "Cotisations aux mutuelles"),
        AccountSpec(Role.PENSION_CHARGE, "6453", "Cotisations aux caisses de retraite"),
        AccountSpec(Role.LEAVE_PROVISION_CHARGE, "6458", "Charges sociales sur congés à payer"),
        AccountSpec(Role.SALES, "706", "Prestations de services"),
        AccountSpec(Role.STAFF_LENT, "7084", "Mise à disposition de personnel facturée"),
        AccountSpec(Role.DUES_INCOME, "7561", "Cotisations des membres"),
        AccountSpec(Role.FUND_SUPPORT, "7588", "Aides de la caisse de solidarité"),
        *_by_hand(*pcg.BY_HAND),
    ),
    (
        ("1", Kind.EQUITY),
        ("15", Kind.LIABILITY),
        ("16", Kind.LIABILITY),
        ("17", Kind.LIABILITY),
        ("2", Kind.ASSET),
        ("3", Kind.ASSET),
        ("4", Kind.ASSET),
        ("40", Kind.LIABILITY),
        ("409", Kind.ASSET),
        ("419", Kind.LIABILITY),
        ("42", Kind.LIABILITY),
        ("425", Kind.ASSET),
        ("43", Kind.LIABILITY),
        ("44", Kind.LIABILITY),
        ("441", Kind.ASSET),
        ("4456", Kind.ASSET),
        ("45", Kind.LIABILITY),
        ("4562", Kind.ASSET),
        ("467", Kind.LIABILITY),
        ("487", Kind.LIABILITY),
        ("5", Kind.ASSET),
        ("6", Kind.EXPENSE),
        ("7", Kind.INCOME),
    ),
)
PCMN = Chart(
    "Plan comptable minimum normalisé, arrêté royal du 21/10/2018",
    (
        *(AccountSpec(Role(role), code, name) for role, (code, name) in pcmn.BY_ROLE.items()),
        *_by_hand(*pcmn.BY_HAND),
    ),
    (
        ("1", Kind.EQUITY),
        ("16", Kind.LIABILITY),
        ("17", Kind.LIABILITY),
        ("2", Kind.ASSET),
        ("3", Kind.ASSET),
        ("4", Kind.LIABILITY),
        ("40", Kind.ASSET),
        ("41", Kind.ASSET),
        ("490", Kind.ASSET),
        ("5", Kind.ASSET),
        ("6", Kind.EXPENSE),
        ("7", Kind.INCOME),
    ),
)
PLAIN = Chart(
    "Plain chart of Coopplatform: no legal chart is imposed",
    (
        AccountSpec(Role.BANK, "1000", _("Bank")),
        AccountSpec(Role.CUSTOMERS, "1100", _("Customers")),
        AccountSpec(Role.UNBILLED, "1110", _("Deliveries not invoiced yet")),
        AccountSpec(Role.STAFF_ADVANCES, "1200", _("Advances to staff")),
        AccountSpec(Role.VAT_DEDUCTIBLE, "1300", _("VAT deductible")),
        AccountSpec(Role.SHARES_CALLED, "1400", _("Shares called, not paid in")),
        AccountSpec(Role.STAFF, "2000", _("Wages payable")),
        AccountSpec(Role.WORK_SHARE, "2010", _("Work share payable")),
        AccountSpec(Role.SHARE_INTEREST, "2020", _("Interest on shares payable")),
        AccountSpec(Role.SHARES_REFUNDED, "2030", _("Shares to be refunded")),
        AccountSpec(Role.TIPS, "2040", _("Tips to pass on")),
        AccountSpec(Role.FUND_HELD, "2080", _("Solidarity fund, held for the members")),
        AccountSpec(Role.LEAVE_ACCRUED, "2050", _("Leave accrued")),
        AccountSpec(Role.LEAVE_ACCRUED_CHARGE, "2060", _("Contributions on leave accrued")),
        AccountSpec(Role.SOCIAL_SECURITY, "2100", _("Social security")),
        AccountSpec(Role.HEALTH_FUND, "2110", _("Health and provident funds")),
        AccountSpec(Role.PENSION_FUND, "2120", _("Pension funds")),
        AccountSpec(Role.WITHHOLDING_TAX, "2130", _("Income tax withheld")),
        AccountSpec(Role.VAT, "2200", _("VAT collected")),
        AccountSpec(Role.VAT_REVERSED, "2205", _("VAT owed on purchases (reverse charge)")),
        AccountSpec(Role.VAT_UNBILLED, "2220", _("VAT on deliveries not invoiced yet")),
        AccountSpec(Role.VAT_UNPAID, "2230", _("VAT on invoices not paid yet")),
        AccountSpec(Role.VAT_DUE, "2210", _("VAT to pay")),
        AccountSpec(Role.VAT_CREDIT, "1310", _("VAT credit carried over")),
        AccountSpec(Role.SUPPLIERS, "2300", _("Suppliers")),
        AccountSpec(Role.CAPITAL, "2800", _("Members' capital")),
        AccountSpec(Role.CAPITAL_UNPAID, "2810", _("Members' capital called, not paid in")),
        AccountSpec(Role.LEGAL_RESERVE, "2900", _("Legal reserve")),
        AccountSpec(Role.DEVELOPMENT_FUND, "2950", _("Development fund")),
        AccountSpec(Role.EDUCATION_FUND, "2070", _("Education and promotion fund")),
        AccountSpec(Role.RETAINED_EARNINGS, "2980", _("Result brought forward")),
        AccountSpec(Role.RETAINED_LOSSES, "2981", _("Losses brought forward")),
        AccountSpec(Role.YEAR_RESULT, "2990", _("Result of the year")),
        AccountSpec(Role.YEAR_LOSS, "2991", _("Loss of the year")),
        AccountSpec(Role.SALES, "3000", _("Deliveries sold")),
        AccountSpec(Role.STAFF_LENT, "3050", _("Staff lent to other co-ops")),
        AccountSpec(Role.DUES_INCOME, "3060", _("Dues of members")),
        AccountSpec(Role.FUND_SUPPORT, "3150", _("Support from the solidarity fund")),
        AccountSpec(Role.WAGES, "5000", _("Wages")),
        AccountSpec(Role.LEAVE_PROVISION, "5010", _("Paid leave")),
        AccountSpec(Role.SOCIAL_SECURITY_CHARGE, "5100", _("Social security contributions")),
        AccountSpec(Role.HEALTH_PLAN_CHARGE, "5110", _("Health plan contributions")),
        AccountSpec(Role.PENSION_CHARGE, "5120", _("Pension contributions")),
        AccountSpec(Role.LEAVE_PROVISION_CHARGE, "5130", _("Contributions on paid leave")),
        AccountSpec(Role.TRAINING_LEVY, "5200", _("Training levy")),
        AccountSpec(Role.APPRENTICESHIP_LEVY, "5210", _("Apprenticeship levy")),
        AccountSpec(Role.HOUSING_LEVY, "5220", _("Housing levy")),
        AccountSpec(Role.MOBILITY_LEVY, "5230", _("Mobility levy")),
        AccountSpec(Role.TRAVEL_EXPENSES, "6000", _("Travel expenses")),
        AccountSpec(Role.FEDERATION_DUES, "6100", _("Dues to the federation")),
        AccountSpec(Role.FUND_CONTRIBUTION, "6110", _("Contributions to the solidarity fund")),
        AccountSpec(Role.SUBCONTRACTED, "6205", _("Deliveries by other co-ops")),
        AccountSpec(Role.STAFF_BORROWED, "6206", _("Staff borrowed from other co-ops")),
        *_by_hand(
            ("1500", _("Bikes and equipment")),
            ("1590", _("Depreciation of bikes and equipment")),
            ("1600", _("Deposits paid")),
            ("1700", _("Cash")),
            ("2400", _("Loans")),
            ("2500", _("Suspense account")),
            ("3100", _("Other income")),
            ("3200", _("Grants")),
            ("6200", _("Purchases and supplies")),
            ("6210", _("Rent")),
            ("6220", _("Repairs")),
            ("6230", _("Insurance")),
            ("6240", _("Fees and advice")),
            ("6250", _("Telephone and internet")),
            ("6260", _("Bank charges")),
            ("6270", _("Interest")),
            ("6280", _("Depreciation")),
            ("6290", _("Taxes")),
        ),
    ),
    (
        ("1", Kind.ASSET),
        ("2", Kind.LIABILITY),
        ("28", Kind.EQUITY),
        ("29", Kind.EQUITY),
        ("3", Kind.INCOME),
        ("5", Kind.EXPENSE),
        ("6", Kind.EXPENSE),
    ),
)
CHARTS = {"FR": PCG, "MC": PCG, "BE": PCMN}


def chart_for(country: str) -> Chart:
    """The PCG in France and Monaco, the PCMN in Belgium, the plain chart elsewhere."""
    return CHARTS.get(country, PLAIN)
