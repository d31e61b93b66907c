"""What the statutes of each legal form say of surplus and shares: every term with its kind and its article.

Where the law leaves a choice to the assembly, an alternative may move the term; the rest is changed with the statutes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _
from members.domain.surplus import FORMS, Statutes
from members.domain.surplus.reading import statutes_from

LAW_OF_UNKNOWN = "scop"


class TermKind(StrEnum):
    PERCENT = "percent"
    KEY = "key"
    CENTS = "cents"
    NUMBER = "number"
    YES = "yes"


@dataclass(frozen=True, slots=True)
class Term:
    """One figure. `is_choice`: the assembly may decide it year by year; `is_of_year`: a fact of a year, no statute."""

    name: str
    label: str
    article: str
    kind: TermKind = TermKind.PERCENT
    is_choice: bool = True
    is_of_year: bool = False


_KEY = _("Key of the work share")
_OF_FORM: Mapping[str, tuple[Term, ...]] = {
    "scop": (
        Term(
            "development_percent",
            _("Development fund, at least, per cent of the surplus"),
            "loi 78-763 art. 33, 2°",
        ),
        Term("work_percent", _("Work share, per cent of the surplus"), "loi 78-763 art. 33, 3°"),
        Term("key", _KEY, "loi 78-763 art. 33, 3°", TermKind.KEY),
        Term("interest_percent", _("Interest asked, per cent of the shares"), "loi 78-763 art. 33, 4°"),
    ),
    "scic": (
        Term("statutory_percent", _("Statutory reserve, per cent of the rest"), "loi 47-1775 art. 19 nonies"),
        Term("interest_percent", _("Interest asked, per cent of the shares"), "loi 47-1775 art. 14"),
        Term("tmop_percent", _("Mean TMOP of three years, %"), "loi 47-1775 art. 14", is_of_year=True),
        Term(
            "public_aid_cents",
            _("Public aid received in the year"),
            "loi 47-1775 art. 19 nonies",
            TermKind.CENTS,
            is_of_year=True,
        ),
    ),
    "be_sc": (
        Term("reserve_percent", _("Statutory reserve, per cent of the surplus"), _("statutes")),
        Term("dividend_percent", _("Dividend, per cent of the shares, net"), "AR 08/01/1962 art. 1"),
        Term("ristourne_percent", _("Ristourne, per cent of the rest"), "CSA 6:115-6:116"),
        Term("key", _KEY, "CSA 6:115-6:116", TermKind.KEY),
        Term("withholding_percent", _("Withholding tax, %"), "CIR 92 art. 269", is_choice=False),
        Term(
            "passes_net_asset_test",
            _("The net-asset test is passed"),
            "CSA 6:115",
            TermKind.YES,
            is_of_year=True,
        ),
        Term(
            "passes_liquidity_test",
            _("The liquidity test is passed"),
            "CSA 6:116",
            TermKind.YES,
            is_of_year=True,
        ),
    ),
    "es_trabajo": (
        Term("fro_percent", _("Compulsory reserve fund (FRO), %"), "Ley 27/1999 art. 58.1"),
        Term("fep_percent", _("Education and promotion fund (FEP), %"), "Ley 27/1999 art. 58.1"),
        Term("other_fro_percent", _("FRO, per cent of the result from outside"), "Ley 27/1999 art. 58.2"),
        Term("retorno_percent", _("Retorno, per cent of what is available"), "Ley 27/1999 art. 58.4"),
        Term("key", _KEY, "Ley 27/1999 art. 58.4", TermKind.KEY),
        Term("interest_percent", _("Interest, per cent of the shares"), "Ley 27/1999 art. 48"),
        Term(
            "legal_interest_percent",
            _("Legal interest of the year, %"),
            "Ley 27/1999 art. 48",
            is_of_year=True,
        ),
        Term(
            "other_result_cents",
            _("Of the result, from outside the co-op's activity"),
            "Ley 27/1999 art. 57",
            TermKind.CENTS,
            is_of_year=True,
        ),
    ),
}
_SENIORITY = Term(
    "seniority_percent", _("Added for each year of seniority, %"), "loi 78-763 art. 33, 3°", is_choice=False
)
OF_SHARES = (
    Term("nominal_cents", _("Value of a share"), _("statutes"), TermKind.CENTS, is_choice=False),
    Term(
        "minimum_units", _("Shares a member holds at least"), _("statutes"), TermKind.NUMBER, is_choice=False
    ),
    Term(
        "most_capital_percent",
        _("One member holds at most, per cent of the capital"),
        "loi 78-763 art. 24",
        TermKind.NUMBER,
        is_choice=False,
    ),
    Term(
        "refund_years",
        _("Refunds are paid within, years"),
        "loi 47-1775 art. 18",
        TermKind.NUMBER,
        is_choice=False,
    ),
    Term(
        "reserves_absorb_losses",
        _("Losses are charged to the reserves first"),
        "loi 47-1775 art. 18",
        TermKind.YES,
        is_choice=False,
    ),
    Term("floor_cents", _("Least capital"), "loi 47-1775 art. 13", TermKind.CENTS, is_choice=False),
)


def law_of(legal_form: str) -> str:
    """The form whose law is applied: its own where it is known, else the SCOP's, which pages say."""
    return legal_form if legal_form in FORMS else LAW_OF_UNKNOWN


def is_known(legal_form: str) -> bool:
    return legal_form in FORMS


def terms_of_statutes(legal_form: str) -> tuple[Term, ...]:
    """What the statutes fix, of surplus and then of shares."""
    form = law_of(legal_form)
    own = tuple(term for term in _OF_FORM[form] if not term.is_of_year)
    return (*own, *((_SENIORITY,) if form == "scop" else ()), *OF_SHARES)


def choices_of(legal_form: str) -> tuple[Term, ...]:
    """What an alternative may move."""
    return tuple(term for term in _OF_FORM[law_of(legal_form)] if term.is_choice and not term.is_of_year)


def facts_of(legal_form: str) -> tuple[Term, ...]:
    """What the law asks of a year beyond the books."""
    return tuple(term for term in _OF_FORM[law_of(legal_form)] if term.is_of_year)


def statutes_for(
    legal_form: str, terms: Mapping[str, Any], figures: Mapping[str, Any], choices: Mapping[str, Any]
) -> Statutes:
    """The charter's terms, the year's figures, and an alternative's choices over them.

    A rate of the year that nobody has entered counts as zero: the ceiling is then the lowest. Raises Invalid where
    an article is broken or a term is missing, at the field it names.
    """
    form = law_of(legal_form)
    for name, value in choices.items():
        if name not in {term.name for term in choices_of(legal_form)}:
            raise Invalid("no_choice", _("The statutes leave no choice of %(name)s."), field=name, name=name)
        _check_range(name, value)
    names = {field.name for field in fields(FORMS[form])}  # type: ignore[arg-type]
    asked = {
        name: value
        for name, value in {**_DEFAULTS.get(form, {}), **terms, **figures, **choices}.items()
        if name in names
    }
    return statutes_from(form, asked)


def check_statutes(legal_form: str, terms: Mapping[str, Any]) -> None:
    """Raises Invalid where these terms break an article in any year: tests that a year may fail count as passed."""
    for name, value in terms.items():
        if name.endswith("_percent") and value is not None:
            _check_range(name, value)
    passed = {term.name: True for term in facts_of(legal_form) if term.kind is TermKind.YES}
    stated = {name: value for name, value in terms.items() if value is not None}
    statutes_for(legal_form, stated, passed, {})


def _check_range(name: str, value: Any) -> None:
    if name == "key":
        return
    if not 0 <= float(value) <= 100:
        raise Invalid("share_out_of_range", _("A part is from 0 to 100 %%."), field=name)


_DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "scic": {"tmop_percent": 0},
    "es_trabajo": {"legal_interest_percent": 0},
}
