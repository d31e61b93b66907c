"""Whom a co-op may grant something, and who still belongs."""

from datetime import date

from cooperatives.models import Cooperative
from cooperatives.queries.directory import member_cooperatives, the_federation
from coopplatform.tenancy.scope import required, scope
from federation.queries import membership
from federation.queries.commons.standing import taking_part


def possible_partners(on: date) -> list[Cooperative]:
    """The other co-ops that may take part on a day, by name."""
    able = taking_part(on)
    return [one for one in member_cooperatives() if one.slug in able and one.pk != required()]


def who_belong(on: date) -> set[str]:
    """Slugs of all that belong on a day, the suspended ones too; none before a federation is founded."""
    house = the_federation()
    if house is None:
        return set()
    with scope(house.pk):
        return membership.admitted_slugs(on=on)
