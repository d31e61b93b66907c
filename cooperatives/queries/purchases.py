"""What a period bought from whom: the accounts of goods and services, by the third party of their entry."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Q, Sum

from cooperatives.domain.ledger import YEAR_CLOSED
from cooperatives.models import Line, ThirdParty


class Bought(NamedTuple):
    """Cents before VAT, and where they were bought: ISO country and postcode, both empty where nobody says."""

    country: str
    postcode: str
    cents: int


def bought(*, first: date, last: date, accounts: Iterable[str]) -> list[Bought]:
    """The purchases of a period by place, of the accounts that begin so. Three queries.

    An entry is its third party's; with none, or with several, nobody says where it was bought.
    """
    begins = reduce(or_, (Q(account__code__startswith=prefix) for prefix in accounts))
    lines = Line.objects.filter(entry__posted_on__range=(first, last)).exclude(
        entry__source_key__startswith=YEAR_CLOSED
    )
    by_entry = dict(lines.filter(begins).values_list("entry").annotate(cents=Sum("amount_cents")).order_by())
    parties: dict[object, set[str]] = defaultdict(set)
    for entry, code in lines.exclude(auxiliary="").values_list("entry", "auxiliary").distinct():
        parties[entry].add(code)
    known = {party.code: (party.country, party.postcode) for party in ThirdParty.objects.exclude(country="")}
    places: dict[tuple[str, str], int] = defaultdict(int)
    for entry, cents in by_entry.items():
        codes = parties[entry]
        places[known.get(next(iter(codes)), ("", "")) if len(codes) == 1 else ("", "")] += cents
    return [Bought(country, postcode, cents) for (country, postcode), cents in sorted(places.items())]
