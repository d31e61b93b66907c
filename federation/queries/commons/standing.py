"""Who may take part in what the federation's co-ops decide together, asked from a co-op about any of them."""

from datetime import date

from cooperatives.queries.directory import the_federation
from coopplatform.tenancy.scope import scope
from federation.queries import membership


def may_take_part(slug: str, on: date) -> bool:
    """Whether a co-op belongs, with all its rights, on a day: only such a one reviews, adopts and votes."""
    return slug in taking_part(on)


def taking_part(on: date) -> set[str]:
    """The slugs of all that may take part on a day; none before a federation is founded."""
    federation = the_federation()
    if federation is None:
        return set()
    with scope(federation.pk):
        return membership.taking_part(on=on)
