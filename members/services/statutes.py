"""The statutes' figures of surplus and shares: a change is a new version of the charter."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from cooperatives.queries.charters import charter_on
from cooperatives.queries.here import cooperative_here
from cooperatives.services.founding import adopt_charter
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _
from members.domain.surplus.capital import share_terms
from members.domain.surplus.terms import check_statutes, terms_of_statutes


def adopt_statutes(
    *, terms: Mapping[str, Any], valid_from: date, by: Actor, at: datetime, today: date
) -> int:
    """A new version of the charter with these terms of surplus and shares, from a day on; its number.

    Raises Invalid, at its field and naming the article, where the law of the legal form is broken.
    """
    if valid_from < today:
        raise Invalid("statutes_back", _("Statutes change from today on, not backwards."), field="valid_from")
    form = cooperative_here().legal_form
    check_statutes(form, terms)
    share_terms(terms)
    charter = charter_on(valid_from)
    known = {term.name for term in terms_of_statutes(form)}
    kept = {name: value for name, value in charter.terms["surplus"].items() if name not in known}
    stated = {name: value for name, value in terms.items() if value is not None}
    charter = adopt_charter(
        terms={**charter.terms, "surplus": {**kept, **stated}}, valid_from=valid_from, by=by, at=at
    )
    return charter.version
