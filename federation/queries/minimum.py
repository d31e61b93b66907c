"""The legal minimum that hourly pay is shown beside."""

from datetime import date

from members.domain.pay.parameters import SMIC, MinimumWage


def minimum_wage_on(day: date) -> MinimumWage:
    """The French one in force that day, with its source; the first one known for days before."""
    return next((wage for wage in reversed(SMIC) if wage.since <= day), SMIC[0])
