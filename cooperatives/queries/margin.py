"""Margin by section of a period."""

from datetime import date

from django.db.models import Count, Q, Sum

from cooperatives.domain.charts import Kind, chart_for
from cooperatives.domain.ledger import YEAR_CLOSED
from cooperatives.domain.margin import MarginRow, SectionSums, margins
from cooperatives.models import Line
from cooperatives.queries.here import cooperative_here
from cooperatives.queries.hours import seconds_by_section


def margin_of(first: date, last: date) -> tuple[MarginRow, ...]:
    """What each section earned, spent, and left for an hour of work; the close of a year is left out."""
    chart = chart_for(cooperative_here().country)
    income, expense = Q(pk__in=[]), Q(pk__in=[])
    for prefix, kind in chart.kinds:
        if kind == Kind.INCOME:
            income |= Q(account__code__startswith=prefix)
        elif kind == Kind.EXPENSE:
            expense |= Q(account__code__startswith=prefix)
    rows = (
        Line.objects.filter(income | expense, entry__posted_on__range=(first, last))
        .exclude(entry__source_key__startswith=YEAR_CLOSED)
        .values("section")
        .annotate(
            income=Sum("amount_cents", filter=income, default=0),
            expense=Sum("amount_cents", filter=expense, default=0),
            facts=Count("entry", filter=income & Q(amount_cents__lt=0), distinct=True),
        )
    )
    sums = {row["section"]: SectionSums(-row["income"], row["expense"], row["facts"]) for row in rows}
    return margins(sums, seconds_by_section(first, last))
