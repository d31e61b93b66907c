"""The headings of balance sheet and income statement, by chart of accounts.

A heading takes the accounts whose code begins with one of its prefixes; the longest prefix wins. Headings of the PCG
and the PCMN are legal terms and stay French; of the plain chart they are msgids.
"""

from dataclasses import dataclass

from cooperatives.domain.charts import PCG, PCMN, PLAIN, Chart
from coopplatform.kernel.text import _

Rows = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """`always_assets` and `always_funds` stand on their side whatever their sign (a loss lessens the funds, a
    depreciation the assets); any other account stands where its balance puts it. `result` is the heading of what
    is not closed yet. A block of `income` is a title with its rows; each row is added to the result by its sign.
    """

    assets: Rows
    funds: Rows
    always_assets: tuple[str, ...]
    always_funds: tuple[str, ...]
    result: str
    income: tuple[tuple[str, Rows], ...]


_PCG = Layout(
    assets=(
        ("Immobilisations incorporelles", ("20", "280", "290")),
        ("Immobilisations corporelles", ("21", "22", "23", "28", "29")),
        ("Immobilisations financières", ("26", "27", "296", "297")),
        ("Stocks et en-cours", ("3",)),
        ("Avances et acomptes versés", ("409",)),
        ("Clients et comptes rattachés", ("41", "491")),
        ("Autres créances", ("4",)),
        ("Charges constatées d'avance", ("486",)),
        ("Valeurs mobilières de placement", ("50", "59")),
        ("Disponibilités", ("5",)),
    ),
    funds=(
        ("Capital et primes", ("10",)),
        ("Réserves", ("106",)),
        ("Report à nouveau", ("11",)),
        ("Résultat de l'exercice", ("12",)),
        ("Subventions d'investissement", ("13", "14")),
        ("Provisions pour risques et charges", ("15",)),
        ("Emprunts et dettes financières", ("16", "17", "18", "5")),
        ("Avances et acomptes reçus", ("419",)),
        ("Dettes fournisseurs et comptes rattachés", ("40",)),
        ("Dettes fiscales et sociales", ("42", "43", "44")),
        ("Autres dettes", ("4",)),
        ("Produits constatés d'avance", ("487",)),
    ),
    always_assets=("2", "3", "49", "59"),
    always_funds=("1",),
    result="Résultat de l'exercice",
    income=(
        (
            "Exploitation",
            (
                ("Ventes et prestations de services", ("70",)),
                ("Production stockée et immobilisée", ("71", "72")),
                ("Subventions d'exploitation", ("74",)),
                ("Autres produits de gestion courante", ("73", "75")),
                ("Reprises et transferts de charges", ("78", "79")),
                ("Achats", ("60",)),
                ("Autres achats et charges externes", ("61", "62")),
                ("Impôts, taxes et versements assimilés", ("63",)),
                ("Charges de personnel", ("64",)),
                ("Autres charges de gestion courante", ("65",)),
                ("Dotations aux amortissements et provisions", ("68",)),
            ),
        ),
        (
            "Financier",
            (("Produits financiers", ("76", "786", "796")), ("Charges financières", ("66", "686"))),
        ),
        (
            "Exceptionnel",
            (("Produits exceptionnels", ("77", "787", "797")), ("Charges exceptionnelles", ("67", "687"))),
        ),
        (
            "Participation et impôt",
            (("Participation des salariés", ("691",)), ("Impôts sur les bénéfices", ("69",))),
        ),
    ),
)
_PCMN = Layout(
    assets=(
        ("Immobilisations incorporelles", ("20", "21")),
        ("Immobilisations corporelles", ("22", "23", "24", "25", "26", "27")),
        ("Immobilisations financières", ("28",)),
        ("Créances à plus d'un an", ("29",)),
        ("Stocks et commandes en cours", ("3",)),
        ("Créances commerciales", ("40", "44", "46")),
        ("Autres créances", ("4",)),
        ("Comptes de régularisation", ("49",)),
        ("Placements de trésorerie", ("50", "51", "52", "53")),
        ("Valeurs disponibles", ("5",)),
    ),
    funds=(
        ("Apports", ("10", "11")),
        ("Plus-values de réévaluation", ("12",)),
        ("Réserves", ("13",)),
        ("Bénéfice (perte) reporté(e)", ("14",)),
        ("Subsides en capital", ("15",)),
        ("Provisions et impôts différés", ("16",)),
        ("Dettes à plus d'un an", ("17",)),
        ("Dettes financières", ("42", "43", "5")),
        ("Dettes commerciales", ("40", "44", "46")),
        ("Dettes fiscales, salariales et sociales", ("45",)),
        ("Autres dettes", ("4",)),
        ("Comptes de régularisation", ("49",)),
    ),
    always_assets=("2", "3", "409"),
    always_funds=("1",),
    result="Bénéfice (perte) de l'exercice",
    income=(
        (
            "Exploitation",
            (
                ("Chiffre d'affaires", ("70",)),
                ("Variation des en-cours et production immobilisée", ("71", "72")),
                ("Autres produits d'exploitation", ("73", "74")),
                ("Approvisionnements et marchandises", ("60",)),
                ("Services et biens divers", ("61",)),
                ("Rémunérations, charges sociales et pensions", ("62",)),
                ("Amortissements, réductions de valeur et provisions", ("63",)),
                ("Autres charges d'exploitation", ("64",)),
            ),
        ),
        ("Financier", (("Produits financiers", ("75",)), ("Charges financières", ("65",)))),
        (
            "Non récurrent",
            (("Produits non récurrents", ("76",)), ("Charges non récurrentes", ("66",))),
        ),
        (
            "Impôts et affectations",
            (
                ("Impôts sur le résultat", ("67", "77")),
                ("Transferts et affectations", ("68", "69", "78", "79")),
            ),
        ),
    ),
)
_PLAIN = Layout(
    assets=(
        (_("Bikes, equipment and deposits"), ("15", "16")),
        (_("Customers"), ("11",)),
        (_("Other claims"), ("1", "2")),
        (_("Bank and cash"), ("10", "17")),
    ),
    funds=(
        (_("Members' capital"), ("28",)),
        (_("Reserves and results"), ("29",)),
        (_("Loans"), ("24", "10", "17")),
        (_("Suppliers"), ("23",)),
        (_("Staff and members"), ("20",)),
        (_("Social security and taxes"), ("21", "22")),
        (_("Other debts"), ("1", "2")),
    ),
    always_assets=("15", "16"),
    always_funds=("28", "29"),
    result=_("Result of the year"),
    income=(
        (
            _("Operation"),
            (
                (_("Income"), ("3",)),
                (_("Pay and contributions"), ("5",)),
                (_("Other expenses"), ("6",)),
            ),
        ),
    ),
)
_LAYOUTS = ((PCG, _PCG), (PCMN, _PCMN), (PLAIN, _PLAIN))


def layout_of(chart: Chart) -> Layout:
    """The headings of a chart's statements."""
    return next(layout for known, layout in _LAYOUTS if known is chart)
