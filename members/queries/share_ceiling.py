"""The yearly ceiling of social security, where the law of shares refers to it."""

from datetime import date

from cooperatives.queries.here import cooperative_here
from members.domain.pay.dated import MissingParameter
from members.domain.pay.fr.table import FRANCE


def yearly_ceiling_cents(day: date) -> int | None:
    """Twelve monthly ceilings, for a French SCOP on a day the table knows; None elsewhere."""
    here = cooperative_here()
    if here.country != "FR" or here.legal_form != "scop":
        return None
    try:
        return int(FRANCE.value("pss_monthly", day) * 100) * 12
    except MissingParameter:
        return None
